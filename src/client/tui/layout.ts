import type { Region, Size } from '../../tui/region.ts'
import type { UiState } from './state.ts'

export interface Layout {
  /** Rooms and people; null if hidden or too narrow. */
  readonly side: Region | null
  readonly title: Region
  /** Important states: being recorded, a lost connection. */
  readonly banners: Region
  readonly main: Region
  /** Watched pictures; null if none. */
  readonly pictures: Region | null
  readonly input: Region
  readonly status: Region
  /** Relevant keys; null on a low screen. */
  readonly hints: Region | null
}

/** Columns needed for a side bar next to the chat. */
const SIDE_FROM = 60
const SIDE_SHARE = 0.24
const SIDE_MIN = 20
const SIDE_MAX = 32
/** Rows needed for the line of hints. */
const HINTS_FROM = 10

/** Rows needed for the chat below pictures, and the share of them that it takes. */
const CHAT_FROM = 18
const CHAT_SHARE = 0.25

/** The regions of the screen. @param bannerRows number of banners. Pure. */
export function layoutOf(state: UiState, bannerRows: number): Layout {
  const { size, sideBar, watched } = state
  if (watched?.full) return fullLayout(size, bannerRows)
  const { columns, rows } = size
  const hasHints = rows >= HINTS_FROM
  const foot = hasHints ? 3 : 2
  const sideWidth =
    sideBar && columns >= SIDE_FROM ? Math.max(SIDE_MIN, Math.min(SIDE_MAX, Math.round(columns * SIDE_SHARE))) : 0
  // One column separates side bar and chat.
  const x = sideWidth === 0 ? 0 : sideWidth + 1
  const width = columns - x
  const top = 1 + bannerRows
  return {
    side: sideWidth === 0 ? null : { x: 0, y: 0, width: sideWidth, height: rows - foot },
    title: { x, y: 0, width, height: 1 },
    banners: { x, y: 1, width, height: bannerRows },
    ...middleOf({ x, y: top, width, height: Math.max(0, rows - foot - top) }, watched !== null),
    input: { x: 0, y: rows - foot, width: columns, height: 1 },
    status: { x: 0, y: rows - foot + 1, width: columns, height: 1 },
    hints: hasHints ? { x: 0, y: rows - 1, width: columns, height: 1 } : null,
  }
}

/** The chat, and the pictures above it. */
function middleOf(region: Region, watches: boolean): Pick<Layout, 'main' | 'pictures'> {
  if (!watches) return { main: region, pictures: null }
  const { x, y, width, height } = region
  const chat = height >= CHAT_FROM ? Math.floor(height * CHAT_SHARE) : 0
  return { pictures: { x, y, width, height: height - chat }, main: { x, y: y + height - chat, width, height: chat } }
}

/** Only pictures and banners. */
function fullLayout({ columns, rows }: Size, bannerRows: number): Layout {
  const none = { x: 0, y: rows, width: columns, height: 0 }
  return {
    side: null,
    title: none,
    banners: { x: 0, y: 0, width: columns, height: bannerRows },
    pictures: { x: 0, y: bannerRows, width: columns, height: Math.max(0, rows - bannerRows) },
    main: none,
    input: none,
    status: none,
    hints: null,
  }
}
