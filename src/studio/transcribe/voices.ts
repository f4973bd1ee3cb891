import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EVENTS_FILE } from '../../audio/recording-description.ts'
import type { WavSource } from '../../audio/wav/wav-source.ts'
import { cleanLine } from '../../lib/text.ts'
import type { Project } from '../edit/project.ts'
import { readDescription } from '../export/recording-source.ts'
import { recordedMoments } from '../recording-events.ts'
import { type SpeechSpan, speechSpans } from './speech-spans.ts'
import type { Voice } from './utterances.ts'

/** A track to be transcribed, and where in it somebody speaks. */
export interface SpokenTrack {
  readonly voice: Voice
  readonly source: WavSource
  readonly spans: readonly SpeechSpan[]
}

/**
 * The tracks of a recording with who is heard in each. Where it is known who spoke when, only that is taken, with a
 * little around it; tracks in which nobody spoke are left out.
 *
 * @param folder of the recording; null for a single file
 * @param whole takes whole tracks anyhow
 */
export async function spokenTracks(
  { sources }: Project,
  folder: string | null,
  whole: boolean,
): Promise<SpokenTrack[]> {
  const people = folder === null ? [] : (await readDescription(folder)).people
  const { turns } = recordedMoments(
    folder === null ? '' : await readFile(join(folder, EVENTS_FILE), 'utf8').catch(() => ''),
  )
  return [...sources].flatMap(([track, source]): SpokenTrack[] => {
    const person = people.find(({ file }) => file !== null && file === pathWithin(folder, source.path))
    const voice = { user: person?.id ?? null, name: cleanLine(person?.name ?? ''), track }
    const all = [{ from: 0, to: source.length }]
    const own = person ? turns.filter(({ user }) => user === person.id) : turns
    const spans = whole || turns.length === 0 ? all : speechSpans(own, source.rate, source.length)
    return spans.some(({ from, to }) => to > from) ? [{ voice, source, spans }] : []
  })
}

/** The path of a file as `recording.json` has it: `tracks/1-ann.wav`. */
function pathWithin(folder: string | null, path: string): string {
  const own = dirname(path) === folder ? '' : `${basename(dirname(path))}/`
  return own + basename(path)
}
