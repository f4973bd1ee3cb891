import type { Bindings } from '../../tui/bindings.ts'
import type { Edit } from '../../tui/input-line.ts'
import { type Key, keyId } from '../../tui/terminal/key.ts'
import type { Intent, OverlayIntent } from './intent.ts'
import { pannable } from './pictures/watched.ts'
import type { Overlay, UiState } from './state.ts'
import type { OverlayEvent, UiEvent } from './ui-events.ts'

/** The keys that edit a line, as shells know them. */
const EDITS: Readonly<Record<string, Edit>> = {
  left: 'left',
  right: 'right',
  'ctrl+b': 'left',
  'ctrl+f': 'right',
  'ctrl+left': 'word-left',
  'ctrl+right': 'word-right',
  'alt+left': 'word-left',
  'alt+right': 'word-right',
  home: 'home',
  end: 'end',
  'ctrl+a': 'home',
  'ctrl+e': 'end',
  backspace: 'backspace',
  'ctrl+h': 'backspace',
  delete: 'delete',
  'ctrl+d': 'delete',
  'ctrl+w': 'delete-word',
  'alt+backspace': 'delete-word',
  'ctrl+u': 'delete-to-start',
  'ctrl+k': 'delete-to-end',
}

/** How a key changes a line that is typed; null where it does not. @param id see `keyId` */
export function editOf(id: string): Edit | null {
  return EDITS[id] ?? null
}

const MOVES: Readonly<Record<string, number>> = { up: -1, down: 1, pageup: -10, pagedown: 10 }

/** Parts of what is seen of a picture that a key moves it by, to the right and down. */
const PANS: Readonly<Record<string, readonly [number, number]>> = {
  left: [-0.25, 0],
  right: [0.25, 0],
  up: [0, -0.25],
  down: [0, 0.25],
}

const show = <Event extends UiEvent | OverlayEvent>(event: Event) => ({ do: 'show', event }) as const
const run = (command: string, argument?: string): Intent => ({
  do: 'run',
  command,
  ...(argument === undefined ? {} : { argument }),
})

/** What a key means in a state; null where it means nothing. Pure. */
export function intentOf(state: UiState, key: Key, bindings: Bindings): Intent | null {
  if (key.kind === 'release') return null
  const id = keyId(key)
  if (state.consent) return consentIntent(state, key, id)
  if (state.overlay) return overlayIntent(state.overlay.kind, key, id)
  if (state.stage.at !== 'meeting') return startIntent(key, id, bindings)
  if (state.meeting.link.status === 'waiting' && id === 'enter') return run('reconnect')
  if (state.focus === 'input') return inputIntent(state, key, id, bindings)
  return listIntent(state, id) ?? watchIntent(state, id) ?? boundIntent(id, bindings) ?? scrollIntent(id)
}

/** What is being typed when the question comes up goes on being typed, and answers nothing. */
function consentIntent({ consent, focus, overlay }: UiState, key: Key, id: string): Intent | null {
  if (!consent?.armed) return focus === 'input' || overlay ? typingIntent(key, id) : null
  if (id === 'y') return run('agree')
  if (id === 'n') return run('refuse')
  if (id === 'ctrl+c') return run('quit')
  return id === 'escape' ? show({ event: 'consent-put-off' }) : null
}

/** What a key means to what lies over the rest. Pure. */
export function overlayIntent(kind: Overlay['kind'], key: Key, id: string): OverlayIntent | null {
  if (id === 'escape' || id === 'ctrl+c') return { do: 'cancel' }
  if (kind === 'help') {
    if (id === 'q' || id === '?' || id === 'enter') return { do: 'cancel' }
    return id in MOVES ? show({ event: 'selection-moved', by: MOVES[id]! }) : null
  }
  if (kind === 'list' && id in MOVES) return show({ event: 'selection-moved', by: MOVES[id]! })
  return id === 'enter' ? { do: 'submit' } : typingIntent(key, id)
}

function startIntent(key: Key, id: string, bindings: Bindings): Intent | null {
  if (id in MOVES) return show({ event: 'selection-moved', by: MOVES[id]! })
  if (id === 'enter') return { do: 'submit' }
  if (id === 'escape') return show({ event: 'replaced', text: '' })
  return typingIntent(key, id) ?? boundIntent(id, bindings)
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
      return state.input.text ? { do: 'complete' } : boundIntent(id, bindings)
    case 'up':
      return show({ event: 'recalled', by: 1 })
    case 'down':
      return show({ event: 'recalled', by: -1 })
    case 'ctrl+c':
      return state.input.text ? show({ event: 'replaced', text: '' }) : boundIntent(id, bindings)
  }
  const typing = typingIntent(key, id)
  if (typing) return typing
  const plain = key.alt ? boundIntent(id.replace('alt+', ''), bindings) : null
  return plain ?? boundIntent(id, bindings)
}

function typingIntent(key: Key, id: string): OverlayIntent | null {
  if (id in EDITS) return show({ event: 'edited', edit: EDITS[id]! })
  return key.text && !key.alt && !key.ctrl ? show({ event: 'typed', text: key.text }) : null
}

/** Keys of the side bar, while it has the focus. */
function listIntent(state: UiState, id: string): Intent | null {
  const { focus, selectedRoom, selectedPerson, meeting } = state
  if (focus !== 'rooms' && focus !== 'people') return null
  if (id === 'up' || id === 'down') return show({ event: 'selection-moved', by: MOVES[id]! })
  if (id === 'escape') return show({ event: 'focused', focus: 'keys' })
  if (id !== 'enter') return null
  if (focus === 'rooms') return run('join', selectedRoom ?? meeting.rooms[0]?.room ?? '')
  return selectedPerson === null ? null : run('write-to')
}

/** Keys of the pictures that one watches. */
function watchIntent({ watched, focus }: UiState, id: string): Intent | null {
  if (!watched || focus !== 'keys') return null
  if (id === 'escape')
    return show(watched.full ? { event: 'full-picture' } : { event: 'watching', people: [] })
  const pan = PANS[id]
  return pan && pannable(watched) ? show({ event: 'panned', dx: pan[0], dy: pan[1] }) : null
}

function boundIntent(id: string, bindings: Bindings): Intent | null {
  const command = bindings.commandOf(id)
  return command ? run(command) : null
}

function scrollIntent(id: string): Intent | null {
  if (id === 'up') return show({ event: 'scrolled', by: 1 })
  if (id === 'down') return show({ event: 'scrolled', by: -1 })
  return null
}
