import { cleanLine } from '../../../lib/text.ts'
import type { Grid } from '../../../tui/grid.ts'
import type { Look } from '../../../tui/look.ts'
import { justify, type Line, line, type Span, span } from '../../../tui/text/span.ts'
import type { Region } from '../layout.ts'
import { type Tile, tilesOf } from '../pictures/picture-grid.ts'
import type { PlacedPicture } from '../pictures/picture-view.ts'
import type { Figures, Watched } from '../pictures/watched.ts'
import type { UiState } from '../state.ts'

/** Draws what stands around pictures, and leaves their place empty. @returns where they stand. */
export function placePictures(grid: Grid, state: UiState, region: Region, look: Look): PlacedPicture[] {
  const watched = state.watched!
  const { people, full } = watched
  const tiles = tilesOf(region, people.length, !full || people.length > 1)
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
): Line {
  const share = meeting.shares.find((one) => one.from.id === from)
  const name = meeting.users.find(({ id }) => id === from)?.name ?? share?.from.name ?? ''
  const talks = meeting.speaking.includes(from)
  const left: Span[] = [
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

function waitingLines({ picture: { width, height } }: Tile): Line[] {
  const text = 'Waiting for the first picture'
  const lines = Array<Line>(Math.max(0, Math.floor(height / 2))).fill(line(''))
  return [...lines, line(`${' '.repeat(Math.max(0, Math.floor((width - text.length) / 2)))}${text}`, 'dim')]
}
