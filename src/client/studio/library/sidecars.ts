import { basename, dirname, join } from 'node:path'
import { EDITS_FILE } from '../../../audio/edit/edits-file.ts'
import { peaksPath } from '../../../audio/peaks/peaks-file.ts'

/** What stands behind a WAV file's name, without its ending, in those of its transcripts. */
const TRANSCRIPT = /^(\.wav)?\.transcript\.[a-z]{1,8}$/i

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
  const stem = stemOf(wavPath)
  const transcripts = [...names].filter(
    (name) => name.startsWith(stem) && TRANSCRIPT.test(name.slice(stem.length)),
  )
  return {
    peaks: there(peaksPath(wavPath)),
    edits: there(`${wavPath}.${EDITS_FILE}`),
    transcripts: transcripts.map((name) => join(folder, name)),
  }
}

/** All of them. */
export function allOf({ peaks, edits, transcripts }: Sidecars): string[] {
  return [peaks, edits, ...transcripts].filter((path) => path !== null)
}

/** The name of a WAV file without its ending. */
export function stemOf(wavPath: string): string {
  return basename(wavPath).replace(/\.wav$/i, '')
}
