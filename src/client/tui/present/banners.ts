import { cleanLine } from '../../../lib/text.ts'
import type { Bindings } from '../../../tui/bindings.ts'
import type { Look } from '../../../tui/look.ts'
import { span } from '../../../tui/text/span.ts'
import { removalSentence } from '../../meeting/narrate-removal.ts'
import { rateText } from '../../recordings/fetching.ts'
import type { MeetingLine } from '../intent.ts'
import type { UiState } from '../state.ts'
import { callBanners } from './call-view.ts'

/** Cells of the download bar. */
const BAR_CELLS = 20

/** Important states, one line each. Pure. */
export function presentBanners(state: UiState, bindings: Bindings, look: Look): MeetingLine[] {
  return [
    ...linkBanner(state, bindings),
    ...callBanners(state, bindings),
    ...removalBanner(state),
    ...mutedBanner(state),
    ...recordingBanner(state, look),
    ...tracksBanner(state, look),
    ...stoppedBanner(state, bindings),
    ...sharingBanner(state, look),
    ...fetchBanner(state, look),
  ]
}

function removalBanner({ meeting: { removed } }: UiState): MeetingLine[] {
  return removed ? [{ spans: [span(` ${removalSentence(removed)}`, 'recording')], base: 'recording' }] : []
}

function mutedBanner({ meeting: { users, self } }: UiState): MeetingLine[] {
  if (!users.some(({ id, muted_by_host }) => muted_by_host && id === self.id)) return []
  return [{ spans: [span(' A host muted you for everyone', 'recording')], base: 'recording' }]
}

/**
 * People who record on their own computer. Only the client of the person behind the server's recording knows whether
 * they also record themselves.
 */
function recordingBanner({ meeting, recording }: UiState, { signs }: Look): MeetingLine[] {
  const served = meeting.tracks?.by.id
  const others = meeting.users.filter((user) => user.recording && user.id !== served && user.id !== meeting.self.id)
  const marked = meeting.users.some((user) => user.recording && user.id === meeting.self.id)
  const own = recording !== null || (marked && served !== meeting.self.id)
  if (!own && others.length === 0) return []
  const who = [...(own ? ['you'] : []), ...others.map(({ name }) => cleanLine(name))]
  return [{ spans: [span(` ${signs.recording} RECORDED by ${who.join(', ')}`, 'recording')], base: 'recording' }]
}

function sharingBanner({ sharing }: UiState, { signs }: Look): MeetingLine[] {
  if (!sharing) return []
  const { label, watchers, fps, bytes } = sharing
  const figures = watchers === 0 ? 'no watchers' : `${watchers} watching, ${fps}/s, ${bytes / 1000} kB/s`
  const stop = { do: 'run', command: 'unshare' } as const
  const text = ` ${signs.sharing} SHARING ${cleanLine(label)}: ${figures}; click or /unshare to stop`
  return [{ spans: [span(text, 'recording', stop)], base: 'recording', click: stop }]
}

function fetchBanner({ fetching }: UiState, { signs }: Look): MeetingLine[] {
  if (!fetching) return []
  const { recording, share, rate } = fetching
  const done = Math.round(share * BAR_CELLS)
  const stop = { do: 'run', command: 'stopfetch' } as const
  const spans = [
    span(` ${signs.down} Fetching ${cleanLine(recording)} `, 'bar', stop),
    span(signs.meterFull.repeat(done) + signs.meterEmpty.repeat(BAR_CELLS - done), 'barStrong', stop),
    span(` ${Math.floor(100 * share)} %, ${rateText(rate)}; /stopfetch to stop`, 'bar', stop),
  ]
  return [{ spans, base: 'bar', click: stop }]
}

function tracksBanner({ meeting }: UiState, { signs }: Look): MeetingLine[] {
  const { tracks, self, users } = meeting
  if (!tracks) return []
  const who = tracks.by.id === self.id ? 'you' : cleanLine(tracks.by.name)
  const recorded = users.find(({ id }) => id === self.id)?.recorded
  const change = { do: 'run', command: recorded ? 'refuse' : 'agree' } as const
  const own = recorded ? 'you are included; /refuse to stop' : 'you are NOT included; /agree to allow it'
  const text = ` ${signs.recording} RECORDED ${tracks.paused ? '(paused) ' : ''}on the server for ${who}: ${own}`
  return [{ spans: [span(text, 'recording', change)], base: 'recording', click: change }]
}

/** The user's recording on the server was stopped by nobody; one key starts another. */
function stoppedBanner({ meeting: { stopped, tracks } }: UiState, bindings: Bindings): MeetingLine[] {
  if (stopped === null || tracks) return []
  const again = { do: 'run', command: 'tracks' } as const
  const text = ` NOT RECORDED any more: ${cleanLine(stopped)} ${bindings.keyOf('tracks') ?? '/tracks'} to record on`
  return [{ spans: [span(text, 'recording', again)], base: 'recording', click: again }]
}

function linkBanner({ meeting, now }: UiState, bindings: Bindings): MeetingLine[] {
  const { link } = meeting
  if (link.status === 'connected') return []
  const retry = { do: 'run', command: 'reconnect' } as const
  const lost = ` ${link.reason === undefined ? 'Connection lost' : cleanLine(link.reason)}.`
  const text =
    link.status === 'waiting'
      ? `${lost} Retrying in ${Math.max(0, Math.ceil((link.retryAt - now) / 1000))} s; ${bindings.keyOf('reconnect') ?? '/reconnect'} to retry now`
      : `${lost} Reconnecting`
  return [{ spans: [span(text, 'recording', retry)], base: 'recording', click: retry }]
}
