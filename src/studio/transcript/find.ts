import type { Moments } from '../edit/moments.ts'
import type { Transcript, Utterance } from './transcript.ts'

/** A search result in an edited timeline. */
export interface Hit {
  /** Sample of the timeline. */
  readonly at: number
  readonly utterance: Utterance
}

/**
 * Finds text in a transcript, ignoring case and accents; speech that was cut is not found.
 * @param query a phrase, which may start and end within words
 * @returns the hits in timeline order
 */
export function findText({ utterances }: Transcript, query: string, moments: Moments): Hit[] {
  const wanted = folded(query)
  if (wanted === '') return []
  return utterances
    .flatMap((utterance) => {
      const ranges =
        utterance.words.length > 0 ? matchingWords(utterance, wanted) : matchingUtterance(utterance, wanted)
      return ranges.flatMap((range) => {
        const [place] = moments.places({ file: utterance.track, ...range })
        return place ? [{ at: place.from, utterance }] : []
      })
    })
    .sort((a, b) => a.at - b.at)
}

/** The next hit after a sample, or before it when `direction` is -1; wraps around at the ends. */
export function nextHit(hits: readonly Hit[], at: number, direction: 1 | -1): Hit | null {
  if (direction > 0) return hits.find((hit) => hit.at > at) ?? hits[0] ?? null
  return hits.findLast((hit) => hit.at < at) ?? hits.at(-1) ?? null
}

/** The ranges of words that contain the text, in samples of the track. */
function matchingWords({ words }: Utterance, wanted: string): { from: number; to: number }[] {
  const said = words.map(({ text }) => folded(text))
  const starts: number[] = []
  let length = 0
  for (const word of said) {
    starts.push(length)
    length += word.length + 1
  }
  const text = said.join(' ')
  const found: { from: number; to: number }[] = []
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const first = words[starts.findLastIndex((start) => start <= at)]!
    const last = words[starts.findLastIndex((start) => start < at + wanted.length)]!
    found.push({ from: first.from, to: Math.max(last.to, first.from + 1) })
  }
  return found
}

function matchingUtterance({ from, to, text }: Utterance, wanted: string): { from: number; to: number }[] {
  return folded(text).includes(wanted) ? [{ from, to: Math.max(to, from + 1) }] : []
}

/** Normalises text for searching: no case, no accents, single spaces. */
export function folded(text: string): string {
  const bare = text.normalize('NFKD').replace(/\p{M}/gu, '')
  return bare.toLowerCase().replaceAll('ß', 'ss').replace(/\s+/g, ' ').trim()
}
