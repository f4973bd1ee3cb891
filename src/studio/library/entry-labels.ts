import { homedir } from 'node:os'
import { sep } from 'node:path'
import { cleanLine } from '../../lib/text.ts'
import { clockText, localMinute } from '../../lib/time-text.ts'
import type { Entry } from './library-entry.ts'

/** Default names of recordings (`recordingName`). */
const DATED = /^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(_\d+)?$/

/** The title of a recording: its room, with its own name if it was renamed. */
export function titleOf({ name, room }: Entry): string {
  const own = name.slice(name.lastIndexOf('/') + 1)
  if (DATED.test(own)) return cleanLine(room || own)
  return cleanLine(room ? `${own}, ${room}` : own)
}

/** The start of a recording, in local time: `2026-01-31 09:00`. */
export function dateLabel({ date }: Entry): string {
  return date <= 0 ? '' : localMinute(date)
}

/** The length of a recording, such as `1:05`; a dash if unknown. */
export function lengthLabel({ seconds }: Pick<Entry, 'seconds'>): string {
  return seconds === null ? '-' : clockText(Math.round(seconds))
}

/** A size such as `1.2 MB` (decimal units), with at most three digits. */
export function sizeLabel({ bytes }: Pick<Entry, 'bytes'>): string {
  const units = ['kB', 'MB', 'GB', 'TB']
  let size = bytes / 1000
  let unit = 0
  for (; size >= 999.5 && unit < units.length - 1; unit++) size /= 1000
  return `${size < 9.95 && unit > 0 ? size.toFixed(1) : Math.ceil(size)} ${units[unit]}`
}

/** Notes on a recording: edited, transcript, problem. */
export function notesOf({ edited, transcript, problem }: Entry): string {
  const notes = [edited ? 'edited' : '', transcript ? 'transcript' : '', cleanLine(problem ?? '')]
  return notes.filter(Boolean).join(', ')
}

/** A path for display, with `~` for the home folder. */
export function pathLabel(path: string): string {
  const home = homedir()
  return cleanLine(path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path)
}
