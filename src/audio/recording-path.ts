import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fileDateText } from '../lib/time-text.ts'

/** Longest readable part of a folder's name. */
const SLUG_LENGTH = 40
/** Names that Windows keeps for devices. Source: Microsoft, Naming Files, Paths, and Namespaces. */
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/

/**
 * Where a recording of `room` that begins at `date` (local time) goes:
 * `<folder>/<slug>/<YYYY-MM-DD>_<HH-MM-SS>.wav`, never outside `folder`. A picture goes there as `.png`.
 *
 * @param attempt 2 and up choose further names within the same second
 */
export function recordingPath(folder: string, room: string, date: Date, attempt = 1): string {
  return `${join(folder, ...recordingName(room, date, attempt))}.wav`
}

/** The names of the room's folder and of what is recorded of it, `<slug>` and `<YYYY-MM-DD>_<HH-MM-SS>`, as above. */
export function recordingName(room: string, date: Date, attempt = 1): [string, string] {
  return [roomSlug(room), `${fileDateText(date)}${attempt > 1 ? `_${attempt}` : ''}`]
}

/**
 * A folder's name for a room: lower-case ASCII letters, digits and dashes. Where that does not say the whole name,
 * 6 hex digits of the name's SHA-256 follow, so that two rooms do not share a folder by accident.
 */
export function roomSlug(room: string): string {
  const slug = slugOf(room, /[^a-z0-9]+/g)
  if (slug === room.toLowerCase() && slug !== '' && !RESERVED.test(slug)) return slug
  const hash = createHash('sha256').update(room).digest('hex').slice(0, 6)
  return slug === '' ? `room-${hash}` : `${slug}-${hash}`
}

/**
 * A name that a person gives a recording, as that of a file or folder: lower-case ASCII letters, digits, dashes and
 * underscores. Others become dashes.
 * @returns null where nothing is left of it, or a name that Windows keeps for itself
 */
export function nameSlug(name: string): string | null {
  const slug = slugOf(name, /[^a-z0-9_]+/g)
  return slug === '' || RESERVED.test(slug) ? null : slug
}

/** @param others what becomes a dash */
function slugOf(text: string, others: RegExp): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(others, '-')
    .slice(0, SLUG_LENGTH)
    .replace(/^-+|-+$/g, '')
}
