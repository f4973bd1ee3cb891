import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { roomSlug } from '../../audio/recording-path.ts'
import { diskError } from '../../lib/disk-error.ts'
import { cleanLine } from '../../lib/text.ts'
import { soloGains } from '../edit/playback.ts'
import { timelineLength } from '../edit/timeline.ts'
import { landmarksOf } from '../recording/landmarks.ts'
import { heardParts } from '../transcript/captions.ts'
import { openTranscript } from '../transcript/transcript.ts'
import { type EditedRecording, withEdited } from './edited-recording.ts'
import { exportTimeline } from './export-timeline.ts'
import { soundEndings } from './sound-formats.ts'

/** s around what was said: the first and last sounds of a word are quiet. */
const MARGIN = 0.1
const LONGEST_TITLE = 120

export interface UtteranceExport {
  /** A WAV file, or the folder of a recording with tracks. */
  readonly source: string
  /** The folder to be made. */
  readonly target: string
  /** What the files are to be, such as `flac`. */
  readonly format: string
  /** Whether they are as the edits have made them, or as recorded. */
  readonly edited: boolean
}

/**
 * Writes a file for each thing somebody says, called `0001-ann-0m12s.flac` by order, person and time; each holds the track
 * of that person alone.
 *
 * @param progress is told the share that is done, 0 to 1
 * @returns the sentence that tells of it
 * @throws Error with a sentence for people, or the reason of `signal`; the folder is gone then
 */
export async function exportUtterances(
  { source, target, format, edited }: UtteranceExport,
  progress: (share: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const ending = `.${format.toLowerCase()}`
  if (!soundEndings.includes(ending)) {
    const known = soundEndings.map((known) => known.slice(1)).join(', ')
    throw new Error(`Utterances can be ${known}, and not ${cleanLine(format)}.`)
  }
  return withEdited(source, !edited, async (recording) => {
    const { project, about, timeline } = recording
    const stretches = await utteranceStretches(source, recording)
    const names = timeline.tracks.map(({ name }) => name)
    const digits = Math.max(4, String(stretches.length).length)
    await makeFolder(target)
    try {
      for (const [i, stretch] of stretches.entries()) {
        const number = String(i + 1).padStart(digits, '0')
        const file = `${number}-${roomSlug(stretch.name || stretch.track)}-${timeName(stretch.from / timeline.rate)}`
        const margin = Math.round(MARGIN * timeline.rate)
        await exportTimeline(
          {
            ...{ timeline, sources: project.sources, cues: [] },
            from: Math.max(0, stretch.from - margin),
            to: Math.min(timelineLength(timeline), stretch.to + margin),
            gains: soloGains(names, new Set([stretch.track]), new Set()),
            tags: { ...about.tags, ...ownTags(stretch, about.tags.title) },
            target: join(target, file + ending),
            ...(signal && { signal }),
          },
          (share) => progress((i + share) / stretches.length),
        )
      }
    } catch (error) {
      await rm(target, { recursive: true, force: true })
      throw error
    }
    const { length } = stretches
    return `Wrote ${length} ${length === 1 ? 'utterance' : 'utterances'} to ${target}${edited ? ', with the edits' : ''}.`
  })
}

/** @throws Error with a sentence for people where it is there already, or cannot be made */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await mkdir(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diskError(error, path)
    throw new Error(`${path} is there already; name a folder that is to be made.`, { cause: error })
  }
}

function ownTags({ name, text }: UtteranceStretch, title: string) {
  const said = text.length > LONGEST_TITLE ? `${text.slice(0, LONGEST_TITLE - 3)}...` : text
  return { title: said || `${title}: ${name}`, people: name === '' ? [] : [name] }
}

/** `0m12s`, or `1h02m03s`. */
function timeName(seconds: number): string {
  const whole = Math.floor(seconds)
  const two = (count: number) => String(count).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole / 60) % 60)]
  return `${hours > 0 ? `${hours}h${two(minutes)}` : minutes}m${two(whole % 60)}s`
}

/** Something that one person says, in samples of the timeline. */
interface UtteranceStretch {
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
async function utteranceStretches(
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
