import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  DESCRIPTION_FILE,
  EVENTS_FILE,
  MIX_FILE,
  parseDescription,
  type RecordingDescription,
} from '../../audio/recording-description.ts'
import { withoutEnding } from '../../audio/sound/sound-kind.ts'
import type { SoundInfo, SoundMark } from '../../audio/wav/wav-cues.ts'
import { cleanLine } from '../../lib/text.ts'
import { localMinute } from '../../lib/time-text.ts'
import { version } from '../../lib/version.ts'
import { cuesOf, labelsOf, type RecordedMoments, recordedMoments, type SoundLabel } from './recording-events.ts'

/** The tags of an audio file. */
export interface SoundTags {
  readonly title: string
  /** The recorded room. */
  readonly room: string
  /** Start of the recording, ISO 8601. */
  readonly date: string
  /** The speakers. */
  readonly people: readonly string[]
  /** The program that created the file. */
  readonly software: string
  /** The `bext` chunk of the original, kept in WAV files. */
  readonly broadcast?: Uint8Array
}

const SOFTWARE = `Parlor ${version}`
const NO_MOMENTS: RecordedMoments = { markers: [], turns: [] }

/** A sound file to export, with its metadata. */
export interface RecordingSource {
  /** The sound file. */
  readonly path: string
  readonly tags: SoundTags
  /** Markers of the recording, in addition to those in the file. @param rate sample rate, Hz */
  cues(rate: number): SoundMark[]
  readonly labels: readonly SoundLabel[]
}

/**
 * Opens a sound file, or the folder of a recording with tracks.
 * @param track user id of the track; null for the mix, or for the only track of a recording that was fetched without it
 * @throws Error with a message for the user
 */
export async function openRecording(path: string, track: number | null): Promise<RecordingSource> {
  const about = await stat(path).catch(() => {
    throw new Error(`${path} does not exist. Name a sound file or the folder of a recording.`)
  })
  if (about.isDirectory()) return fromFolder(path, track)
  if (track !== null) throw new Error(`${path} is a file and has no tracks. Omit --track.`)
  const title = withoutEnding(basename(path))
  const tags = { title, room: '', date: about.mtime.toISOString(), people: [], software: SOFTWARE }
  return { path, tags, cues: () => [], labels: [] }
}

/** The tags of a recording, completed by those of its file. */
export function withFileTags(tags: SoundTags, { title, artist, date, broadcast }: SoundInfo): SoundTags {
  const people = cleanLine(artist)
    .split('; ')
    .filter((name) => name !== '')
  return {
    ...tags,
    ...{ title: cleanLine(title) || tags.title, date: cleanLine(date) || tags.date },
    ...(people.length > 0 && { people }),
    ...(broadcast && { broadcast }),
  }
}

/** Markers of a file as labels, numbered where they have no text. @param rate sample rate in Hz */
export function markLabels(marks: readonly SoundMark[], rate: number): SoundLabel[] {
  return marks.map(({ sample, label }, i) => {
    return { from: sample / rate, to: sample / rate, text: cleanLine(label) || `Marker ${i + 1}` }
  })
}

async function fromFolder(folder: string, wanted: number | null): Promise<RecordingSource> {
  const description = await readDescription(folder)
  const moments = await readFile(join(folder, EVENTS_FILE), 'utf8').then(recordedMoments, () => NO_MOMENTS)
  const { room, started, people } = description
  const recorded = people.filter((person) => person.file !== null)
  const track = wanted ?? onlyTrack(description)
  const chosen = track === null ? recorded : recorded.filter(({ id }) => id === track)
  if (track !== null && chosen.length === 0) {
    const known = recorded.map(({ id, name }) => `${id} (${cleanLine(name)})`).join(', ')
    throw new Error(`Unknown track ${track}. Tracks: ${known || 'none'}.`)
  }
  const names = [...new Set(chosen.map(({ name }) => cleanLine(name)))]
  const whole = `${cleanLine(room)}, ${localMinute(started)}`
  const nameOf = (user: number) => cleanLine(people.find(({ id }) => id === user)?.name ?? `User ${user}`)
  return {
    path: join(folder, track === null ? MIX_FILE : chosen[0]!.file!),
    tags: {
      title: track === null ? whole : `${whole}: ${names.join()}`,
      room: cleanLine(room),
      date: started,
      people: names,
      software: SOFTWARE,
    },
    cues: (rate) => cuesOf(moments, rate).map((cue) => ({ ...cue, label: cleanLine(cue.label) })),
    labels: labelsOf(moments, nameOf).map((label) => ({ ...label, text: cleanLine(label.text) })),
  }
}

/** The user id of the only track of a recording without a mix, as a person can fetch who may not hear the others. */
function onlyTrack({ files, people }: RecordingDescription): number | null {
  const [first, ...others] = people.filter(({ file }) => file !== null)
  const hasMix = files.length === 0 || files.some(({ file }) => file === MIX_FILE)
  return first && others.length === 0 && !hasMix ? first.id : null
}

/** Reads the description of a recording. @throws Error with a message for the user when it is missing or invalid */
export async function readDescription(folder: string): Promise<RecordingDescription> {
  let text: string
  try {
    text = await readFile(join(folder, DESCRIPTION_FILE), 'utf8')
  } catch {
    throw new Error(`${folder} is not a recording: it contains no ${DESCRIPTION_FILE}.`)
  }
  return parseDescription(text)
}
