/** A range of a track, in samples. */
export interface SpeechSpan {
  readonly from: number
  readonly to: number
}

/** s added around a turn: the first and last sounds of a word are quiet. */
const MARGIN = 0.3
/** Turns closer than this, in s, form one span: the whole sentence helps an engine. */
const MAX_GAP = 1

/**
 * The spans of a track that contain turns, in order.
 * @param turns in ms, by start
 * @param rate sample rate, Hz
 * @param length of the track, in samples
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
    if (last && from - last.to <= MAX_GAP * rate) last.to = Math.max(last.to, to)
    else spans.push({ from, to })
  }
  return spans
}
