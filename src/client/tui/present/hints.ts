import type { Bindings } from '../../../tui/bindings.ts'
import { span, spansWidth } from '../../../tui/text/span.ts'
import type { Intent, MeetingLine, MeetingSpan } from '../intent.ts'
import { pannable } from '../pictures/watched.ts'
import type { UiState } from '../state.ts'

interface Hint {
  readonly key: string
  readonly text: string
  readonly intent?: Intent
}

/** The keys that matter now; each can be clicked. What does not fit is left out. Pure. */
export function presentHints(state: UiState, bindings: Bindings, width: number): MeetingLine {
  const spans: MeetingSpan[] = [span(' ')]
  for (const { key, text, intent } of hintsOf(state, bindings)) {
    const next = [span(key, 'key', intent), span(` ${text}`, 'dim', intent), span('  ')]
    if (spansWidth(spans) + spansWidth(next) - 2 > width) break
    spans.push(...next)
  }
  return { spans }
}

function hintsOf(state: UiState, bindings: Bindings): Hint[] {
  const { overlay, stage, focus, meeting, mode, recording, sharing, consent, watched } = state
  const command = (name: string, text: string): Hint[] => {
    const key = bindings.keyOf(name)
    return key ? [{ key, text, intent: { do: 'run', command: name } }] : []
  }
  if (consent) return [hint('y', 'record me'), hint('n', 'do not'), hint('Esc', 'later')]
  if (overlay?.kind === 'question') return [hint('Enter', 'answer'), hint('Esc', 'give up')]
  if (overlay?.kind === 'help') return [hint('Up/Down', 'scroll'), hint('Esc', 'close')]
  if (overlay) return [hint('Up/Down', 'choose'), hint('Enter', 'take'), hint('Esc', 'close')]
  if (stage.at !== 'meeting')
    return [hint('Up/Down', 'choose'), hint('Enter', 'connect'), hint('Ctrl+C', 'quit')]
  if (focus === 'input')
    return [hint('Enter', 'send'), hint('Esc', 'keys'), hint('Tab', 'complete'), hint('Alt+key', 'any key')]
  const common = [...command('help', 'help'), ...command('palette', 'commands'), ...command('quit', 'quit')]
  if (focus === 'rooms')
    return [hint('Up/Down', 'choose'), hint('Enter', 'join'), ...command('new', 'new room'), ...common]
  if (watched) {
    return [
      ...command('watch', 'leave'),
      ...command('zoom-in', 'zoom'),
      ...command('zoom-out', 'out'),
      ...(pannable(watched) ? [hint('Arrows', 'move'), ...command('fit', 'all of it')] : []),
      ...command('full-picture', 'whole terminal'),
      ...command('snapshot', 'save'),
      ...command('mute', meeting.muted ? 'unmute' : 'mute'),
      ...common,
    ]
  }
  const person = focus === 'people' ? [...command('louder', 'louder'), ...command('softer', 'softer')] : []
  const talk = mode.transmission === 'push-to-talk' ? command('talk', 'talk') : []
  const inRoom = meeting.room
    ? [
        ...talk,
        ...command('mute', meeting.muted ? 'unmute' : 'mute'),
        ...command('record', recording ? 'stop recording' : 'record'),
        ...command('share', sharing ? 'stop sharing' : 'share'),
        ...(meeting.shares.some(({ from }) => from.id !== meeting.self.id)
          ? [...command('watch', 'watch'), ...command('view', 'open in browser')]
          : []),
      ]
    : [...command('new', 'new room'), hint('Tab', 'rooms')]
  return [...person, hint('Enter', 'write'), ...inRoom, ...common]
}

function hint(key: string, text: string): Hint {
  return { key, text }
}
