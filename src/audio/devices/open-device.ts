import type { Clock } from '../../lib/clock.ts'
import type { AudioFormat } from '../format.ts'
import { type Backend, type Device, localId, type Microphone, type Speaker } from './device.ts'
import { parseDeviceSpec } from './device-spec.ts'
import { FileMicrophone, openFileSpeaker } from './file/file-device.ts'
import { nullMicrophone, nullSpeaker } from './file/null-device.ts'
import { streamMicrophone, streamSpeaker } from './file/stream-device.ts'
import { NaudiodonMicrophone, NaudiodonSpeaker } from './portaudio/naudiodon-device.ts'
import { PulseMicrophone } from './pulse/pulse-microphone.ts'
import { PulseSpeaker } from './pulse/pulse-speaker.ts'
import { openSoundCard } from './sound-card.ts'

/**
 * Opens the microphone that `spec` names (see `parseDeviceSpec`). What it hears before it is started is dropped.
 * A monitor of a speaker is taken only where it is named: people would hear themselves and howl.
 *
 * @param format of the frames it gives
 * @param options `loop`: a file begins again at its end
 * @throws DeviceError
 */
export async function openMicrophone(
  spec: string | undefined,
  format: AudioFormat,
  clock: Clock,
  options: { loop?: boolean } = {},
): Promise<Microphone> {
  const wanted = parseDeviceSpec(spec)
  if (wanted.kind === 'file') return FileMicrophone.open(wanted.path, format, clock, options)
  if (wanted.kind === 'stream') return streamMicrophone(process.stdin, 'stdin', format, clock)
  if (wanted.kind === 'null') return nullMicrophone()
  return openSoundCard<Microphone>('microphone', wanted, clock, preferredBackend(format), {
    portaudio: (device) => NaudiodonMicrophone.open(format, clock, targetOf(device)),
    pulse: (device) => PulseMicrophone.open(format, clock, device),
  })
}

/**
 * Opens the speaker that `spec` names (see `parseDeviceSpec`). Before it is started it plays silence.
 *
 * @param format of the frames it asks for
 * @throws DeviceError
 */
export async function openSpeaker(
  spec: string | undefined,
  format: AudioFormat,
  clock: Clock,
): Promise<Speaker> {
  const wanted = parseDeviceSpec(spec)
  if (wanted.kind === 'file') return openFileSpeaker(wanted.path, format, clock)
  if (wanted.kind === 'stream') return streamSpeaker(process.stdout, 'stdout', format, clock)
  if (wanted.kind === 'null') return nullSpeaker(format, clock)
  return openSoundCard<Speaker>('speaker', wanted, clock, preferredBackend(format), {
    portaudio: (device) => NaudiodonSpeaker.open(format, clock, targetOf(device)),
    pulse: (device) => PulseSpeaker.open(format, clock, device),
  })
}

function targetOf(device: Device | undefined) {
  return device && { index: Number(localId(device)), name: device.name }
}

/** ms of a frame below which somebody wants less delay than PortAudio has. */
const SHORT_FRAME = 20

/**
 * The way to a device that both backends offer. PortAudio exchanges sound with a sound server in blocks that come by
 * twos and threes, which takes as long with short frames as with long ones; PulseAudio's own tools take a frame at a
 * time (docs/PERFORMANCE.md, "From mouth to ear").
 */
export function preferredBackend({ frameMs }: AudioFormat): Backend {
  return frameMs < SHORT_FRAME ? 'pulse' : 'portaudio'
}
