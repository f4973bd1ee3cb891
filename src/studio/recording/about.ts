import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DESCRIPTION_FILE, EVENTS_FILE, parseDescription } from '../../audio/recording-description.ts'
import { WavSource } from '../../audio/wav/wav-source.ts'
import { cleanLine } from '../../lib/text.ts'
import { trackOf } from '../edit/project.ts'
import { type RecordedMoments, recordedMoments } from './recording-events.ts'
import { openRecording, type SoundTags } from './recording-source.ts'

const NO_MOMENTS: RecordedMoments = { markers: [], turns: [] }

/** What is known of a recording besides its sound. All text is clean. */
export interface About {
  /** The file or the folder. */
  readonly path: string
  readonly title: string
  /** What goes into files that are made of it. */
  readonly tags: SoundTags
  /** Names of the people by the file that holds their voice, called as its track. */
  readonly people: ReadonlyMap<string, string>
  /** In ms of the recording as it was made; `who` is the name of a person, `file` what holds their voice. */
  readonly turns: readonly {
    readonly who: string
    readonly file: string
    readonly from: number
    readonly to: number
  }[]
  readonly markers: readonly { readonly ms: number; readonly text: string }[]
}

/** Reads what stands beside the sound of a recording. @throws Error with a sentence for people */
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
