import type { Bindings } from '../../tui/bindings.ts'
import { MOVES, overlayIntent, typingIntent } from '../../tui/overlay-keys.ts'
import { type Key, keyId } from '../../tui/terminal/key.ts'
import type { Intent } from './intent.ts'
import { asksToAnswer, commandInstead, ringIntent } from './on-call.ts'
import { pannable } from './pictures/watched.ts'
import type { UiState } from './state.ts'
import type { UiEvent } from './ui-events.ts'

/** Parts of the visible area by which a key pans a picture, right and down. */
const PANS: Readonly<Record<string, readonly [number, number]>> = {
  left: [-0.25, 0],
  right: [0.25, 0],
  up: [0, -0.25],
  down: [0, 0.25],
}

const show = <Event extends UiEvent>(event: Event) => ({ do: 'show', event }) as const
const run = (command: string, argument?: string): Intent => ({
  do: 'run',
  command,
  ...(argument === undefined ? {} : { argument }),
})

/** What a key does in a state; null if nothing. Pure. */
export function intentOf(state: UiState, key: Key, bindings: Bindings): Intent | null {
  if (key.kind === 'release') return null
  const id = keyId(key)
  if (state.consent) return consentIntent(state, key, id)
  if (asksToAnswer(state)) return ringIntent(state, key, id)
  if (state.overlay) return overlayIntent(state.overlay.kind, key, id)
  if (state.stage.at !== 'meeting') return startIntent(state, key, id, bindings)
  if (state.focus === 'input') return inputIntent(state, key, id, bindings)
  return listIntent(state, id) ?? watchIntent(state, id) ?? boundIntent(state, id, bindings) ?? scrollIntent(id)
}

/** Keys of the consent question. Just after it appears, typing continues and answers nothing. */
function consentIntent({ consent, focus, overlay }: UiState, key: Key, id: string): Intent | null {
  if (!consent?.armed) return focus === 'input' || overlay ? typingIntent(key, id) : null
  if (id === 'y') return run('agree', consent.recording)
  if (id === 'n') return run('refuse', consent.recording)
  if (id === 'ctrl+c') return run('quit')
  return id === 'escape' ? show({ event: 'consent-put-off' }) : null
}

function startIntent(state: UiState, key: Key, id: string, bindings: Bindings): Intent | null {
  if (id in MOVES) return show({ event: 'selection-moved', by: MOVES[id]! })
  if (id === 'enter') return { do: 'submit' }
  if (id === 'escape') return show({ event: 'replaced', text: '' })
  return typingIntent(key, id) ?? boundIntent(state, id, bindings)
}

function inputIntent(state: UiState, key: Key, id: string, bindings: Bindings): Intent | null {
  switch (id) {
    case 'enter':
      return state.input.text.trim() ? { do: 'submit' } : show({ event: 'focused', focus: 'keys' })
    case 'alt+enter':
    case 'ctrl+enter':
      return show({ event: 'typed', text: '\n' })
    case 'escape':
      return show({ event: 'focused', focus: 'keys' })
    case 'tab':
      return state.input.text ? { do: 'complete' } : boundIntent(state, id, bindings)
    case 'up':
      return show({ event: 'recalled', by: 1 })
    case 'down':
      return show({ event: 'recalled', by: -1 })
    case 'ctrl+c':
      return state.input.text ? show({ event: 'replaced', text: '' }) : boundIntent(state, id, bindings)
  }
  const typing = typingIntent(key, id)
  if (typing) return typing
  const plain = key.alt ? boundIntent(state, id.replace('alt+', ''), bindings) : null
  return plain ?? boundIntent(state, id, bindings)
}

/** Keys of the side bar while it has the focus. */
function listIntent(state: UiState, id: string): Intent | null {
  const { focus, selectedRoom, selectedPerson, meeting } = state
  if (focus !== 'rooms' && focus !== 'people') return null
  if (id === 'up' || id === 'down') return show({ event: 'selection-moved', by: MOVES[id]! })
  if (id === 'escape') return show({ event: 'focused', focus: 'keys' })
  if (id !== 'enter') return null
  if (focus === 'rooms') return run('join', selectedRoom ?? meeting.rooms[0]?.room ?? '')
  return selectedPerson === null ? null : run('write-to')
}

/** Keys of the watched pictures. */
function watchIntent({ watched, focus }: UiState, id: string): Intent | null {
  if (!watched || focus !== 'keys') return null
  if (id === 'escape') return show(watched.full ? { event: 'full-picture' } : { event: 'watching', people: [] })
  const pan = PANS[id]
  return pan && pannable(watched) ? show({ event: 'panned', dx: pan[0], dy: pan[1] }) : null
}

function boundIntent(state: UiState, id: string, bindings: Bindings): Intent | null {
  const command = commandInstead(state, bindings.commandOf(id))
  return command ? run(command) : null
}

function scrollIntent(id: string): Intent | null {
  if (id === 'up') return show({ event: 'scrolled', by: 1 })
  if (id === 'down') return show({ event: 'scrolled', by: -1 })
  return null
}
