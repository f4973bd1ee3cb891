/** A stretch of a track, in samples. */
export interface SpeechSpan {
  readonly from: number
  readonly to: number
}

/** s around a turn that belong to it: the first and last sounds of a word are quiet. */
const MARGIN = 0.3
/** s; turns that are closer stay together, with what is between them: it helps an engine to hear the sentence. */
const TOGETHER = 1

/**
 * The stretches of a track in which there are turns, in order.
 * @param turns in ms, in the order of their beginnings
 * @param rate samples a second @param length of the track
 */
export function speechSpans(
  turns: readonly { readonly from: number; readonly to: number }[],
  rate: number,
  length: number,
): SpeechSpan[] {
  const spans: { from: number; to: number }[] = []
  for (const turn of turns) {
    const from = Math.max(0, Math.round((turn.from / 1000 - MARGIN) * rate))
    const to = Math.min(length, Math.round((turn.to / 1000 + MARGIN) * rate))
    const last = spans.at(-1)
    if (from >= to) continue
    if (last && from - last.to <= TOGETHER * rate) last.to = Math.max(last.to, to)
    else spans.push({ from, to })
  }
  return spans
}
