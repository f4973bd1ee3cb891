import { typingIntent } from '../../tui/overlay-keys.ts'
import type { OverlayIntent } from '../../tui/overlay-state.ts'
import type { Key } from '../../tui/terminal/key.ts'
import { PEOPLE_TITLE, peopleChoices } from '../commands/call-commands.ts'
import type { Intent } from './intent.ts'
import type { UiState } from './state.ts'
import type { UiEvent } from './ui-events.ts'

type Changed = Pick<UiState, 'ring' | 'callSince' | 'overlay'>

/** What is shown of calls after an event of the meeting. Pure. */
export function onCall(state: UiState, event: Extract<UiEvent, { event: 'meeting' }>): Changed {
  const { after, happened, now } = event
  const { current, ringing } = after.calls
  const first = ringing[0]
  const { overlay } = state
  const isPeople = overlay?.kind === 'list' && overlay.title === PEOPLE_TITLE
  return {
    ring: !first
      ? null
      : state.ring?.call === first.call
        ? state.ring
        : { call: first.call, since: now, armed: false, putOff: false },
    callSince: current ? (state.callSince ?? now) : null,
    overlay: isPeople && happened.event === 'people' ? { ...overlay, choices: peopleChoices(after) } : overlay,
  }
}

/** Whether the question whether to answer a call is open. An answer that is being typed comes first. Pure. */
export function asksToAnswer({ ring, consent, overlay }: UiState): boolean {
  return ring !== null && !ring.putOff && consent === null && overlay?.kind !== 'question'
}

/** Keys of the question whether to answer. Just after it appears, typing continues and answers nothing. Pure. */
export function ringIntent({ ring, focus, overlay }: UiState, key: Key, id: string): Intent | OverlayIntent | null {
  const run = (command: string, argument?: string): Intent => {
    return { do: 'run', command, ...(argument === undefined ? {} : { argument }) }
  }
  if (!ring?.armed) return focus === 'input' || overlay ? typingIntent(key, id) : null
  switch (id) {
    case 'a':
      return run('answer')
    case 'l':
      return run('answer', 'leave')
    case 'd':
      return run('decline')
    case 't':
      return run('decline-with')
    case 'ctrl+c':
      return run('quit')
    case 'escape':
      return { do: 'show', event: { event: 'ring-put-off' } }
    default:
      return null
  }
}

/** A command that a key runs in place of the one that is bound to it, where that would do nothing now. Pure. */
export function commandInstead({ meeting, recording }: UiState, bound: string | null): string | null {
  const records = recording !== null || meeting.tracks?.by.id === meeting.self.id
  if (bound === 'pause' && !records) return 'people'
  return bound === 'gain' && meeting.calls.current ? 'camera' : bound
}
