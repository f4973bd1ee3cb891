import type { Clock } from '../../lib/clock.ts'
import { type Backend, type Device, DeviceError, type DeviceKind, localId } from './device.ts'
import { listDevices } from './device-list.ts'
import type { SoundCardSpec } from './device-spec.ts'
import { listNaudiodonDevices } from './portaudio/naudiodon-list.ts'
import { listPulseDevices } from './pulse/pulse-list.ts'

/** Functions that open a device of one kind, by backend; without a device, its default. */
export type SoundCardOpeners<T> = Record<Backend, (device?: Device) => Promise<T>>

/**
 * Opens a sound card. By default, opens the default device of the preferred backend, or of the other backend if that fails.
 * PulseAudio is available on Linux only.
 *
 * @throws DeviceError if no device can be opened
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
        `no working ${kind}. Connect one, or continue without: ${optionOf(kind)} null ` +
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
  if (!standard) return Promise.reject(new DeviceError(`PulseAudio has no ${kind}, or is not running.`))
  // A speaker may follow changes of the default. A microphone must not, because the default may become a monitor.
  return kind === 'speaker' ? open() : open(standard)
}

/** The error for a default source that is a monitor, which would echo everyone. It lists alternatives and how to override it. */
export function monitorRefused(monitor: Device, devices: Device[]): DeviceError {
  const others = devices.filter((device) => device.kind === 'microphone' && !device.monitor)
  const name = localId(monitor)
  const remedy =
    others.length > 0 ? `choose another: ${others.map((device) => `--mic ${device.id}`).join(', ')}` : 'connect one'
  return new DeviceError(
    `no microphone: the default source "${name}" is a monitor of a speaker. ` +
      `Please ${remedy}; to use it anyway: --mic pulse:${name}`,
  )
}

function optionOf(kind: DeviceKind): string {
  return kind === 'microphone' ? '--mic' : '--speaker'
}

/**
 * Finds the device of `kind` that `wanted` identifies: by its id, its name, (Pulse) its name in the sound server, or a part
 * of its name or id, ignoring case. A monitor matches by a part only if that contains `monitor`, so that a speaker is not
 * taken for a microphone. A device offered by both backends is taken from the preferred one.
 *
 * @throws DeviceError if there is no match, or several; lists them
 */
export function chooseDevice(devices: Device[], kind: DeviceKind, wanted: string, preferred: Backend): Device {
  const text = wanted.toLowerCase()
  const candidates = devices.filter((device) => device.kind === kind)
  const exact = candidates.filter((device) =>
    [device.id, localId(device), device.name].some((name) => name.toLowerCase() === text),
  )
  const matches = exact.length > 0 ? exact : candidates.filter((device) => isPartOf(text, device))
  const first = matches.find((device) => device.backend === preferred) ?? matches[0]
  if (first && matches.every((device) => device === first || isTwin(device, first))) return first
  if (first) throw new DeviceError(`several ${kind}s match "${wanted}": ${describe(matches)}. Use an id.`)
  const available = candidates.length > 0 ? `available: ${describe(candidates)}` : `this computer has no ${kind}`
  throw new DeviceError(`no ${kind} matches "${wanted}"; ${available}.`)
}

/** Whether these are the same device, offered by both backends. */
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
