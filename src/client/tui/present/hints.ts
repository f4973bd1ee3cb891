import type { Bindings } from '../../../tui/bindings.ts'
import { span, spansWidth } from '../../../tui/text/span.ts'
import type { Intent, MeetingLine, MeetingSpan } from '../intent.ts'
import { asksToAnswer } from '../on-call.ts'
import { pannable } from '../pictures/watched.ts'
import type { UiState } from '../state.ts'

interface Hint {
  readonly key: string
  readonly text: string
  readonly intent?: Intent
}

/** The relevant keys, clickable. Those that do not fit are left out. Pure. */
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
  if (asksToAnswer(state))
    return [hint('a', 'accept'), hint('d', 'decline'), hint('t', 'text'), hint('Esc', 'let it ring')]
  if (consent) return [hint('y', 'yes'), hint('n', 'no'), hint('Esc', 'later')]
  if (overlay?.kind === 'question') return [hint('Enter', 'answer'), hint('Esc', 'cancel')]
  if (overlay?.kind === 'help') return [hint('Up/Down', 'scroll'), hint('Esc', 'close')]
  if (overlay) return [hint('Up/Down', 'choose'), hint('Enter', 'select'), hint('Esc', 'cancel')]
  if (stage.at !== 'meeting') return [hint('Up/Down', 'choose'), hint('Enter', 'connect'), hint('Ctrl+C', 'quit')]
  if (focus === 'input')
    return [hint('Enter', 'send'), hint('Esc', 'keys'), hint('Tab', 'complete'), hint('Alt+key', 'shortcut')]
  const common = [...command('help', 'help'), ...command('palette', 'commands'), ...command('quit', 'quit')]
  if (focus === 'rooms')
    return [hint('Up/Down', 'choose'), hint('Enter', 'join'), ...command('new', 'new room'), ...common]
  if (watched) {
    return [
      ...command('watch', 'stop watching'),
      ...command('zoom-in', 'zoom in'),
      ...command('zoom-out', 'zoom out'),
      ...(pannable(watched) ? [hint('Arrows', 'pan'), ...command('fit', 'fit')] : []),
      ...command('full-picture', 'full screen'),
      ...command('snapshot', 'save'),
      ...command('mute', meeting.muted ? 'unmute' : 'mute'),
      ...common,
    ]
  }
  if (meeting.calls.current || meeting.calls.placed) {
    return [
      ...command('hangup', 'hang up'),
      ...(meeting.room ? [{ key: 'v', text: 'camera', intent: { do: 'run', command: 'camera' } as const }] : []),
      ...command('mute', meeting.muted ? 'unmute' : 'mute'),
      hint('Enter', 'write'),
      ...command('record', recording ? 'stop recording' : 'record'),
      ...command('share', sharing ? 'stop sharing' : 'share'),
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
    : [...command('people', 'people'), ...command('new', 'new room'), hint('Tab', 'rooms')]
  return [...person, hint('Enter', 'write'), ...inRoom, ...common]
}

function hint(key: string, text: string): Hint {
  return { key, text }
}
