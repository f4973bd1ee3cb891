import { cleanLine, cleanText } from '../../lib/text.ts'
import { localMinute } from '../../lib/time-text.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { mentions } from '../../protocol/meeting/mentions.ts'
import type { MeetingState, Unsaid } from '../../protocol/meeting/state.ts'
import { LONGEST_NAME, narrate, saidBefore } from '../meeting/narrate.ts'

/** A message or event in the log of a room. Its texts are cleaned. */
export interface LogEntry {
  /** ms since 1970. */
  readonly at: number
  readonly kind: 'said' | 'notice' | 'error'
  /** The author of a message; '' for an event. */
  readonly name: string
  readonly text: string
  readonly mine: boolean
  /** Direction of a private message; null if it is not private. */
  readonly aside: 'from' | 'to' | null
  /** Whether it mentions the user or is a private message to them. */
  readonly mention: boolean
  /** Whether the server has not said it yet. */
  readonly unsaid?: boolean
}

/** Most entries in a log. */
export const LONGEST_LOG = 10_000
/** Longest text of an entry in UTF-16 units; limits what a hostile server can store here. */
const LONGEST_TEXT = 8_000

/** The log entries for an event. @param at ms since 1970, used if the event has no time. Pure. */
export function entriesOf(event: MeetingEvent, before: MeetingState, at: number): LogEntry[] {
  if (event.event === 'said') return [clipped(saidEntry(event, before))]
  if (event.event === 'history') return historyEntries(event, before)
  const kind =
    event.event === 'error' || event.event === 'unsaid' || (event.event === 'device' && !event.fine)
      ? 'error'
      : 'notice'
  return narrate(before, event)
    .map((text) => ({ ...entry(at, kind), text: text.replace(/^Error: /, '') }))
    .map(clipped)
}

/** Messages of the past, after a line that says from when they are. None of them alerts the user. */
function historyEntries(event: Extract<MeetingEvent, { event: 'history' }>, state: MeetingState): LogEntry[] {
  const [oldest] = event.said
  if (!oldest) return []
  const more = event.more ? '; /history shows older messages' : ''
  const head = { ...entry(oldest.at, 'notice'), text: `Said since ${localMinute(oldest.at)}${more}.` }
  const texts = event.said.map((one) => clipped(saidEntry({ ...saidBefore(one), event: 'said' }, state)))
  return [head, ...texts.map((text) => ({ ...text, mention: false }))]
}

/** Inserts messages of the past where they belong: behind the last message before them. */
export function insertPast(log: readonly LogEntry[], entries: readonly LogEntry[]): readonly LogEntry[] {
  const [first] = entries
  if (!first) return log
  const at = log.findLastIndex((one) => one.kind === 'said' && one.at < first.at) + 1
  return append([...log.slice(0, at), ...entries], log.slice(at))
}

function clipped(entry: LogEntry): LogEntry {
  const { name, text } = entry
  if (name.length <= LONGEST_NAME && text.length <= LONGEST_TEXT) return entry
  return { ...entry, name: cleanLine(name.slice(0, LONGEST_NAME)), text: cleanText(text.slice(0, LONGEST_TEXT)) }
}

/** The user's messages that are not said yet, as they are shown after a log. Pure. */
export function unsaidEntries({ unsaid, self, room }: MeetingState): LogEntry[] {
  return unsaid
    .filter((one) => one.room === (room ?? ''))
    .map((one) => {
      const known = unsaidEntry.get(one)
      if (known) return known
      const fresh = {
        ...saidEntry({ ...one, event: 'said', from: self, private: one.to !== undefined }, { self }),
        unsaid: true,
      }
      unsaidEntry.set(one, fresh)
      return fresh
    })
}

/** Entries are made once, as their rows are cached. */
const unsaidEntry = new WeakMap<Unsaid, LogEntry>()

/** Appends entries to a log and drops the oldest beyond the limit. */
export function append(log: readonly LogEntry[], entries: readonly LogEntry[]): readonly LogEntry[] {
  if (entries.length === 0) return log
  const surplus = Math.max(0, log.length + entries.length - LONGEST_LOG)
  return [...log.slice(surplus), ...entries]
}

function saidEntry(event: Extract<MeetingEvent, { event: 'said' }>, { self }: Pick<MeetingState, 'self'>): LogEntry {
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
