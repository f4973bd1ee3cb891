import type { Clock } from '../../lib/clock.ts'
import { type Backend, type Device, DeviceError, type DeviceKind, localId } from './device.ts'
import { listDevices } from './device-list.ts'
import type { SoundCardSpec } from './device-spec.ts'
import { listNaudiodonDevices } from './portaudio/naudiodon-list.ts'
import { listPulseDevices } from './pulse/pulse-list.ts'

/** The ways to open one kind of device; without a device the backend's default. */
export type SoundCardOpeners<T> = Record<Backend, (device?: Device) => Promise<T>>

/**
 * Opens a sound card: by default the one of the preferred backend, and where that cannot be, the other's. PulseAudio
 * is there on Linux alone.
 *
 * @throws DeviceError
 */
export async function openSoundCard<T>(
  kind: DeviceKind,
  wanted: SoundCardSpec,
  clock: Clock,
  preferred: Backend,
  openers: SoundCardOpeners<T>,
): Promise<T> {
  if (wanted.kind === 'named') {
    const device = chooseDevice(await listBackend(wanted.backend, clock), kind, wanted.name, preferred)
    return openers[device.backend](device)
  }
  const pulse = await listPulseDevices()
  const standard = pulse.find((device) => device.kind === kind && device.default)
  if (standard?.monitor) throw monitorRefused(standard, pulse)
  if (wanted.backend === 'portaudio') return openers.portaudio()
  const viaPulse = () => openPulseDefault(kind, standard, openers.pulse)
  if (wanted.backend === 'pulse') return viaPulse()
  const viaPortAudio = () => openers.portaudio()
  const [usual, other] = preferred === 'pulse' ? [viaPulse, viaPortAudio] : [viaPortAudio, viaPulse]
  return usual().catch((first: Error) =>
    other().catch((second: Error) => {
      throw new DeviceError(
        `no ${kind} works here. Plug one in, or go on without: ${optionOf(kind)} null ` +
          `(${first.message} ${second.message})`,
      )
    }),
  )
}

function listBackend(backend: Backend | undefined, clock: Clock): Promise<Device[]> {
  if (backend === 'portaudio') return listNaudiodonDevices(clock)
  if (backend === 'pulse') return listPulseDevices()
  return listDevices(clock)
}

function openPulseDefault<T>(
  kind: DeviceKind,
  standard: Device | undefined,
  open: SoundCardOpeners<T>['pulse'],
): Promise<T> {
  if (!standard) return Promise.reject(new DeviceError(`PulseAudio has no ${kind}, or does not run.`))
  // A speaker may follow the default; a microphone must not, which may become a monitor.
  return kind === 'speaker' ? open() : open(standard)
}

/** The error for a default that would let people hear themselves; it names the others, and how to force it. */
export function monitorRefused(monitor: Device, devices: Device[]): DeviceError {
  const others = devices.filter((device) => device.kind === 'microphone' && !device.monitor)
  const name = localId(monitor)
  const remedy =
    others.length > 0
      ? `choose another: ${others.map((device) => `--mic ${device.id}`).join(', ')}`
      : 'plug one in'
  return new DeviceError(
    `no microphone: the default source "${name}" hears what the speaker plays. ` +
      `Please ${remedy}; to take it all the same: --mic pulse:${name}`,
  )
}

function optionOf(kind: DeviceKind): string {
  return kind === 'microphone' ? '--mic' : '--speaker'
}

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
