import type { TranscriptWord, Utterance } from '../transcript/transcript.ts'
import type { Heard, HeardWord } from './engine-output.ts'
import type { SpeechFile } from './speech-file.ts'

/** Whose voice it is. */
export type Voice = Pick<Utterance, 'user' | 'name' | 'track'>

/** What was heard of a track's speech, as utterances at the samples of the track; those that span a pause are parted. */
export function utterancesOf(heard: readonly Heard[], speech: SpeechFile, voice: Voice): Utterance[] {
  return heard.flatMap((piece): Utterance[] => {
    if (piece.words.length === 0) {
      const [from, to] = [speech.sampleAt(piece.from), speech.sampleAt(piece.to)]
      return [{ ...voice, from, to: Math.max(from, to), text: piece.text, words: [] }]
    }
    return breaths(piece.words, speech).map((words) => {
      const text = words.map((word) => word.text).join(' ')
      return { ...voice, from: words[0]!.from, to: words.at(-1)!.to, text, words }
    })
  })
}

/** Words that were said in one stretch of speech, together. */
function breaths(words: readonly HeardWord[], speech: SpeechFile): TranscriptWord[][] {
  const parted: TranscriptWord[][] = []
  let before = -1
  for (const { from, to, text } of words) {
    const span = speech.spanAt((from + to) / 2)
    const word = { from: speech.sampleAt(from, span), to: speech.sampleAt(to, span), text }
    if (span === before) parted.at(-1)!.push(word)
    else parted.push([word])
    before = span
  }
  return parted
}
