import { EMPTY_INPUT, edit, inputOf, insert } from '../../tui/input-line.ts'
import { isOverlayEvent, reduceOverlay } from '../../tui/overlay-state.ts'
import type { Focus } from '../commands/screen-controls.ts'
import { onMeeting } from './on-meeting.ts'
import { onSample } from './on-sample.ts'
import { reduceWatched } from './pictures/watched.ts'
import type { UiState } from './state.ts'
import type { UiEvent } from './ui-events.ts'

/** Most lines in the input history. */
const LONGEST_HISTORY = 200
/** Tab order. */
const FOCI: readonly Focus[] = ['input', 'rooms', 'people']

/** The state of the interface after an event; the same object if nothing changed. Pure. */
export function reduceUi(state: UiState, event: UiEvent): UiState {
  if (state.overlay && isOverlayEvent(event)) return { ...state, overlay: reduceOverlay(state.overlay, event) }
  switch (event.event) {
    case 'meeting':
      return onMeeting(state, event)
    case 'sampled':
      return onSample(state, event)
    case 'stage':
      return {
        ...state,
        stage: event.stage,
        watched: null,
        overlay: null,
        consent: null,
        ring: null,
        callSince: null,
        input: EMPTY_INPUT,
        focus: focusAt(event.stage.at),
      }
    case 'servers':
      return { ...state, servers: event.servers }
    case 'resized':
      return { ...state, size: event.size }
    case 'typed':
      return { ...state, input: insert(state.input, event.text) }
    case 'edited':
      return { ...state, input: edit(state.input, event.edit) }
    case 'replaced':
      return { ...state, input: inputOf(event.text) }
    case 'submitted':
      return submitted(state)
    case 'recalled':
      return recalled(state, event.by)
    case 'focused':
      return { ...state, focus: event.focus, watched: event.focus === 'keys' ? state.watched : beside(state) }
    case 'focus-moved':
      return { ...state, focus: nextFocus(state, event.by) }
    case 'selected':
      return event.list === 'rooms'
        ? { ...state, focus: 'rooms', selectedRoom: event.key }
        : { ...state, focus: 'people', selectedPerson: Number(event.key) }
    case 'selection-moved':
      return selectionMoved(state, event.by)
    case 'scrolled':
      return scrolled(state, event.by)
    case 'overlay':
      return { ...state, overlay: event.overlay }
    case 'consent-put-off':
      return { ...state, consent: null }
    case 'ring-put-off':
      return { ...state, ring: state.ring && { ...state.ring, putOff: true } }
    case 'side-bar':
      return { ...state, sideBar: !state.sideBar }
    case 'watching':
    case 'pictured':
    case 'zoomed':
    case 'panned':
    case 'viewed':
    case 'full-picture':
      return withWatched(state, reduceWatched(state.watched, event, state.size))
    case 'cleared':
      return { ...state, logs: { ...state.logs, [state.meeting.room ?? '']: [] }, scroll: 0, below: 0 }
  }
}

function withWatched(state: UiState, watched: UiState['watched']): UiState {
  return watched === state.watched ? state : { ...state, watched }
}

/** Pictures reduced from full screen, to make room for the panel that has the focus. */
function beside({ watched }: UiState): UiState['watched'] {
  return watched?.full ? { ...watched, full: false } : watched
}

function focusAt(stage: UiState['stage']['at']): Focus {
  return stage === 'meeting' ? 'keys' : 'input'
}

function submitted(state: UiState): UiState {
  const { text } = state.input
  const history =
    text.trim() && text !== state.history.at(-1) ? [...state.history.slice(-LONGEST_HISTORY + 1), text] : state.history
  return { ...state, input: EMPTY_INPUT, history, recalled: 0, draft: '', scroll: 0, below: 0 }
}

function recalled(state: UiState, by: 1 | -1): UiState {
  const next = state.recalled + by
  if (next < 0 || next > state.history.length) return state
  const draft = state.recalled === 0 ? state.input.text : state.draft
  const text = next === 0 ? draft : state.history.at(-next)!
  return { ...state, recalled: next, draft, input: inputOf(text) }
}

function nextFocus(state: UiState, by: 1 | -1): Focus {
  const foci = state.sideBar ? FOCI : FOCI.slice(0, 1)
  const at = foci.indexOf(state.focus)
  // Outside a room there is one to choose first.
  if (at < 0 && by > 0) return state.meeting.room === null && state.sideBar ? 'rooms' : foci[0]!
  if (at < 0) return foci.at(-1)!
  return foci[at + by] ?? 'keys'
}

function selectionMoved(state: UiState, by: number): UiState {
  const { stage, focus, meeting } = state
  if (stage.at === 'start') {
    return { ...state, selectedServer: clamp(state.selectedServer + by, state.servers.length) }
  }
  if (focus === 'people') {
    const at = meeting.users.findIndex(({ id }) => id === state.selectedPerson)
    const user = meeting.users[clamp(at < 0 ? 0 : at + by, meeting.users.length)]
    return { ...state, selectedPerson: user?.id ?? null }
  }
  const at = meeting.rooms.findIndex(({ room }) => room === (state.selectedRoom ?? meeting.room))
  const room = meeting.rooms[clamp(at < 0 ? 0 : at + by, meeting.rooms.length)]
  return { ...state, selectedRoom: room?.room ?? null }
}

function scrolled(state: UiState, by: number | 'top' | 'bottom'): UiState {
  if (by === 'bottom') return { ...state, scroll: 0, below: 0 }
  const scroll = by === 'top' ? Number.MAX_SAFE_INTEGER : Math.max(0, state.scroll + by)
  return { ...state, scroll, below: scroll === 0 ? 0 : state.below }
}

function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index))
}
