import { landmarksOf } from '../landmarks.ts'
import { heardParts } from '../transcript/captions.ts'
import { openTranscript } from '../transcript/transcript.ts'
import type { EditedRecording } from './edited-recording.ts'

/** Something that one person says, in samples of the timeline. */
export interface UtteranceStretch {
  readonly track: string
  readonly name: string
  readonly from: number
  readonly to: number
  /** Empty where there is no transcript. */
  readonly text: string
}

/**
 * What is said in an edited recording, piece by piece: by its transcript, or where there is none, by who spoke when.
 * @throws Error with a sentence for people where nothing is known
 */
export async function utteranceStretches(
  source: string,
  { about, timeline, moments }: EditedRecording,
): Promise<UtteranceStretch[]> {
  const transcript = await openTranscript(source)
  const found = transcript
    ? transcript.utterances.flatMap((utterance) => heardParts(utterance, moments))
    : landmarksOf(about, timeline).turns.map(({ who, ...turn }) => ({ ...turn, name: who, text: '' }))
  if (found.length > 0) return found.sort((a, b) => a.from - b.from)
  throw new Error(
    `Nobody knows who spoke when in ${source}; a transcript tells: chat-client transcribe ${source}`,
  )
}
