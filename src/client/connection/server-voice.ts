import { codecs, PCM, preferredCodec, supportsFormat } from '../../audio/codec.ts'
import { type AudioFormat, MAX_FRAME_MS, MAX_RATE, MIN_FRAME_MS, MIN_RATE } from '../../audio/format.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import type { CodecChoice } from '../../protocol/shapes.ts'

/** The audio parameters in the reply to `hello`. */
export type ServerVoice = Pick<LabelFields<'hello'>, 'sample_rate' | 'frame_ms' | 'codecs'>

/** The audio format of the server: sample rate in Hz, frame length in ms. */
export function formatOf({ sample_rate, frame_ms }: ServerVoice): AudioFormat {
  return { rate: sample_rate, frameMs: frame_ms }
}

/**
 * Checks whether this client supports the server's audio format. Refused with why not, and what to do.
 * @param wanted the codec that the user chose
 */
export function checkVoice(voice: ServerVoice, wanted: CodecChoice): Result<undefined> {
  const { rate, frameMs } = formatOf(voice)
  const there = `The server uses frames of ${frameMs} ms at ${rate} Hz`
  const rateFits = rate >= MIN_RATE && rate <= MAX_RATE
  const frameFits = frameMs >= MIN_FRAME_MS && frameMs <= MAX_FRAME_MS
  if (!rateFits || !frameFits) {
    const here = `frames of ${MIN_FRAME_MS} to ${MAX_FRAME_MS} ms at ${MIN_RATE} to ${MAX_RATE} Hz`
    return refused(`${there}, but this client supports only ${here}; use a client made for that server`)
  }
  const codec = preferredCodec(voice.codecs)
  if (!supportsFormat(codec, { rate, frameMs })) {
    return refused(`${there}, which ${codec.title} does not support; use --codec pcm`)
  }
  if (wanted === 'auto' || wanted === PCM.name || voice.codecs.includes(wanted)) return ok(undefined)
  return refused(`The server does not support ${codecs[wanted].title} at its sample rate; use --codec auto`)
}
