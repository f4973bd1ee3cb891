import { homedir } from 'node:os'
import { sep } from 'node:path'
import { cleanLine } from '../../lib/text.ts'
import { clockText, localDay, timeOfDay } from '../../lib/time-text.ts'
import type { Entry } from './library-entry.ts'

/** How the client and the server call recordings (`recordingName`). */
const DATED = /^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(_\d+)?$/

/** What a recording is called: by its room, and by its own name where somebody gave it one. */
export function titleOf({ name, room }: Entry): string {
  const own = name.slice(name.lastIndexOf('/') + 1)
  if (DATED.test(own)) return cleanLine(room || own)
  return cleanLine(room ? `${own}, ${room}` : own)
}

/** When a recording began, in local time: `2026-01-31 09:00`. */
export function dateLabel({ date }: Entry): string {
  if (date <= 0) return ''
  return `${localDay(new Date(date))} ${timeOfDay(date)}`
}

/** Length of a recording for people; a dash where it cannot be told. */
export function lengthLabel({ seconds }: Pick<Entry, 'seconds'>): string {
  return seconds === null ? '-' : clockText(Math.round(seconds))
}

/** Bytes for people, in three digits at most. */
export function sizeLabel({ bytes }: Pick<Entry, 'bytes'>): string {
  const units = ['kB', 'MB', 'GB', 'TB']
  let size = bytes / 1000
  let unit = 0
  for (; size >= 999.5 && unit < units.length - 1; unit++) size /= 1000
  return `${size < 9.95 && unit > 0 ? size.toFixed(1) : Math.ceil(size)} ${units[unit]}`
}

/** What else is to be known of it: edits, a transcript, what is wrong. */
export function notesOf({ edited, transcript, problem }: Entry): string {
  const notes = [edited ? 'edited' : '', transcript ? 'transcript' : '', cleanLine(problem ?? '')]
  return notes.filter(Boolean).join(', ')
}

/** A path as a person writes it: `~` for their home. */
export function pathLabel(path: string): string {
  const home = homedir()
  return cleanLine(path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path)
}
