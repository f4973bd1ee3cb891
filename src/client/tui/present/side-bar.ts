import { cleanLine } from '../../../lib/text.ts'
import type { RoomDetails, User } from '../../../protocol/shapes.ts'
import type { Look } from '../../../tui/look.ts'
import { EMPTY_LINE, justify, span } from '../../../tui/text/span.ts'
import { nameStyle } from '../../../tui/theme.ts'
import { windowOn } from '../../../tui/view/window-on.ts'
import type { MeetingLine, MeetingSpan } from '../intent.ts'
import { type UiState, unreadOf } from '../state.ts'

/** The side bar: rooms, and below them the people in the current room. Pure. */
export function presentSideBar(state: UiState, look: Look, width: number, height: number): MeetingLine[] {
  const { rooms, users } = state.meeting
  const people = users.length > 0 ? 1 + users.length : 0
  // People are more important than other rooms, but a few rooms stay visible.
  const roomRows = Math.max(Math.min(rooms.length, 4), height - 2 - people - 1)
  const shownRooms = windowOn(rooms, selectedRoomIndex(state), Math.max(1, roomRows))
  const lines: MeetingLine[] = [
    heading('Rooms', state.focus === 'rooms', newRoom(), width),
    ...shownRooms.map((room) => roomLine(state, look, room, width)),
  ]
  if (rooms.length === 0) lines.push({ spans: [span('none yet; n creates one', 'dim')] })
  if (users.length === 0) return lines
  const left = height - lines.length - 2
  const at = users.findIndex(({ id }) => id === state.selectedPerson)
  const persons = users.filter(({ person }) => person === undefined).length
  return [
    ...lines,
    EMPTY_LINE,
    heading(`People ${persons}`, state.focus === 'people', [], width),
    ...windowOn(users, at, Math.max(1, left)).map((user) => personLine(state, look, user, width)),
  ]
}

function heading(text: string, focused: boolean, right: readonly MeetingSpan[], width: number): MeetingLine {
  return { spans: justify([span(` ${text}`, focused ? 'key' : 'heading')], right, width) }
}

function newRoom(): MeetingSpan[] {
  return [span('+ new ', 'dim', { do: 'run', command: 'new' })]
}

function roomLine(state: UiState, look: Look, details: RoomDetails, width: number): MeetingLine {
  const { signs } = look
  const { room, users, locked, closed } = details
  const current = room === state.meeting.room
  const unread = unreadOf(state, room)
  const left = [
    span(current ? ` ${signs.current} ` : '   ', 'accent'),
    span(cleanLine(room), current ? 'strong' : unread > 0 ? 'unread' : 'text'),
    span(locked ? ` ${signs.locked}` : '', 'dim'),
    span(closed ? ` ${signs.closed}` : '', 'warning'),
  ]
  const right = [span(unread > 0 ? `${signs.unread}${Math.min(unread, 99)} ` : '', 'unread'), span(`${users} `, 'dim')]
  return {
    spans: justify(left, right, width),
    ...(state.focus === 'rooms' && room === state.selectedRoom ? { base: 'selected' as const } : {}),
    click: { do: 'run', command: 'join', argument: room },
  }
}

function personLine(state: UiState, look: Look, user: User, width: number): MeetingLine {
  const { signs } = look
  const talks = state.meeting.speaking.includes(user.id)
  const own = user.id === state.meeting.self.id
  const name = cleanLine(user.name)
  const volume = state.meeting.volumes[user.id] ?? 0
  const marks = [
    span(volume !== 0 ? `${volume > 0 ? '+' : ''}${volume} dB ` : '', 'dim'),
    span(user.reconnecting ? `${signs.away} ` : '', 'warning'),
    span(state.meeting.tracks && !user.recorded ? 'not recorded ' : '', 'dim'),
    span(user.recording ? `${signs.recording} ` : '', 'error'),
    span(user.sharing ? `${signs.sharing} ` : '', 'accent'),
    span(user.hand ? `${signs.hand} ` : '', 'accent'),
    span(user.deafened ? `${signs.deafened} ` : '', 'warning'),
    span(user.muted_by_host ? `${signs.mutedForAll} ` : '', 'error'),
    span(user.muted ? `${signs.muted} ` : '', 'warning'),
    span(user.host ? `${signs.host} ` : '', 'accent'),
  ]
  const left = [
    span(talks ? ` ${signs.talking} ` : '   ', 'talking'),
    span(name, talks ? 'talking' : user.reconnecting ? 'dim' : nameStyle(name)),
    span(user.registered ? ` ${signs.registered}` : '', 'dim'),
    span(own ? ' (you)' : '', 'dim'),
  ]
  return {
    spans: justify(left, marks, width),
    ...(state.focus === 'people' && user.id === state.selectedPerson ? { base: 'selected' as const } : {}),
    click: { do: 'show', event: { event: 'selected', list: 'people', key: String(user.id) } },
  }
}

function selectedRoomIndex({ meeting, selectedRoom }: UiState): number {
  return meeting.rooms.findIndex(({ room }) => room === (selectedRoom ?? meeting.room))
}
