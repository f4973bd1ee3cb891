import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DESCRIPTION_FILE, EVENTS_FILE, parseDescription } from '../../audio/recording-description.ts'
import type { SoundSource } from '../../audio/sound/sound-source.ts'
import { isFolder } from '../../lib/folders.ts'
import { cleanLine } from '../../lib/text.ts'
import { trackOf } from '../edit/project.ts'
import { type RecordedMoments, recordedMoments } from './recording-events.ts'
import { markLabels, openRecording, type SoundTags, withFileTags } from './recording-source.ts'

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
  readonly turns: readonly { readonly who: string; readonly file: string; readonly from: number; readonly to: number }[]
  readonly markers: readonly { readonly ms: number; readonly text: string }[]
}

/**
 * Reads the metadata of a recording.
 * @param sources its open files
 * @throws Error with a message for the user
 */
export async function readAbout(path: string, sources: ReadonlyMap<string, SoundSource>): Promise<About> {
  const { tags } = await openRecording(path, null)
  return (await isFolder(path)) ? aboutFolder(path, tags) : aboutFile(path, tags, [...sources.values()][0]!)
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

function aboutFile(path: string, tags: SoundTags, { info, rate }: SoundSource): About {
  const markers = markLabels(info.marks, rate).map(({ from, text }) => ({ ms: from * 1000, text }))
  const own = withFileTags(tags, info)
  return { path, title: own.title, tags: own, people: new Map(), turns: [], markers }
}
