import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { roomSlug } from '../../audio/recording-path.ts'
import { diskError } from '../../lib/disk-error.ts'
import { makePrivateFolder, makePrivateFolders } from '../../lib/private-files.ts'
import { cleanLine } from '../../lib/text.ts'
import { fileTimeText } from '../../lib/time-text.ts'
import { soloGains } from '../edit/playback.ts'
import { timelineLength } from '../edit/timeline.ts'
import { landmarksOf } from '../recording/landmarks.ts'
import { utteranceParts } from '../transcript/captions.ts'
import { openTranscript } from '../transcript/transcript.ts'
import { type EditedRecording, withEdited } from './edited-recording.ts'
import { exportTimeline } from './export-timeline.ts'
import { soundEndings } from './sound-formats.ts'

/** s added around an utterance: the first and last sounds of a word are quiet. */
const MARGIN = 0.1
const MAX_TITLE = 120
/** Shortest turn in s that is an utterance: a click or a cough opens the microphone for less. */
const MIN_TURN = 0.25

export interface UtteranceExport {
  /** A WAV file, or the folder of a recording with tracks. */
  readonly source: string
  /** The folder to create. */
  readonly target: string
  /** Format of the files, such as `flac`. */
  readonly format: string
  /** Whether the edits are applied. */
  readonly edited: boolean
}

/**
 * Writes one file per utterance, named `0001-ann-0m12s.flac` by number, speaker and time, with only the track of the
 * speaker.
 *
 * @param progress called with the fraction done, 0 to 1
 * @returns a confirmation for the user
 * @throws Error with a message for the user, or the reason of `signal`; the folder is removed then
 */
export async function exportUtterances(
  { source, target, format, edited }: UtteranceExport,
  progress: (share: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const ending = `.${format.toLowerCase()}`
  if (!soundEndings.includes(ending)) {
    const known = soundEndings.map((known) => known.slice(1)).join(', ')
    throw new Error(`Unknown format ${cleanLine(format)}. Choose one of ${known}.`)
  }
  return withEdited(source, !edited, async (recording) => {
    const { project, about, timeline } = recording
    const utterances = await utteranceRanges(source, recording)
    const names = timeline.tracks.map(({ name }) => name)
    const digits = Math.max(4, String(utterances.length).length)
    await makeFolder(target)
    try {
      for (const [i, utterance] of utterances.entries()) {
        const number = String(i + 1).padStart(digits, '0')
        const file = `${number}-${roomSlug(utterance.name || utterance.track)}-${fileTimeText(utterance.from / timeline.rate)}`
        const margin = Math.round(MARGIN * timeline.rate)
        await exportTimeline(
          {
            ...{ timeline, sources: project.sources, cues: [] },
            from: Math.max(0, utterance.from - margin),
            to: Math.min(timelineLength(timeline), utterance.to + margin),
            gains: soloGains(names, new Set([utterance.track]), new Set()),
            tags: { ...about.tags, ...ownTags(utterance, about.tags.title) },
            target: join(target, file + ending),
            ...(signal && { signal }),
          },
          (share) => progress((i + share) / utterances.length),
        )
      }
    } catch (error) {
      await rm(target, { recursive: true, force: true })
      throw error
    }
    const { length } = utterances
    return `Wrote ${length} ${length === 1 ? 'utterance' : 'utterances'} to ${target}${edited ? ', with the edits' : ''}.`
  })
}

/** @throws Error with a message for the user when the folder exists or cannot be created */
async function makeFolder(path: string): Promise<void> {
  try {
    await makePrivateFolders(dirname(path))
    await makePrivateFolder(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diskError(error, path)
    throw new Error(`${path} already exists. Name a new folder.`, { cause: error })
  }
}

function ownTags({ name, text }: UtteranceRange, title: string) {
  const said = text.length > MAX_TITLE ? `${text.slice(0, MAX_TITLE - 3)}...` : text
  return { title: said || `${title}: ${name}`, people: name === '' ? [] : [name] }
}

/** An utterance, in samples of the timeline. */
interface UtteranceRange {
  readonly track: string
  readonly name: string
  readonly from: number
  readonly to: number
  /** Empty without a transcript. */
  readonly text: string
}

/**
 * The utterances of an edited recording, from its transcript, or from its recorded turns when it has none.
 * @throws Error with a message for the user when it has neither
 */
async function utteranceRanges(
  source: string,
  { about, timeline, moments }: EditedRecording,
): Promise<UtteranceRange[]> {
  const transcript = await openTranscript(source)
  const found = transcript
    ? transcript.utterances.flatMap((utterance) => utteranceParts(utterance, moments))
    : landmarksOf(about, timeline)
        .turns.filter(({ from, to }) => to - from >= MIN_TURN * timeline.rate)
        .map(({ who, ...turn }) => ({ ...turn, name: who, text: '' }))
  if (found.length > 0) return found.sort((a, b) => a.from - b.from)
  throw new Error(`${source} has no record of who spoke when. Create a transcript: chat-client transcribe ${source}`)
}
