/** A stretch of the sound that has a name; a moment where it begins and ends at once. */
export interface SoundLabel {
  /** Seconds from the beginning. */
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * A label track as Audacity imports it: a line each, `from TAB to TAB text`, in seconds.
 * Source: Audacity Manual, Importing and Exporting Labels.
 */
export function audacityLabels(labels: readonly SoundLabel[]): string {
  return labels
    .map(
      ({ from, to, text }) => `${from.toFixed(6)}\t${to.toFixed(6)}\t${text.replace(/\s+/g, ' ').trim()}\n`,
    )
    .join('')
}
