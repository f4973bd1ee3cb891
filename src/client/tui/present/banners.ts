import { cleanLine } from '../../../lib/text.ts'
import type { Look } from '../../../tui/look.ts'
import { span } from '../../../tui/text/span.ts'
import { removalSentence } from '../../meeting/narrate-removal.ts'
import { rateText } from '../../recordings/fetching.ts'
import type { MeetingLine } from '../intent.ts'
import type { UiState } from '../state.ts'

/** Cells of the bar of what is being fetched. */
const BAR_CELLS = 20

/** What nobody may overlook, a line each. Pure. */
export function presentBanners(state: UiState, look: Look): MeetingLine[] {
  return [
    ...linkBanner(state),
    ...removalBanner(state),
    ...mutedBanner(state),
    ...recordingBanner(state, look),
    ...tracksBanner(state, look),
    ...sharingBanner(state, look),
    ...fetchBanner(state, look),
  ]
}

function removalBanner({ meeting: { removed } }: UiState): MeetingLine[] {
  return removed ? [{ spans: [span(` ${removalSentence(removed)}`, 'recording')], base: 'recording' }] : []
}

function mutedBanner({ meeting: { users, self } }: UiState): MeetingLine[] {
  if (!users.some(({ id, muted_by_host }) => muted_by_host && id === self.id)) return []
  return [{ spans: [span(' You were muted for all: nobody here hears you', 'recording')], base: 'recording' }]
}

/** Who records by themselves. Of whom the server records for, only one's own client knows whether they do both. */
function recordingBanner({ meeting, recording }: UiState, { signs }: Look): MeetingLine[] {
  const served = meeting.tracks?.by.id
  const others = meeting.users.filter(
    (user) => user.recording && user.id !== served && user.id !== meeting.self.id,
  )
  const marked = meeting.users.some((user) => user.recording && user.id === meeting.self.id)
  const own = recording !== null || (marked && served !== meeting.self.id)
  if (!own && others.length === 0) return []
  const who = [...(own ? ['you'] : []), ...others.map(({ name }) => cleanLine(name))]
  return [
    { spans: [span(` ${signs.recording} RECORDED by ${who.join(', ')}`, 'recording')], base: 'recording' },
  ]
}

function sharingBanner({ sharing }: UiState, { signs }: Look): MeetingLine[] {
  if (!sharing) return []
  const { label, watchers, fps, bytes } = sharing
  const figures = watchers === 0 ? 'nobody watches' : `to ${watchers}, ${fps}/s, ${bytes / 1000} kB/s`
  const stop = { do: 'run', command: 'unshare' } as const
  const text = ` ${signs.sharing} SHARING ${cleanLine(label)}: ${figures}; click or /unshare ends it`
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
    span(` ${Math.floor(100 * share)} %, ${rateText(rate)}; /stopfetch ends it`, 'bar', stop),
  ]
  return [{ spans, base: 'bar', click: stop }]
}

function tracksBanner({ meeting }: UiState, { signs }: Look): MeetingLine[] {
  const { tracks, self, users } = meeting
  if (!tracks) return []
  const who = tracks.by.id === self.id ? 'you' : cleanLine(tracks.by.name)
  const recorded = users.find(({ id }) => id === self.id)?.recorded
  const change = { do: 'run', command: recorded ? 'refuse' : 'agree' } as const
  const own = recorded ? 'you are on it; /refuse ends that' : 'you are NOT on it; /agree lets it'
  const text = ` ${signs.recording} RECORDED ${tracks.paused ? '(paused) ' : ''}on the server, with tracks, for ${who}: ${own}`
  return [{ spans: [span(text, 'recording', change)], base: 'recording', click: change }]
}

function linkBanner({ meeting, now }: UiState): MeetingLine[] {
  const { link } = meeting
  if (link.status === 'connected') return []
  const retry = { do: 'run', command: 'reconnect' } as const
  const text =
    link.status === 'waiting'
      ? ` Connection lost. Trying again in ${Math.max(0, Math.ceil((link.retryAt - now) / 1000))} s; Enter tries now`
      : ' Connection lost. Connecting again'
  return [{ spans: [span(text, 'recording', retry)], base: 'recording', click: retry }]
}
