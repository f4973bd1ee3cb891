import { toMono } from '../../channels.ts'
import { type AudioFormat, frameBytes, frameLength } from '../../format.ts'
import { Reframer } from '../../reframer.ts'
import { Resampler } from '../../resampler.ts'
import { SampleDecoder } from '../file/sample-decoder.ts'
import { loadNaudiodon, type Naudiodon, naudiodonDevices } from './naudiodon.ts'
import type { FromHost, PortAudioTarget, ToHost } from './naudiodon-messages.ts'
import { openNaudiodon } from './naudiodon-open.ts'
import { NaudiodonPlayback } from './naudiodon-playback.ts'

/** ms of audio queued for a client that does not read; further frames are dropped. */
const MAX_UNREAD = 200
/** Blocks of the device (about 10 ms each) that are queued for this process. */
const MAX_QUEUE = 8

let unread = 0
let playback: NaudiodonPlayback | undefined

function say(message: FromHost): void {
  unread++
  process.send?.(message, undefined, {}, () => unread--)
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  say({ type: 'failed', reason: message.split('\n')[0]! })
}

async function answer(message: ToHost): Promise<void> {
  if (message.type === 'frame') {
    playback?.play(message.samples)
  } else if (message.type === 'list') {
    say({ type: 'devices', devices: naudiodonDevices(loadNaudiodon()) })
  } else if (message.direction === 'in') {
    const { format, target } = message
    const frame = (samples: Int16Array) => {
      if (unread * format.frameMs < MAX_UNREAD) say({ type: 'frame', samples })
    }
    const name = await startCapture(loadNaudiodon(), format, target, { frame, failed: fail })
    say({ type: 'opened', name })
  } else {
    const pull = () => say({ type: 'pull' })
    playback = await NaudiodonPlayback.start(loadNaudiodon(), message, { pull, failed: fail })
    say({ type: 'opened', name: playback.name })
  }
}

/**
 * Captures in the host process.
 *
 * @param handlers `frame` receives frames of `frameLength(format)` samples, in an array reused for the next;
 *   `failed` is called when the stream ends
 * @returns the name of the device
 * @throws Error if the device cannot be opened
 */
async function startCapture(
  naudiodon: Naudiodon,
  format: AudioFormat,
  target: PortAudioTarget | undefined,
  handlers: { frame(samples: Int16Array): void; failed(error: Error): void },
): Promise<string> {
  const opened = openNaudiodon(naudiodon, 'in', format.rate, target, (options) =>
    naudiodon.AudioIO({
      inOptions: {
        ...options,
        framesPerBuffer: 0,
        maxQueue: MAX_QUEUE,
        highwaterMark: frameBytes({ ...format, rate: options.sampleRate }) * options.channelCount,
        closeOnError: false,
      },
    }),
  )
  const decoder = new SampleDecoder()
  const resampler = await Resampler.create(opened.rate, format.rate)
  const reframer = new Reframer(frameLength(format), handlers.frame)
  opened.stream.on('data', (bytes: Buffer) => {
    reframer.push(resampler.process(toMono(decoder.push(bytes), opened.channels)))
  })
  opened.stream.on('error', handlers.failed)
  opened.stream.on('end', () => handlers.failed(new Error('the device stopped capturing')))
  opened.stream.start()
  return opened.name
}

process.on('message', (message: ToHost) => void answer(message).catch(fail))
// A normal exit would wait for the threads that PortAudio blocks.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
// Ctrl-C is sent to all processes of a terminal; only the client handles it.
process.on('SIGINT', () => {})
