import { cleanLine, cleanText } from '../../lib/text.ts'
import type { MeetingEvent } from '../meeting/meeting-events.ts'
import { LONGEST_NAME, narrate } from '../meeting/narrate.ts'
import type { MeetingState } from '../meeting/state.ts'

/** One thing that was said or that happened. Its texts are clean. */
export interface LogEntry {
  /** ms since 1970. */
  readonly at: number
  readonly kind: 'said' | 'notice' | 'error'
  /** Who said it; '' where nobody did. */
  readonly name: string
  readonly text: string
  readonly mine: boolean
  /** Told to one person alone: whom it is from, or to. */
  readonly aside: 'from' | 'to' | null
  /** It names oneself. */
  readonly mention: boolean
}

/** Entries that a log keeps. */
export const LONGEST_LOG = 10_000
/** UTF-16 units of an entry's text: a server that says more is no good one, and may say it 10,000 times. */
const LONGEST_TEXT = 8_000

/** What an event adds to the log; `at` is the time where the event has none. Pure. */
export function entriesOf(event: MeetingEvent, before: MeetingState, at: number): LogEntry[] {
  if (event.event === 'said') return [clipped(saidEntry(event, before))]
  const kind = event.event === 'error' || (event.event === 'device' && !event.fine) ? 'error' : 'notice'
  return narrate(before, event)
    .map((text) => ({ ...entry(at, kind), text: text.replace(/^Error: /, '') }))
    .map(clipped)
}

function clipped(entry: LogEntry): LogEntry {
  const { name, text } = entry
  if (name.length <= LONGEST_NAME && text.length <= LONGEST_TEXT) return entry
  return {
    ...entry,
    name: cleanLine(name.slice(0, LONGEST_NAME)),
    text: cleanText(text.slice(0, LONGEST_TEXT)),
  }
}

/** Puts entries at the end of a log; the oldest give way. */
export function append(log: readonly LogEntry[], entries: readonly LogEntry[]): readonly LogEntry[] {
  if (entries.length === 0) return log
  const surplus = Math.max(0, log.length + entries.length - LONGEST_LOG)
  return [...log.slice(surplus), ...entries]
}

/** Whether a text calls somebody: the name as a word of its own, `@` before it or not. */
export function mentions(text: string, name: string): boolean {
  if (!name) return false
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'iu').test(text)
}

function saidEntry(event: Extract<MeetingEvent, { event: 'said' }>, { self }: MeetingState): LogEntry {
  const mine = event.from.id === self.id
  const text = cleanText(event.text)
  const to = event.to ? cleanLine(event.to.name) : null
  return {
    ...entry(event.at, 'said'),
    name: mine && to !== null ? to : cleanLine(event.from.name),
    text,
    mine,
    aside: event.private ? (mine ? 'to' : 'from') : null,
    mention: !mine && (event.private || mentions(text, self.name)),
  }
}

function entry(at: number, kind: LogEntry['kind']): LogEntry {
  return { at, kind, name: '', text: '', mine: false, aside: null, mention: false }
}
