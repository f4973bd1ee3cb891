/** How a recording is stored: as one WAV file, or as a folder with one track per person. */
export type EntryKind = 'file' | 'folder'

/** A recording in the list. Texts are unsafe for display until cleaned (`cleanLine`). */
export interface Entry {
  /** Path of the file or folder. */
  readonly path: string
  readonly kind: EntryKind
  /** Path relative to the record folder, with slashes: `standup/2026-01-31_09-00-00`. */
  readonly name: string
  readonly room: string
  /** Start, ms since 1970. */
  readonly date: number
  /** The people with a track. */
  readonly people: readonly string[]
  /** Length in s; null if unknown. */
  readonly seconds: number | null
  /** Total size of all its files. */
  readonly bytes: number
  /** Whether it was finished properly; otherwise it may still be recording. */
  readonly ended: boolean
  readonly edited: boolean
  /** Whether it has a transcript. */
  readonly transcript: boolean
  /** The WAV file for its waveform; null when there is no readable one. */
  readonly sound: string | null
  /** Short description of a problem, or null. */
  readonly problem: string | null
}
