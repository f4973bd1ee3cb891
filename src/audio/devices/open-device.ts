import type { Clock } from '../../lib/clock.ts'
import { rawStdout } from '../../lib/output.ts'
import type { AudioFormat } from '../format.ts'
import { type Backend, type Device, localId, type Microphone, type Speaker, type SpeakerOptions } from './device.ts'
import { parseDeviceSpec } from './device-spec.ts'
import { FileMicrophone, openFileSpeaker } from './file/file-device.ts'
import { nullMicrophone, nullSpeaker } from './file/null-device.ts'
import { streamMicrophone, streamSpeaker } from './file/stream-device.ts'
import { NaudiodonMicrophone, NaudiodonSpeaker } from './portaudio/naudiodon-device.ts'
import { PulseMicrophone } from './pulse/pulse-microphone.ts'
import { PulseSpeaker } from './pulse/pulse-speaker.ts'
import { openSoundCard } from './sound-card.ts'

/**
 * Opens a microphone. Audio captured before it is started is dropped. The monitor of a speaker is used only if named
 * explicitly, because it would cause echo and feedback.
 *
 * @param spec see `parseDeviceSpec`
 * @param format of the delivered frames
 * @param options `loop`: a file restarts at its end
 * @throws DeviceError if it cannot be opened
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
 * Opens a speaker. It plays silence until it is started.
 *
 * @param spec see `parseDeviceSpec`
 * @param format of the requested frames
 * @throws DeviceError if it cannot be opened
 */
export async function openSpeaker(
  spec: string | undefined,
  format: AudioFormat,
  clock: Clock,
  options: SpeakerOptions = {},
): Promise<Speaker> {
  const wanted = parseDeviceSpec(spec)
  if (wanted.kind === 'file') return openFileSpeaker(wanted.path, format, clock)
  if (wanted.kind === 'stream') return streamSpeaker(rawStdout(), 'stdout', format, clock)
  if (wanted.kind === 'null') return nullSpeaker(format, clock)
  return openSoundCard<Speaker>('speaker', wanted, clock, preferredBackend(format), {
    portaudio: (device) => NaudiodonSpeaker.open(format, clock, targetOf(device), options),
    pulse: (device) => PulseSpeaker.open(format, clock, device, options),
  })
}

function targetOf(device: Device | undefined) {
  return device && { index: Number(localId(device)), name: device.name }
}

/** Frame duration in ms below which the latency of PortAudio is too high. */
const SHORT_FRAME = 20

/**
 * The backend for a device that both offer. Through a sound server, PortAudio exchanges two or three blocks at a time,
 * which takes as long with short frames as with long ones; the tools of PulseAudio take one frame at a time
 * (docs/PERFORMANCE.md, "From mouth to ear").
 */
export function preferredBackend({ frameMs }: AudioFormat): Backend {
  return frameMs < SHORT_FRAME ? 'pulse' : 'portaudio'
}
