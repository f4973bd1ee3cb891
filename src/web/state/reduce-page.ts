import { lossesAfter } from '../../protocol/meeting/losses.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { mentions } from '../../protocol/meeting/mentions.ts'
import { type MeetingState, reduce } from '../../protocol/meeting/state.ts'
import type { PageEvent } from './page-events.ts'
import { initialPage, type LogEntry, type PageState } from './page-state.ts'

/** Most entries in the log of a room. */
const LONGEST_LOG = 2_000
/** What most entries of the log have in common. */
const PLAIN = { name: '', text: '', mine: false, isPrivate: false, mention: false } as const

/** The state of the page after an event. Pure. */
export function reducePage(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'meeting':
      return afterMeeting(state, event.happened, event.at)
    case 'form':
      return { ...state, form: event.form, problem: null }
    case 'entering':
      return { ...state, stage: 'entering', problem: null }
    case 'refused': {
      const asks = event.problem === 'server password needed' || event.problem === 'wrong server password'
      const form = event.problem === 'name registered' ? 'log in' : state.form
      return {
        ...state,
        stage: 'outside',
        problem: event.problem,
        form,
        asksServerPassword: state.asksServerPassword || asks,
      }
    }
    case 'outside':
      return { ...outside(state), problem: event.problem }
    case 'account':
      return { ...state, account: event.name }
    case 'kept login':
      return { ...state, keptLogin: event.name }
    case 'stays':
      return { ...state, stays: event.stays }
    case 'devices':
      return { ...state, devices: event.devices }
    case 'joining':
      return { ...state, joining: { room: event.room, refusal: event.refusal } }
    case 'not joining':
      return { ...state, joining: null }
    case 'chat':
      return { ...state, chatOpen: event.open, unread: event.open ? 0 : state.unread }
    case 'dialog':
      return { ...state, dialog: event.dialog }
    case 'device':
      return { ...state, [event.kind]: event.status }
    case 'sample': {
      const { type: _, ...sample } = event
      // A new connection counts from 0 again.
      const fresh = Math.max(0, sample.dropped - state.dropped)
      return { ...state, ...sample, losses: lossesAfter(state.losses, fresh, sample.now) }
    }
    case 'share':
      return { ...state, share: event.share, shareRefusal: null }
    case 'refusal read':
      return { ...state, refusal: null }
    case 'share refused':
      return { ...state, shareRefusal: event.reason }
    case 'call refusal':
      return { ...state, callRefusal: event.refusal }
    case 'large':
      return { ...state, large: event.person }
    case 'preferences':
      return { ...state, preferences: event.preferences }
  }
}

/** The state after leaving the server: what was entered and chosen stays. */
function outside({ preferences, form, asksServerPassword, keptLogin, now }: PageState): PageState {
  return { ...initialPage(preferences), form, asksServerPassword, keptLogin, now }
}

function afterMeeting(state: PageState, happened: MeetingEvent, at: number): PageState {
  const before = state.meeting
  const meeting = reduce(before, happened)
  const entries = entriesOf(happened, before, at, Math.max(0, state.log.at(-1)?.id ?? 0))
  const isNewRoom = happened.event === 'joined' && happened.room !== before.room
  const log = isNewRoom
    ? []
    : happened.event === 'history'
      ? withPast(state.log, happened, meeting)
      : append(state.log, entries)
  const fresh = entries.filter(({ kind, mine }) => kind === 'said' && !mine).length
  return {
    ...state,
    stage: happened.event === 'connected' ? 'inside' : state.stage,
    meeting,
    log,
    unread: isNewRoom || state.chatOpen ? 0 : state.unread + fresh,
    consent: consentAfter(state, happened, meeting),
    refusal: happened.event === 'error' ? happened.text : state.refusal,
    joining: happened.event === 'joined' ? null : state.joining,
    large: meeting.shares.some(({ from }) => from.id === state.large) ? state.large : null,
  }
}

/** The question stays until it is answered or no longer applies. */
function consentAfter(state: PageState, happened: MeetingEvent, after: MeetingState): PageState['consent'] {
  if (happened.event === 'consent_wanted') {
    return { by: happened.by.name, room: happened.room, recording: happened.recording }
  }
  const over = happened.event === 'consent' || (happened.event === 'recording' && after.tracks === null)
  return over || after.room === null ? null : state.consent
}

/** The log with messages of the past where they belong. Their ids are below those of all others. */
function withPast(
  log: readonly LogEntry[],
  { said }: Extract<MeetingEvent, { event: 'history' }>,
  { self }: MeetingState,
): readonly LogEntry[] {
  const entries = said.map(({ from, name, text, at }): LogEntry => {
    return { ...PLAIN, id: -at, at, kind: 'said', name, text, mine: from === self.id }
  })
  const [first] = entries
  const place = first ? log.findLastIndex((one) => one.kind === 'said' && one.at < first.at) + 1 : 0
  return append([...log.slice(0, place), ...entries], log.slice(place))
}

function append(log: readonly LogEntry[], entries: readonly LogEntry[]): readonly LogEntry[] {
  if (entries.length === 0) return log
  const all = [...log, ...entries]
  return all.length > LONGEST_LOG ? all.slice(-LONGEST_LOG) : all
}

/** The entries that an event adds to the log. @param last id of the last entry so far */
function entriesOf(happened: MeetingEvent, before: MeetingState, at: number, last: number): LogEntry[] {
  if (happened.event === 'said') {
    const { from, text, to } = happened
    const mine = from.id === before.self.id
    const name = mine && to ? to.name : from.name
    const mention = !mine && (happened.private || mentions(text, before.self.name))
    return [{ id: last + 1, at: happened.at, kind: 'said', name, text, mine, isPrivate: happened.private, mention }]
  }
  if (happened.event === 'users' && happened.room === before.room) {
    const { users } = happened
    const joined = users.filter(({ id }) => !before.users.some((one) => one.id === id))
    const left = before.users.filter(({ id }) => !users.some((one) => one.id === id))
    const isDown = (id: number) => before.users.some((one) => one.id === id && !one.hand)
    const raised = users.filter(({ id, hand }) => hand && id !== before.self.id && isDown(id))
    return [
      ...joined.map(({ name }) => ({ kind: 'joined' as const, name })),
      ...left.map(({ name }) => ({ kind: 'left' as const, name })),
      ...raised.map(({ name }) => ({ kind: 'hand' as const, name })),
    ].map((entry, i) => ({ ...PLAIN, id: last + 1 + i, at, ...entry }))
  }
  if (happened.event === 'history_deleted') {
    return [{ ...PLAIN, id: last + 1, at, kind: 'history deleted', name: happened.by.name }]
  }
  if (happened.event === 'error' || happened.event === 'notice' || happened.event === 'unsaid') {
    const { text } = happened
    const kind = happened.event === 'unsaid' ? 'unsaid' : 'notice'
    return [{ ...PLAIN, id: last + 1, at, kind, text }]
  }
  return []
}
