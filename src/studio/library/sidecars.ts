import { basename, dirname, join } from 'node:path'
import { EDITS_FILE } from '../edit/edits-file.ts'
import { trackOf } from '../edit/project.ts'
import { peaksPath } from '../peaks/peaks-file.ts'
import { TRANSCRIPT_ENDINGS } from '../transcript/transcript.ts'

/** Suffixes of transcript files, after the name of the WAV file without extension. */
const TRANSCRIPT_SUFFIXES = TRANSCRIPT_ENDINGS.map((ending) => `.transcript.${ending}`)

/** Paths of the files generated from a single WAV file, in the same folder. */
export interface Sidecars {
  readonly peaks: string | null
  readonly edits: string | null
  readonly transcripts: readonly string[]
}

/** The existing sidecars of a WAV file. @param names of the files in its folder */
export function sidecarsOf(wavPath: string, names: ReadonlySet<string>): Sidecars {
  const folder = dirname(wavPath)
  const ifExists = (path: string) => (names.has(basename(path)) ? path : null)
  const bare = join(folder, trackOf(wavPath))
  return {
    peaks: ifExists(peaksPath(wavPath)),
    edits: ifExists(`${wavPath}.${EDITS_FILE}`),
    transcripts: TRANSCRIPT_SUFFIXES.flatMap((ending) => ifExists(bare + ending) ?? []),
  }
}

/** The paths of all sidecars. */
export function allOf({ peaks, edits, transcripts }: Sidecars): string[] {
  return [peaks, edits, ...transcripts].filter((path) => path !== null)
}
