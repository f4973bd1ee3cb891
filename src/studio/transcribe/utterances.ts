import type { TranscriptWord, Utterance } from '../transcript/transcript.ts'
import type { RecognisedSegment, RecognisedWord } from './engine-output.ts'
import type { SpeechFile } from './speech-file.ts'

/** The speaker and the track of an utterance. */
export type Voice = Pick<Utterance, 'user' | 'name' | 'track'>

/** Maps recognised segments to utterances in samples of the track; segments that span a pause are split there. */
export function utterancesOf(segments: readonly RecognisedSegment[], speech: SpeechFile, voice: Voice): Utterance[] {
  return segments.flatMap((piece): Utterance[] => {
    if (piece.words.length === 0) {
      const [from, to] = [speech.sampleAt(piece.from), speech.sampleAt(piece.to)]
      return [{ ...voice, from, to: Math.max(from, to), text: piece.text, words: [] }]
    }
    return wordsBySpan(piece.words, speech).map((words) => {
      const text = words.map((word) => word.text).join(' ')
      return { ...voice, from: words[0]!.from, to: words.at(-1)!.to, text, words }
    })
  })
}

/** Groups words by their span of speech. */
function wordsBySpan(words: readonly RecognisedWord[], speech: SpeechFile): TranscriptWord[][] {
  const groups: TranscriptWord[][] = []
  let before = -1
  for (const { from, to, text } of words) {
    const span = speech.spanAt((from + to) / 2)
    const word = { from: speech.sampleAt(from, span), to: speech.sampleAt(to, span), text }
    if (span === before) groups.at(-1)!.push(word)
    else groups.push([word])
    before = span
  }
  return groups
}
