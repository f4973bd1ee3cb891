import { describe, expect, it } from 'vitest'
import { commands } from '../../../src/client/commands/table.ts'
import { intentOf } from '../../../src/client/tui/keymap.ts'
import { initialUiState, type UiState } from '../../../src/client/tui/state.ts'
import { Bindings } from '../../../src/tui/bindings.ts'
import { inputOf } from '../../../src/tui/input-line.ts'
import type { Key } from '../../../src/tui/terminal/key.ts'
import { inRoom } from './states.ts'

const bindings = new Bindings(commands)

/** A key by how it is written in settings; `change` for what that does not say. */
function key(id: string, change: Partial<Key> = {}): Key {
  const parts = id.split(/\+(?=.)/)
  const name = parts.at(-1)!
  const ctrl = parts.includes('ctrl')
  const alt = parts.includes('alt')
  const text = name === 'space' ? ' ' : [...name].length === 1 ? name : ''
  return { name, text, ctrl, alt, shift: parts.includes('shift'), kind: 'press', ...change }
}

const press = (state: UiState, id: string) => intentOf(state, key(id), bindings)
const shows = (event: object) => ({ do: 'show', event })

describe('a key during the consent question', () => {
  const recording = 'standup/2026-01-31_09-00-00'
  const consent = { room: 'standup', by: 'Bo', recording, since: 0, armed: true }

  it('answers it for that recording, or postpones it', () => {
    for (const state of [inRoom({ consent }), inRoom({ consent, focus: 'input', input: inputOf('hi') })]) {
      expect(press(state, 'y')).toEqual({ do: 'run', command: 'agree', argument: recording })
      expect(press(state, 'n')).toEqual({ do: 'run', command: 'refuse', argument: recording })
      expect(press(state, 'escape')).toEqual(shows({ event: 'consent-put-off' }))
      expect(press(state, 'm')).toBeNull()
    }
  })

  it('does not answer in the first moment, and is typed instead', () => {
    const fresh = { ...consent, armed: false }
    expect(press(inRoom({ consent: fresh }), 'y')).toBeNull()
    expect(press(inRoom({ consent: fresh, focus: 'input' }), 'y')).toEqual(shows({ event: 'typed', text: 'y' }))
  })
})

describe('a key in a meeting', () => {
  it('runs its command', () => {
    expect(press(inRoom(), 'm')).toEqual({ do: 'run', command: 'mute' })
    expect(press(inRoom(), 'N')).toEqual({ do: 'run', command: 'private' })
    expect(press(inRoom(), 'ctrl+p')).toEqual({ do: 'run', command: 'palette' })
    expect(press(inRoom(), 'q')).toEqual({ do: 'run', command: 'quit' })
    expect(press(inRoom(), 'up')).toEqual(shows({ event: 'scrolled', by: 1 }))
    expect(press(inRoom(), '~')).toBeNull()
  })

  it('does nothing on release', () => {
    expect(intentOf(inRoom(), key('m', { kind: 'release' }), bindings)).toBeNull()
    expect(intentOf(inRoom({ focus: 'input' }), key('m', { kind: 'release' }), bindings)).toBeNull()
  })

  it('is typed while writing, unless Alt is held', () => {
    const writing = inRoom({ focus: 'input', input: inputOf('hi') })
    expect(press(writing, 'm')).toEqual(shows({ event: 'typed', text: 'm' }))
    expect(press(writing, 'alt+m')).toEqual({ do: 'run', command: 'mute' })
    expect(press(writing, 'enter')).toEqual({ do: 'submit' })
    expect(press(writing, 'alt+enter')).toEqual(shows({ event: 'typed', text: '\n' }))
    expect(press(writing, 'tab')).toEqual({ do: 'complete' })
    expect(press(writing, 'up')).toEqual(shows({ event: 'recalled', by: 1 }))
    expect(press(writing, 'ctrl+w')).toEqual(shows({ event: 'edited', edit: 'delete-word' }))
    expect(press(writing, 'escape')).toEqual(shows({ event: 'focused', focus: 'keys' }))
    expect(press(writing, 'ctrl+c')).toEqual(shows({ event: 'replaced', text: '' }))
    expect(press(writing, 'pageup')).toEqual({ do: 'run', command: 'back' })
  })

  it('leaves an empty input line', () => {
    const writing = inRoom({ focus: 'input' })
    expect(press(writing, 'enter')).toEqual(shows({ event: 'focused', focus: 'keys' }))
    expect(press(writing, 'ctrl+c')).toEqual({ do: 'run', command: 'quit' })
    expect(press(writing, 'tab')).toEqual({ do: 'run', command: 'next' })
  })

  it('moves through rooms and people, and selects one', () => {
    const rooms = inRoom({ focus: 'rooms', selectedRoom: 'retro' })
    expect(press(rooms, 'down')).toEqual(shows({ event: 'selection-moved', by: 1 }))
    expect(press(rooms, 'enter')).toEqual({ do: 'run', command: 'join', argument: 'retro' })
    expect(press(rooms, 'm')).toEqual({ do: 'run', command: 'mute' })
    expect(press(inRoom({ focus: 'people', selectedPerson: 2 }), 'enter')).toEqual({ do: 'run', command: 'write-to' })
    expect(press(inRoom({ focus: 'people' }), 'escape')).toEqual(shows({ event: 'focused', focus: 'keys' }))
  })

  it('retries a lost connection by a key of its own; all others mean what they mean while connected', () => {
    const link = { status: 'waiting', retryAt: 0, attempt: 1 } as const
    const lost = (state: UiState) => ({ ...state, meeting: { ...state.meeting, link } })
    const places = [inRoom(), inRoom({ focus: 'input', input: inputOf('half a sentence') }), inRoom({ focus: 'rooms' })]
    for (const state of places) {
      for (const id of ['enter', 'd', 'p', 'o', 'm', 'x', 'escape', 'tab', 'up', 'ctrl+r']) {
        expect(press(lost(state), id), id).toEqual(press(state, id))
      }
      expect(press(lost(state), 'ctrl+r')).toEqual({ do: 'run', command: 'reconnect' })
    }
  })
})

describe('a key in an overlay', () => {
  const question = inRoom({ overlay: { kind: 'question', question: { text: '', secret: false, line: inputOf('') } } })
  const list = inRoom({ overlay: { kind: 'list', title: '', choices: [], filter: inputOf(''), selected: 0 } })
  const help = inRoom({ overlay: { kind: 'help', scroll: 0 } })

  it('answers a question', () => {
    expect(press(question, 'm')).toEqual(shows({ event: 'typed', text: 'm' }))
    expect(press(question, 'enter')).toEqual({ do: 'submit' })
    expect(press(question, 'escape')).toEqual({ do: 'cancel' })
    expect(press(question, 'ctrl+c')).toEqual({ do: 'cancel' })
    expect(press(question, 'down')).toBeNull()
  })

  it('chooses from a list', () => {
    expect(press(list, 'pagedown')).toEqual(shows({ event: 'selection-moved', by: 10 }))
    expect(press(list, 'q')).toEqual(shows({ event: 'typed', text: 'q' }))
    expect(press(list, 'enter')).toEqual({ do: 'submit' })
  })

  it('scrolls the help, and closes it', () => {
    expect(press(help, 'down')).toEqual(shows({ event: 'selection-moved', by: 1 }))
    for (const id of ['q', '?', 'enter', 'escape', 'ctrl+c']) expect(press(help, id)).toEqual({ do: 'cancel' })
    expect(press(help, 'm')).toBeNull()
  })
})

describe('a key on the start screen', () => {
  it('chooses a server, or types an address', () => {
    expect(press(initialUiState, 'down')).toEqual(shows({ event: 'selection-moved', by: 1 }))
    expect(press(initialUiState, '1')).toEqual(shows({ event: 'typed', text: '1' }))
    expect(press(initialUiState, 'q')).toEqual(shows({ event: 'typed', text: 'q' }))
    expect(press(initialUiState, 'enter')).toEqual({ do: 'submit' })
    expect(press(initialUiState, 'ctrl+c')).toEqual({ do: 'run', command: 'quit' })
  })
})
