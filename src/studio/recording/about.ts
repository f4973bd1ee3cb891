import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DESCRIPTION_FILE, EVENTS_FILE, parseDescription } from '../../audio/recording-description.ts'
import { WavSource } from '../../audio/wav/wav-source.ts'
import { cleanLine } from '../../lib/text.ts'
import { trackOf } from '../edit/project.ts'
import { type RecordedMoments, recordedMoments } from './recording-events.ts'
import { openRecording, type SoundTags } from './recording-source.ts'

const NO_MOMENTS: RecordedMoments = { markers: [], turns: [] }

/** The metadata of a recording. All texts are safe to display. */
export interface About {
  /** Path of the file or folder. */
  readonly path: string
  readonly title: string
  /** Tags for exported files. */
  readonly tags: SoundTags
  /** Names of the people by track name. */
  readonly people: ReadonlyMap<string, string>
  /** Times in ms of the unedited recording; `who` is the name of the speaker, `file` the track name. */
  readonly turns: readonly {
    readonly who: string
    readonly file: string
    readonly from: number
    readonly to: number
  }[]
  readonly markers: readonly { readonly ms: number; readonly text: string }[]
}

/** Reads the metadata of a recording. @throws Error with a message for the user */
export async function readAbout(path: string): Promise<About> {
  const { tags } = await openRecording(path, null)
  const isFolder = (await stat(path)).isDirectory()
  return isFolder ? aboutFolder(path, tags) : aboutFile(path, tags)
}

async function aboutFolder(path: string, tags: SoundTags): Promise<About> {
  const { people } = parseDescription(await readFile(join(path, DESCRIPTION_FILE), 'utf8'))
  const moments = await readFile(join(path, EVENTS_FILE), 'utf8').then(recordedMoments, () => NO_MOMENTS)
  const hasTracks = people.some(({ file }) => file !== null)
  const known = new Map(
    people.map(({ id, name, file }) => {
      const own = file === null ? null : trackOf(file)
      return [id, { who: cleanLine(name), file: hasTracks ? own : 'mix' }] as const
    }),
  )
  return {
    path,
    title: tags.room || basename(path),
    tags,
    people: new Map([...known.values()].flatMap(({ who, file }) => (file && hasTracks ? [[file, who]] : []))),
    turns: moments.turns.flatMap(({ user, from, to }) => {
      const person = known.get(user)
      return person?.file ? [{ who: person.who, file: person.file, from, to }] : []
    }),
    markers: moments.markers.map(({ ms, text }, i) => ({ ms, text: cleanLine(text) || `Marker ${i + 1}` })),
  }
}

async function aboutFile(path: string, tags: SoundTags): Promise<About> {
  const sound = await WavSource.open(path)
  try {
    const { rate } = sound
    const markers = (await sound.marks()).map(({ sample, label }, i) => ({
      ms: (sample / rate) * 1000,
      text: cleanLine(label) || `Marker ${i + 1}`,
    }))
    return { path, title: tags.title, tags, people: new Map(), turns: [], markers }
  } finally {
    await sound.close()
  }
}
