import { cleanLine } from '../../../protocol/text.ts'
import { removalSentence } from '../../narrate-removal.ts'
import type { Look } from '../look.ts'
import type { UiState } from '../state.ts'
import { type Line, span } from '../text/span.ts'

/** What nobody may overlook, a line each. Pure. */
export function presentBanners(state: UiState, look: Look): Line[] {
  return [
    ...linkBanner(state),
    ...removalBanner(state),
    ...mutedBanner(state),
    ...recordingBanner(state, look),
  ]
}

function removalBanner({ meeting: { removed } }: UiState): Line[] {
  return removed ? [{ spans: [span(` ${removalSentence(removed)}`, 'recording')], base: 'recording' }] : []
}

function mutedBanner({ meeting: { users, self } }: UiState): Line[] {
  if (!users.some(({ id, muted_by_host }) => muted_by_host && id === self.id)) return []
  return [{ spans: [span(' You were muted for all: nobody here hears you', 'recording')], base: 'recording' }]
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
