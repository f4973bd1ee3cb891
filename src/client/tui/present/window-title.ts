import { cleanLine } from '../../../lib/text.ts'
import type { Look } from '../../../tui/look.ts'
import { justify, type Line, type Span, span } from '../../../tui/text/span.ts'
import type { UiState } from '../state.ts'

/** The line above the chat: the room, and who is in it. Pure. */
export function presentTitle({ meeting, encrypted }: UiState, _look: Look, width: number): Line {
  const closed = meeting.rooms.some((one) => one.room === meeting.room && one.closed)
  const company = people(meeting.users.length) + (closed ? ', closed' : '')
  const left = meeting.room
    ? [span(` ${cleanLine(meeting.room)} `, 'barStrong'), span(company, 'barDim')]
    : [span(' Parlor ', 'barStrong'), span('in no room', 'barDim')]
  const right: Span[] = [
    span(encrypted ? 'encrypted ' : 'not encrypted ', 'barDim'),
    span(`${cleanLine(meeting.self.name)} `, 'barStrong'),
  ]
  return { spans: justify(left, width >= 50 ? right : right.slice(1), width), base: 'bar' }
}

function people(count: number): string {
  return count === 1 ? 'you alone' : `${count} people`
}
