import { cleanLine } from '../../../lib/text.ts'
import type { Bindings } from '../../../tui/bindings.ts'
import { type DrawnScreen, Grid } from '../../../tui/grid.ts'
import type { Look } from '../../../tui/look.ts'
import { type Region, SMALLEST } from '../../../tui/region.ts'
import { justify, line, span } from '../../../tui/text/span.ts'
import type { Manual } from '../../../tui/view/help.ts'
import { type Box, presentOverlay } from '../../../tui/view/overlay.ts'
import { commandGroups } from '../../commands/meeting-command.ts'
import { commands } from '../../commands/table.ts'
import { callTitle } from '../../meeting/narrate-call.ts'
import type { MeetingGrid, MeetingLine, MeetingSpan } from '../intent.ts'
import { layoutOf } from '../layout.ts'
import { asksToAnswer } from '../on-call.ts'
import type { PlacedPicture } from '../pictures/picture-view.ts'
import type { UiState } from '../state.ts'
import { presentBanners } from './banners.ts'
import { presentRing } from './call-view.ts'
import { chatRows, presentChat } from './chat-view.ts'
import { presentHints } from './hints.ts'
import { placePictures } from './picture-tiles.ts'
import { presentConsent, presentInput } from './prompts.ts'
import { presentSideBar } from './side-bar.ts'
import { presentStart } from './start-view.ts'
import { presentStatusBar } from './status-bar.ts'

/** The meeting's screen as it is to be drawn. */
export interface MeetingScreen extends DrawnScreen {
  readonly grid: MeetingGrid
  /** Regions that the grid leaves empty for pictures; none below an overlay. */
  readonly pictures: readonly PlacedPicture[]
}

type Cursor = MeetingScreen['cursor']
type Drawn = Pick<MeetingScreen, 'cursor' | 'pictures'>

/** Draws a state of the interface. Pure. */
export function present(state: UiState, bindings: Bindings, look: Look): MeetingScreen {
  const { columns, rows } = state.size
  const grid: MeetingGrid = new Grid(columns, rows, look)
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) {
    grid.place({ x: 0, y: 0, width: columns, height: rows }, [line('Too small', 'strong')])
    return { grid, cursor: null, pictures: [] }
  }
  const drawn =
    state.stage.at === 'meeting'
      ? placeMeeting(grid, state, bindings, look)
      : { cursor: placeStart(grid, state, bindings, look), pictures: [] }
  const box = overlayBox(state, bindings, look)
  if (!box) return { grid, ...drawn }
  grid.forgetClicks()
  grid.place(box.region, box.lines)
  return { grid, cursor: box.cursor, pictures: [] }
}

function overlayBox(state: UiState, bindings: Bindings, look: Look): Box | null {
  const { consent, overlay, size } = state
  if (consent) return presentConsent(consent, size, look)
  if (asksToAnswer(state)) return presentRing(state, size, look)
  return overlay && presentOverlay(overlay, size, manualOf(bindings), look)
}

function manualOf(bindings: Bindings): Manual {
  const intro = 'Press a key to run its command. While writing, hold Alt or press Esc first.'
  return { actions: commands, groups: commandGroups, bindings, intro, lead: '/' }
}

/** Number of rows by which the log can be scrolled back. */
export function chatExtent(state: UiState, bindings: Bindings, look: Look): number {
  const { main } = layoutOf(state, presentBanners(state, bindings, look).length)
  return Math.max(0, chatRows(state, look, main.width) - main.height)
}

function placeMeeting(grid: MeetingGrid, state: UiState, bindings: Bindings, look: Look): Drawn {
  const banners = presentBanners(state, bindings, look)
  const layout = layoutOf(state, banners.length)
  const { side, title, main, input, status, hints } = layout
  if (side) {
    grid.place(side, presentSideBar(state, look, side.width, side.height))
    grid.place(
      { x: side.width, y: 0, width: 1, height: side.height },
      Array.from({ length: side.height }, () => line(look.signs.separator, 'dim')),
    )
  }
  grid.place(title, [presentTitle(state, look, title.width)])
  grid.place(layout.banners, banners)
  grid.place(main, presentChat(state, look, main.width, main.height))
  grid.place(status, [presentStatusBar(state, look, status.width)])
  if (hints) grid.place(hints, [presentHints(state, bindings, hints.width)])
  const pictures = layout.pictures ? placePictures(grid, state, layout.pictures, look) : []
  const cursor = input.height > 0 ? placeInput(grid, state, input, look) : null
  return { cursor, pictures }
}

function placeStart(grid: MeetingGrid, state: UiState, bindings: Bindings, look: Look): Cursor {
  const { columns, rows } = state.size
  const main = { x: 0, y: 1, width: columns, height: rows - 3 }
  grid.place({ x: 0, y: 0, width: columns, height: 1 }, [
    { spans: [{ text: ' Parlor', style: 'barStrong' }], base: 'bar' },
  ])
  grid.place(main, presentStart(state, look, main.width, main.height))
  grid.place({ x: 0, y: rows - 1, width: columns, height: 1 }, [presentHints(state, bindings, columns)])
  return placeInput(grid, state, { x: 0, y: rows - 2, width: columns, height: 1 }, look)
}

function placeInput(grid: MeetingGrid, state: UiState, region: Region, look: Look): Cursor {
  const { line: input, cursor } = presentInput(state, look, region.width)
  grid.place(region, [input])
  return cursor === null ? null : { x: region.x + cursor, y: region.y }
}

/** The title line above the chat: room, number of people, encryption and the user's name. Pure. */
function presentTitle({ meeting, encrypted }: UiState, _look: Look, width: number): MeetingLine {
  const closed = meeting.rooms.some((one) => one.room === meeting.room && one.closed)
  const company = people(meeting.users.length) + (closed ? ', locked' : '')
  const title = meeting.calls.current ? callTitle(meeting.users, meeting.self) : cleanLine(meeting.room ?? '')
  const left = meeting.room
    ? [span(` ${title} `, 'barStrong'), span(company, 'barDim')]
    : [span(' Parlor ', 'barStrong'), span('no room', 'barDim')]
  const right: MeetingSpan[] = [
    span(encrypted ? 'encrypted ' : 'not encrypted ', 'barDim'),
    span(`${cleanLine(meeting.self.name)} `, 'barStrong'),
  ]
  return { spans: justify(left, width >= 50 ? right : right.slice(1), width), base: 'bar' }
}

function people(count: number): string {
  return count === 1 ? 'only you' : `${count} people`
}
