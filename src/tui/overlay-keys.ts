import type { Edit } from './input-line.ts'
import type { Overlay, OverlayIntent } from './overlay-state.ts'
import type { Key } from './terminal/key.ts'

/** Line-editing keys, as in a shell. */
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

/** The editing command of a key in an input line, or null. @param id see `keyId` */
export function editOf(id: string): Edit | null {
  return EDITS[id] ?? null
}

/** Rows that a key moves the selection by, by key id (see `keyId`). */
export const MOVES: Readonly<Record<string, number>> = { up: -1, down: 1, pageup: -10, pagedown: 10 }

/** The effect of a key on an open overlay. Pure. */
export function overlayIntent(kind: Overlay['kind'], key: Key, id: string): OverlayIntent | null {
  if (id === 'escape' || id === 'ctrl+c') return { do: 'cancel' }
  if (kind === 'help') {
    if (id === 'q' || id === '?' || id === 'enter') return { do: 'cancel' }
    return id in MOVES ? moved(id) : null
  }
  if (kind === 'list' && id in MOVES) return moved(id)
  return id === 'enter' ? { do: 'submit' } : typingIntent(key, id)
}

function moved(id: string): OverlayIntent {
  return { do: 'show', event: { event: 'selection-moved', by: MOVES[id]! } }
}

/** The effect of a key on an input line, or null. Pure. */
export function typingIntent(key: Key, id: string): OverlayIntent | null {
  if (id in EDITS) return { do: 'show', event: { event: 'edited', edit: EDITS[id]! } }
  return key.text && !key.alt && !key.ctrl ? { do: 'show', event: { event: 'typed', text: key.text } } : null
}
