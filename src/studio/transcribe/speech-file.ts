import { Resampler } from '../../audio/resampler.ts'
import type { SampleSource } from '../../audio/sound/sample-source.ts'
import { plainWavHeader } from '../../audio/wav/wav-header.ts'
import { createPrivateFile } from '../../lib/private-files.ts'
import type { SpeechSpan } from './speech-spans.ts'

/** Sample rate expected by speech-to-text engines, Hz. */
const ENGINE_RATE = 16_000
/** s of silence between spans, so that an engine separates them. */
const PAUSE = 0.5
const BLOCK = 65_536

/** A span of a track with its position in the speech file, in samples of the track. */
interface Placed extends SpeechSpan {
  /** Start in the file. */
  readonly at: number
}

/** Progress and cancellation of the writing. */
export interface SpeechProgress {
  readonly signal: AbortSignal
  /** Called with the fraction written, 0 to 1. */
  onProgress(share: number): void
}

/** A file with the concatenated speech of a track, and the mapping of its times to the track. */
export class SpeechFile {
  readonly #placed: readonly Placed[]
  readonly #rate: number

  private constructor(rate: number, placed: readonly Placed[]) {
    this.#rate = rate
    this.#placed = placed
  }

  /**
   * Writes spans of a track to a 16 kHz WAV file, in constant memory.
   * @throws the error of the file system, or the reason of `signal`
   */
  static async write(
    path: string,
    source: SampleSource,
    spans: readonly SpeechSpan[],
    { signal, onProgress }: SpeechProgress,
  ): Promise<SpeechFile> {
    const resampler = await Resampler.create(source.rate, ENGINE_RATE)
    const pause = Math.round(PAUSE * source.rate)
    const file = await createPrivateFile(path)
    try {
      await file.appendFile(plainWavHeader(ENGINE_RATE, 0))
      let bytes = 0
      const append = async (samples: Int16Array) => {
        signal.throwIfAborted()
        const { buffer, byteOffset, byteLength } = resampler.process(samples)
        await file.appendFile(new Uint8Array(buffer, byteOffset, byteLength))
        bytes += byteLength
      }
      const placed: Placed[] = []
      const total = spans.reduce((sum, { from, to }) => sum + to - from + pause, 0)
      let at = 0
      for (const { from, to } of spans) {
        placed.push({ from, to, at })
        for (let start = from; start < to; start += BLOCK) {
          const block = new Int16Array(Math.min(BLOCK, to - start))
          await source.read(start, block)
          await append(block)
          onProgress((at + start - from) / total)
        }
        await append(new Int16Array(pause))
        at += to - from + pause
      }
      const header = plainWavHeader(ENGINE_RATE, bytes)
      await file.write(header, 0, header.length, 0)
      return new SpeechFile(source.rate, placed)
    } finally {
      await file.close()
    }
  }

  /** Index of the span at or before a time. @param ms time in the file */
  spanAt(ms: number): number {
    const at = (ms * this.#rate) / 1000
    return Math.max(
      0,
      this.#placed.findLastIndex((span) => span.at <= at),
    )
  }

  /** The sample of the track at a time of the file, ms; the silence after a span maps to its end. */
  sampleAt(ms: number, span = this.spanAt(ms)): number {
    const { from, to, at } = this.#placed[span]!
    return Math.max(from, Math.min(to, from + Math.round((ms * this.#rate) / 1000) - at))
  }
}
