import { describe, expect, it } from 'vitest'
import { reduceUi } from '../../../src/client/tui/reduce.ts'
import type { UiState } from '../../../src/client/tui/state.ts'
import type { UiEvent } from '../../../src/client/tui/ui-events.ts'
import { inputOf } from '../../../src/tui/input-line.ts'
import { entry, inRoom } from './states.ts'

const reached = (state: UiState, ...events: UiEvent[]) => events.reduce(reduceUi, state)
const typed = (text: string): UiEvent => ({ event: 'typed', text })
const submitted: UiEvent = { event: 'submitted' }
const recalled = (by: 1 | -1): UiEvent => ({ event: 'recalled', by })

describe('the input history', () => {
  it('is recalled by arrow keys, and returns to the line being typed', () => {
    const state = reached(inRoom(), typed('one'), submitted, typed('two'), submitted, typed('dra'))
    expect(reached(state, recalled(1)).input.text).toBe('two')
    expect(reached(state, recalled(1), recalled(1)).input.text).toBe('one')
    expect(reached(state, recalled(1), recalled(1), recalled(1)).input.text).toBe('one')
    expect(reached(state, recalled(1), recalled(1), recalled(-1), recalled(-1)).input.text).toBe('dra')
    expect(reached(state, recalled(-1))).toBe(state)
  })

  it('keeps 200 lines without blanks and repeats', () => {
    const state = reached(inRoom(), typed('one'), submitted, typed('one'), submitted, typed('  '), submitted)
    expect(state.history).toEqual(['one'])
    const many = Array.from({ length: 300 }, (_, i) => [typed(`${i}`), submitted]).flat()
    expect(reached(inRoom(), ...many).history).toHaveLength(200)
  })
})

describe('typed text', () => {
  it('goes to the question, the filter of a list, or the input', () => {
    const question = { text: 'Name?', secret: false, line: inputOf('') }
    const asked = reached(inRoom({ overlay: { kind: 'question', question } }), typed('Cy'))
    expect(asked.overlay).toMatchObject({ question: { line: inputOf('Cy') } })
    expect(asked.input.text).toBe('')
    const list = { kind: 'list', title: '', choices: [], filter: inputOf(''), selected: 3 } as const
    expect(reached(inRoom({ overlay: list }), typed('re')).overlay).toMatchObject({
      filter: inputOf('re'),
      selected: 0,
    })
    const help = inRoom({ overlay: { kind: 'help', scroll: 0 } })
    expect(reached(help, typed('x')).input.text).toBe('')
    expect(reached(inRoom(), typed('hi')).input).toEqual(inputOf('hi'))
  })
})

describe('the focus', () => {
  it('cycles by Tab, and back', () => {
    const foci = (by: 1 | -1) => {
      let state = inRoom()
      return Array.from({ length: 4 }, () => {
        state = reached(state, { event: 'focus-moved', by })
        return state.focus
      })
    }
    expect(foci(1)).toEqual(['input', 'rooms', 'people', 'keys'])
    expect(foci(-1)).toEqual(['people', 'rooms', 'input', 'keys'])
  })

  it('skips a hidden side bar', () => {
    expect(reached(inRoom({ sideBar: false, focus: 'input' }), { event: 'focus-moved', by: 1 }).focus).toBe('keys')
  })
})

describe('the selection', () => {
  const moved = (by: number): UiEvent => ({ event: 'selection-moved', by })

  it('moves through rooms and people, and stops at the ends', () => {
    const rooms = inRoom({ focus: 'rooms' })
    expect(reached(rooms, moved(-1)).selectedRoom).toBe('retro')
    expect(reached(rooms, moved(-1), moved(-1)).selectedRoom).toBe('retro')
    expect(reached(rooms, moved(5)).selectedRoom).toBe('standup')
    const people = inRoom({ focus: 'people' })
    expect(reached(people, moved(1)).selectedPerson).toBe(1)
    expect(reached(people, moved(1), moved(1), moved(1)).selectedPerson).toBe(2)
  })

  it('is null when there is nothing to select', () => {
    const state = inRoom({ focus: 'people' })
    const empty = { ...state, meeting: { ...state.meeting, users: [], rooms: [] } }
    expect(reached(empty, moved(1)).selectedPerson).toBeNull()
    expect(reached({ ...empty, focus: 'rooms' }, moved(1)).selectedRoom).toBeNull()
  })
})

describe('the log', () => {
  it('scrolls back, and follows new entries again at its end', () => {
    const back = reached(inRoom({ below: 2 }), { event: 'scrolled', by: 5 })
    expect(back).toMatchObject({ scroll: 5, below: 2 })
    expect(reached(back, { event: 'scrolled', by: -9 })).toMatchObject({ scroll: 0, below: 0 })
    expect(reached(back, { event: 'scrolled', by: 'bottom' })).toMatchObject({ scroll: 0, below: 0 })
    expect(reached(back, submitted).scroll).toBe(0)
  })

  it('is cleared for the current room only', () => {
    const state = inRoom({ logs: { standup: [entry('a')], retro: [entry('b')] } })
    const { logs } = reached(state, { event: 'cleared' })
    expect([logs.standup?.length, logs.retro?.length]).toEqual([0, 1])
  })
})
