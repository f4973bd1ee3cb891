import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fileDateText } from '../lib/time-text.ts'

/** Maximum length of the readable part of a folder name, in characters. */
const SLUG_LENGTH = 40
/** Device names reserved by Windows. Source: Microsoft, Naming Files, Paths, and Namespaces. */
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/

/**
 * The path of a recording of `room` that starts at `date`: `<folder>/<slug>/<YYYY-MM-DD>_<HH-MM-SS>.wav` in local time,
 * never outside `folder`.
 *
 * @param attempt 2 and up give further names within the same second
 */
export function recordingPath(folder: string, room: string, date: Date, attempt = 1): string {
  return `${join(folder, ...recordingName(room, date, attempt))}.wav`
}

/** The folder of a room and the name of a recording in it: `<slug>` and `<YYYY-MM-DD>_<HH-MM-SS>`. */
export function recordingName(room: string, date: Date, attempt = 1): [string, string] {
  return [roomSlug(room), `${fileDateText(date)}${attempt > 1 ? `_${attempt}` : ''}`]
}

/**
 * The folder name of a room: lower-case ASCII letters, digits and dashes. If that loses part of the room name, 6 hex digits
 * of its SHA-256 follow, so that two rooms do not share a folder by accident.
 */
export function roomSlug(room: string): string {
  const slug = slugOf(room, /[^a-z0-9]+/g)
  if (slug === room.toLowerCase() && slug !== '' && !RESERVED.test(slug)) return slug
  const hash = createHash('sha256').update(room).digest('hex').slice(0, 6)
  return slug === '' ? `room-${hash}` : `${slug}-${hash}`
}

/**
 * Converts a name entered by the user to a file or folder name: lower-case ASCII letters, digits, dashes and underscores.
 * Other characters become dashes.
 *
 * @returns null if nothing is left, or if Windows reserves the name
 */
export function nameSlug(name: string): string | null {
  const slug = slugOf(name, /[^a-z0-9_]+/g)
  return slug === '' || RESERVED.test(slug) ? null : slug
}

/** @param others matches the characters to replace by a dash */
function slugOf(text: string, others: RegExp): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(others, '-')
    .slice(0, SLUG_LENGTH)
    .replace(/^-+|-+$/g, '')
}
