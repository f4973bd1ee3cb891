import { cleanLine } from '../../lib/text.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { onCall } from './on-call.ts'
import { append, entriesOf, insertPast } from './room-log.ts'
import { logOf, type OwnRecording, type UiState, unreadOf } from './state.ts'
import type { UiEvent } from './ui-events.ts'

/** The state of the interface after an event of the meeting. Pure. */
export function onMeeting(state: UiState, event: Extract<UiEvent, { event: 'meeting' }>): UiState {
  const { happened, before, after } = event
  const changed = {
    ...logged(state, event),
    meeting: after,
    now: event.now,
    recording: recordingAfter(state.recording, happened, event.now),
    unread: unreadAfter(state, event),
    consent: consentAfter(state.consent, event),
    ...onCall(state, event),
  }
  switch (happened.event) {
    case 'connected':
      return {
        ...changed,
        server: `${happened.host}:${happened.port}`,
        encrypted: happened.encrypted,
        stage: { at: 'meeting' },
        focus: 'keys',
      }
    case 'reconnected':
      return { ...changed, encrypted: happened.encrypted }
    case 'joined':
      return { ...changed, selectedRoom: happened.room, selectedPerson: null, scroll: 0, below: 0 }
    case 'device':
      return {
        ...changed,
        devices: { ...state.devices, [happened.kind]: { fine: happened.fine, text: happened.message } },
      }
    case 'users':
      return after.users.some(({ id }) => id === state.selectedPerson) ? changed : { ...changed, selectedPerson: null }
    default:
      return before === after && changed.logs === state.logs && happened.event === 'speaking' ? state : changed
  }
}

function logged(state: UiState, { happened, before, after, at }: Extract<UiEvent, { event: 'meeting' }>): UiState {
  const entries = entriesOf(happened, before, at)
  if (entries.length === 0) return state
  // The end of a call is read outside of its room.
  const room = after.room ?? (happened.event === 'call_ended' ? null : before.room) ?? ''
  const add = happened.event === 'history' ? insertPast : append
  const logs = { ...state.logs, [room]: add(logOf(state, room), entries) }
  if (happened.event === 'history') return { ...state, logs }
  return { ...state, logs, below: state.scroll > 0 ? state.below + entries.length : 0 }
}

function unreadAfter(
  state: UiState,
  { happened, before, after }: Extract<UiEvent, { event: 'meeting' }>,
): UiState['unread'] {
  if (happened.event === 'joined') {
    const { [happened.room]: _, ...others } = state.unread
    return others
  }
  if (happened.event === 'rooms') {
    // Rooms that are gone are dropped: a hostile server could fill the memory with them.
    const there = new Set(happened.rooms.map(({ room }) => room))
    const kept = Object.entries(state.unread).filter(([room]) => there.has(room))
    return kept.length === Object.keys(state.unread).length ? state.unread : Object.fromEntries(kept)
  }
  if (happened.event !== 'activity') return state.unread
  const said = new Map(before.rooms.map((room) => [room.room, room.said]))
  let unread = state.unread
  for (const room of happened.rooms) {
    const fresh = room.said - (said.get(room.room) ?? room.said)
    if (room.room !== after.room && fresh > 0)
      unread = { ...unread, [room.room]: unreadOf({ unread }, room.room) + fresh }
  }
  return unread
}

/** The consent question stays until it is answered or no longer applies. */
function consentAfter(
  consent: UiState['consent'],
  { happened, after, now }: Extract<UiEvent, { event: 'meeting' }>,
): UiState['consent'] {
  if (happened.event === 'consent_wanted') {
    const { room, by, recording } = happened
    return { room: cleanLine(room), by: cleanLine(by.name), recording, since: now, armed: false }
  }
  if (!consent) return null
  const isAnswered = happened.event === 'consent' && happened.recording === consent.recording
  return isAnswered || after.tracks?.recording !== consent.recording ? null : consent
}

function recordingAfter(recording: OwnRecording | null, happened: MeetingEvent, now: number): OwnRecording | null {
  switch (happened.event) {
    case 'recording_started':
      return { path: happened.path, elapsed: 0, since: now, wave: [] }
    case 'recording_stopped':
      return null
    case 'recording_paused':
      if (!recording) return null
      return happened.on
        ? { ...recording, elapsed: elapsedOf(recording, now), since: null }
        : { ...recording, since: now }
    default:
      return recording
  }
}

/** Length of a recording in ms. */
export function elapsedOf({ elapsed, since }: OwnRecording, now: number): number {
  return since === null ? elapsed : elapsed + Math.max(0, now - since)
}
