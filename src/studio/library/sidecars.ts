import { basename, dirname, join } from 'node:path'
import { EDITS_FILE } from '../edit/edits-file.ts'
import { trackOf } from '../edit/project.ts'
import { peaksPath } from '../peaks/peaks-file.ts'
import { TRANSCRIPT_ENDINGS } from '../transcript/transcript.ts'

/** What stands behind a WAV file's name, without its ending, in those of its transcripts. */
const TRANSCRIPTS = TRANSCRIPT_ENDINGS.map((ending) => `.transcript.${ending}`)

/** The files that were made of a single WAV file and lie beside it, as paths. */
export interface Sidecars {
  readonly peaks: string | null
  readonly edits: string | null
  readonly transcripts: readonly string[]
}

/** Those of a WAV file. @param names of the files in its folder */
export function sidecarsOf(wavPath: string, names: ReadonlySet<string>): Sidecars {
  const folder = dirname(wavPath)
  const there = (path: string) => (names.has(basename(path)) ? path : null)
  const bare = join(folder, trackOf(wavPath))
  return {
    peaks: there(peaksPath(wavPath)),
    edits: there(`${wavPath}.${EDITS_FILE}`),
    transcripts: TRANSCRIPTS.flatMap((ending) => there(bare + ending) ?? []),
  }
}

/** All of them. */
export function allOf({ peaks, edits, transcripts }: Sidecars): string[] {
  return [peaks, edits, ...transcripts].filter((path) => path !== null)
}
