/** What a recording of this computer is made of: one WAV file, or a folder with a track of each person. */
export type EntryKind = 'file' | 'folder'

/** A recording in the list. Texts are as the disk has them: what shows them cleans them. */
export interface Entry {
  /** The file or the folder. */
  readonly path: string
  readonly kind: EntryKind
  /** Where it is in the record folder, with slashes: `standup/2026-01-31_09-00-00`. */
  readonly name: string
  readonly room: string
  /** When it began, ms since 1970. */
  readonly date: number
  /** Who has a track. */
  readonly people: readonly string[]
  /** Length in s; null where it cannot be told. */
  readonly seconds: number | null
  /** Of all files that belong to it. */
  readonly bytes: number
  /** Whether it ended properly; where not, it may be going on. */
  readonly ended: boolean
  readonly edited: boolean
  /** Whether what was said is written down. */
  readonly transcript: boolean
  /** The WAV file that its wave is drawn from; null where there is none to be read. */
  readonly sound: string | null
  /** What is wrong with it, in a few words; null where nothing is. */
  readonly problem: string | null
}
