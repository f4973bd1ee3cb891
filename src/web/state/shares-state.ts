import type { ShareRow, ViewerNews } from '../../protocol/viewer-messages.ts'

/** What the page of the client's viewer shows: the shares of the room, one of them selected. */
export interface SharesState {
  readonly rows: readonly ShareRow[]
  /** The share that is shown, or was shown last. */
  readonly selected: ShareRow | null
  /** Counted up whenever a share is shown from its beginning. */
  readonly turn: number
  /** Pixels of the picture that is shown; null before the first one of this turn. */
  readonly size: { readonly width: number; readonly height: number } | null
  readonly link: 'connecting' | 'open' | 'lost' | 'away' | 'over'
}

export type SharesEvent =
  | { readonly type: 'told'; readonly news: ViewerNews }
  | { readonly type: 'lost' }
  | { readonly type: 'choose'; readonly row: ShareRow | undefined }
  | { readonly type: 'drawn'; readonly width: number; readonly height: number }

export const initialShares: SharesState = { rows: [], selected: null, turn: 0, size: null, link: 'connecting' }

/** The state after an event. Pure. */
export function reduceShares(state: SharesState, event: SharesEvent): SharesState {
  const { selected, link } = state
  if (event.type === 'drawn') return { ...state, size: { width: event.width, height: event.height } }
  if (event.type === 'choose') {
    return event.row && event.row.id !== selected?.id ? begin(state, event.row) : state
  }
  if (event.type === 'lost') return link === 'over' ? state : { ...state, link: 'lost' }
  const { news } = event
  if (news.label === 'away') return { ...state, link: 'away' }
  if (news.label === 'ended') return { ...state, link: 'over', rows: [] }
  return list({ ...state, link: 'open' }, news.shares)
}

/** Keeps the selected share; if it has ended, selects one that has just started, preferably a screen. */
function list(state: SharesState, rows: readonly ShareRow[]): SharesState {
  const { rows: before, selected } = state
  const next = { ...state, rows }
  const same = rows.find(({ id }) => id === selected?.id)
  if (same && isShown(state)) return { ...next, selected: same }
  const fresh = rows.filter(({ id }) => !before.some((row) => row.id === id))
  const row = same ?? fresh.find(({ kind }) => kind === 'screen') ?? fresh[0]
  return row ? begin(next, row) : next
}

function begin(state: SharesState, row: ShareRow): SharesState {
  return { ...state, selected: row, turn: state.turn + 1, size: null }
}

/** Whether the selected share has not ended. */
export function isShown({ rows, selected }: SharesState): boolean {
  return rows.some(({ id }) => id === selected?.id)
}

/** The share `by` positions after the selected one, wrapping around at the ends. */
export function shareBeside({ rows, selected }: SharesState, by: number): ShareRow | undefined {
  const at = rows.findIndex(({ id }) => id === selected?.id)
  return rows.at(((at < 0 && by < 0 ? 0 : at) + by) % rows.length)
}
