import type { Moments } from '../edit/moments.ts'
import type { Transcript, Utterance } from './transcript.ts'

/** A place in an edited timeline where something was said. */
export interface Hit {
  /** Sample of the timeline. */
  readonly at: number
  readonly utterance: Utterance
}

/**
 * Where something was said, whatever its case and accents, in the order of the timeline; what was cut out is not there.
 * @param query words as they are said one after another; parts of words will do
 */
export function findSaid({ utterances }: Transcript, query: string, moments: Moments): Hit[] {
  const wanted = folded(query)
  if (wanted === '') return []
  return utterances
    .flatMap((utterance) => {
      const stretches =
        utterance.words.length > 0 ? saidWords(utterance, wanted) : saidAtAll(utterance, wanted)
      return stretches.flatMap((stretch) => {
        const [place] = moments.places({ file: utterance.track, ...stretch })
        return place ? [{ at: place.from, utterance }] : []
      })
    })
    .sort((a, b) => a.at - b.at)
}

/** The next hit behind a sample, or before it, where that is so; around the ends if there is none. */
export function nextHit(hits: readonly Hit[], at: number, direction: 1 | -1): Hit | null {
  if (direction > 0) return hits.find((hit) => hit.at > at) ?? hits[0] ?? null
  return hits.findLast((hit) => hit.at < at) ?? hits.at(-1) ?? null
}

/** The stretches of words that hold it, in samples of the track. */
function saidWords({ words }: Utterance, wanted: string): { from: number; to: number }[] {
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

function saidAtAll({ from, to, text }: Utterance, wanted: string): { from: number; to: number }[] {
  return folded(text).includes(wanted) ? [{ from, to: Math.max(to, from + 1) }] : []
}

/** A text without what is not looked at: case, accents and how wide its gaps are. */
export function folded(text: string): string {
  const bare = text.normalize('NFKD').replace(/\p{M}/gu, '')
  return bare.toLowerCase().replaceAll('ß', 'ss').replace(/\s+/g, ' ').trim()
}
