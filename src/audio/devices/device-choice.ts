import { DeviceError } from './device.ts'
import { type Device, type DeviceKind, localId } from './device-list.ts'
import type { Backend } from './device-spec.ts'

/**
 * The one device of `kind` that `wanted` means: its id, else its name or (Pulse) its name in the sound server, else a
 * part of its name; letter case does not count. A monitor is never meant by a part of its name that does not say
 * `monitor`, lest a speaker is taken for a microphone. A device that both backends offer is taken from the preferred one.
 *
 * @throws DeviceError that lists what matched, or what there is
 */
export function chooseDevice(
  devices: Device[],
  kind: DeviceKind,
  wanted: string,
  preferred: Backend,
): Device {
  const text = wanted.toLowerCase()
  const candidates = devices.filter((device) => device.kind === kind)
  const exact = candidates.filter((device) =>
    [device.id, localId(device), device.name].some((name) => name.toLowerCase() === text),
  )
  const matches = exact.length > 0 ? exact : candidates.filter((device) => isPartOf(text, device))
  const first = matches.find((device) => device.backend === preferred) ?? matches[0]
  if (first && matches.every((device) => device === first || isTwin(device, first))) return first
  if (first)
    throw new DeviceError(`several ${kind}s are called like "${wanted}": ${describe(matches)}. Give an id.`)
  const there = candidates.length > 0 ? `there are: ${describe(candidates)}` : `there is no ${kind} at all`
  throw new DeviceError(`no ${kind} is called like "${wanted}"; ${there}.`)
}

/** Whether these are one device that each backend offers. */
function isTwin(a: Device, b: Device): boolean {
  return a.name === b.name && a.backend !== b.backend
}

function isPartOf(text: string, device: Device): boolean {
  if (device.monitor && !text.includes('monitor')) return false
  return device.name.toLowerCase().includes(text) || device.id.toLowerCase().includes(text)
}

function describe(devices: Device[]): string {
  return devices.map((device) => `${device.id} (${device.name})`).join(', ')
}
