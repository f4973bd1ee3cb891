import { cleanLine } from '../../../lib/text.ts'
import type { Look } from '../../../tui/look.ts'
import type { Region } from '../../../tui/region.ts'
import { justify, line, span } from '../../../tui/text/span.ts'
import type { MeetingGrid, MeetingLine, MeetingSpan } from '../intent.ts'
import type { PlacedPicture } from '../pictures/picture-view.ts'
import type { Figures, Watched } from '../pictures/watched.ts'
import type { UiState } from '../state.ts'
import { callRegions } from './call-view.ts'

/** Draws the captions of pictures and leaves their regions empty. @returns the regions */
export function placePictures(grid: MeetingGrid, state: UiState, region: Region, look: Look): PlacedPicture[] {
  const watched = state.watched!
  const { people, full } = watched
  const isCall = state.meeting.calls.current !== null && people.length === 2 && people[1] === state.meeting.self.id
  const tiles = isCall
    ? callRegions(region).flatMap((part) => tilesOf(part, 1))
    : tilesOf(region, people.length, !full || people.length > 1)
  return people.map((from, i) => {
    const tile = tiles[i]!
    grid.place(tile.caption, [captionOf(state, watched, from, look, tile.caption.width)])
    const ready = watched.figures[from] !== undefined
    if (!ready) grid.place(tile.picture, waitingLines(tile))
    return { from, region: tile.picture, ready }
  })
}

function captionOf(
  { meeting }: UiState,
  { figures, people }: Watched,
  from: number,
  { signs }: Look,
  width: number,
): MeetingLine {
  const share = meeting.shares.find((one) => one.from.id === from)
  const name = meeting.users.find(({ id }) => id === from)?.name ?? share?.from.name ?? ''
  const talks = meeting.speaking.includes(from)
  const left: MeetingSpan[] = [
    span(talks ? `${signs.talking} ` : `${signs.sharing} `, talks ? 'talking' : 'dim'),
    span(cleanLine(name), talks ? 'talking' : 'strong'),
    span(` ${share?.kind ?? ''}`, 'dim'),
  ]
  const told = figures[from]
  return { spans: justify(left, told && people.length < 5 ? [span(figuresText(told), 'dim')] : [], width) }
}

function figuresText({ width, height, fps, bytes }: Figures): string {
  return `${width}x${height}  ${Math.round(fps)} fps  ${Math.round(bytes / 1_000)} kB/s`
}

function waitingLines({ picture: { width, height } }: Tile): MeetingLine[] {
  const text = 'Waiting for the first picture'
  const lines = Array<MeetingLine>(Math.max(0, Math.floor(height / 2))).fill(line(''))
  return [...lines, line(`${' '.repeat(Math.max(0, Math.floor((width - text.length) / 2)))}${text}`, 'dim')]
}

/** The regions of a person's picture and of its caption above. */
interface Tile {
  readonly caption: Region
  readonly picture: Region
}

/** Aspect ratio (width to height) of most pictures. */
const USUAL_SHAPE = 16 / 9
/** Aspect ratio (height to width) of a cell. */
const CELL_SHAPE = 2

/** Divides a region among `count` pictures so that they are as large as possible. Pure. */
export function tilesOf(region: Region, count: number, captions = true): Tile[] {
  const captionRows = captions ? 1 : 0
  const columns = bestColumns(region, count, captionRows)
  const rows = Math.ceil(count / columns)
  return Array.from({ length: count }, (_, i) => {
    const [left, right] = share(region.width, columns, i % columns)
    const [top, bottom] = share(region.height, rows, Math.floor(i / columns))
    // One column separates two tiles.
    const width = Math.max(0, right - left - ((i % columns) + 1 < columns ? 1 : 0))
    const x = region.x + left
    const y = region.y + top
    const height = Math.max(0, bottom - top - captionRows)
    return {
      caption: { x, y, width, height: Math.min(captionRows, bottom - top) },
      picture: { x, y: y + captionRows, width, height },
    }
  })
}

function bestColumns({ width, height }: Region, count: number, captionRows: number): number {
  let best = 1
  let largest = 0
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const high = (height / rows - captionRows) * CELL_SHAPE * USUAL_SHAPE
    const size = Math.min(width / columns, high)
    if (size > largest) {
      largest = size
      best = columns
    }
  }
  return best
}

function share(length: number, parts: number, part: number): [number, number] {
  return [Math.floor((length * part) / parts), Math.floor((length * (part + 1)) / parts)]
}
