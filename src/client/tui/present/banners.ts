import { cleanLine } from '../../../protocol/text.ts'
import type { Look } from '../look.ts'
import type { UiState } from '../state.ts'
import { type Line, span } from '../text/span.ts'

/** What nobody may overlook, a line each. Pure. */
export function presentBanners(state: UiState, look: Look): Line[] {
  return [...linkBanner(state), ...recordingBanner(state, look), ...sharingBanner(state, look)]
}

function recordingBanner({ meeting }: UiState, { signs }: Look): Line[] {
  const recorders = meeting.users.filter(({ recording }) => recording)
  if (recorders.length === 0) return []
  const own = recorders.some(({ id }) => id === meeting.self.id)
  const others = recorders.filter(({ id }) => id !== meeting.self.id).map(({ name }) => cleanLine(name))
  const who = [...(own ? ['you'] : []), ...others]
  return [
    { spans: [span(` ${signs.recording} RECORDED by ${who.join(', ')}`, 'recording')], base: 'recording' },
  ]
}

function sharingBanner({ sharing }: UiState, { signs }: Look): Line[] {
  if (!sharing) return []
  const { label, watchers, fps, bytes } = sharing
  const figures = watchers === 0 ? 'nobody watches' : `to ${watchers}, ${fps}/s, ${bytes / 1000} kB/s`
  const stop = { do: 'run', command: 'unshare' } as const
  const text = ` ${signs.sharing} SHARING ${cleanLine(label)}: ${figures}; click or /unshare ends it`
  return [{ spans: [span(text, 'recording', stop)], base: 'recording', click: stop }]
}

function linkBanner({ meeting, now }: UiState): Line[] {
  const { link } = meeting
  if (link.status === 'connected') return []
  const retry = { do: 'run', command: 'reconnect' } as const
  const text =
    link.status === 'waiting'
      ? ` Connection lost. Trying again in ${Math.max(0, Math.ceil((link.retryAt - now) / 1000))} s; Enter tries now`
      : ' Connection lost. Connecting again'
  return [{ spans: [span(text, 'recording', retry)], base: 'recording', click: retry }]
}
