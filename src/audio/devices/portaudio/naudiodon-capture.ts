import { toMono } from '../../channels.ts'
import { type AudioFormat, frameBytes, frameLength } from '../../format.ts'
import { Reframer } from '../../reframer.ts'
import { Resampler } from '../../resampler.ts'
import { SampleDecoder } from '../file/sample-decoder.ts'
import type { Naudiodon } from './naudiodon.ts'
import type { PortAudioTarget } from './naudiodon-messages.ts'
import { openNaudiodon } from './naudiodon-open.ts'

/** Blocks of the device (some 10 ms each) that may wait for this process. */
const MAX_QUEUE = 8

/**
 * Records in the host process.
 *
 * @param frame is handed frames of `frameLength(format)` samples, in an array used again for the next
 * @param failed the stream broke
 * @returns the device's name
 * @throws Error where the device cannot be opened
 */
export async function startCapture(
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
  opened.stream.on('end', () => handlers.failed(new Error('the device gives no more sound')))
  opened.stream.start()
  return opened.name
}
