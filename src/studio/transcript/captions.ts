import type { Moments } from '../edit/moments.ts'
import type { Transcript, Utterance } from './transcript.ts'

/** A caption; times in s. */
export interface Caption {
  readonly from: number
  readonly to: number
  /** The speaker; empty if unknown. */
  readonly name: string
  /** A single line. */
  readonly text: string
}

/** The captions of an unedited recording, by time; times in s. */
export function recordedCaptions({ rate, utterances }: Transcript): Caption[] {
  return utterances.map(({ from, to, name, text }) => ({ from: from / rate, to: to / rate, name, text }))
}

/** The captions that remain in an edited timeline, in its order; times in s. */
export function editedCaptions({ rate, utterances }: Transcript, moments: Moments): Caption[] {
  return utterances
    .flatMap((utterance) => utteranceParts(utterance, moments))
    .map(({ from, to, name, text }) => ({ from: from / rate, to: to / rate, name, text }))
    .sort((a, b) => a.from - b.from)
}

/** A part of an utterance that remains in an edited timeline, in samples of the timeline. */
export interface UtterancePart {
  readonly track: string
  readonly from: number
  readonly to: number
  readonly name: string
  readonly text: string
  /** Start of each word; empty if unknown. */
  readonly words: readonly { readonly at: number; readonly text: string }[]
}

/**
 * The parts of an utterance that remain in an edited timeline, each with its words. Without word times, each part has
 * the whole text.
 */
export function utteranceParts({ track, from, to, name, text, words }: Utterance, moments: Moments): UtterancePart[] {
  const pieces = moments.places({ file: track, from, to: Math.max(to, from + 1) })
  if (words.length === 0) return pieces.map((piece) => ({ ...piece, name, text, words: [] }))
  const placed = words.flatMap((word) => {
    const place = moments.place(track, Math.floor((word.from + word.to) / 2))
    return place ? [{ ...place, text: word.text }] : []
  })
  placed.sort((a, b) => a.at - b.at)
  return pieces.flatMap((piece) => {
    const said = placed.filter((word) => word.track === piece.track && word.at >= piece.from && word.at < piece.to)
    return said.length === 0 ? [] : [{ ...piece, name, text: said.map((word) => word.text).join(' '), words: said }]
  })
}
