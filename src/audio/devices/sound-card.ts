import type { Clock } from '../../lib/clock.ts'
import { DeviceError } from './device.ts'
import { chooseDevice } from './device-choice.ts'
import { type Device, type DeviceKind, listDevices, localId } from './device-list.ts'
import type { Backend, SoundCardSpec } from './device-spec.ts'
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
