import { describe, expect, it } from 'vitest'
import { complete } from '../../../src/client/commands/run-command.ts'
import { inputOf } from '../../../src/tui/input-line.ts'
import { inRoom, room, user } from '../tui/states.ts'

function completed(text: string, names = ['Ann', 'Bo', 'Bobby', 'Cy Young']): string | null {
  const state = inRoom({ input: inputOf(text) })
  const users = names.map((name, i) => user(i + 1, name))
  const rooms = ['retro', 'Retrospective', 'standup'].map((name) => room(name))
  return complete({ ...state, meeting: { ...state.meeting, users, rooms } })
}

describe('completion', () => {
  it('completes commands to their longest common prefix', () => {
    expect(completed('/jo')).toBe('/join ')
    expect(completed('/deaf')).toBe('/deafen ')
    expect(completed('/de')).toBe('/de')
    expect(completed('/xyz')).toBeNull()
  })

  it('completes rooms and people after the commands that take them', () => {
    expect(completed('/join st')).toBe('/join standup')
    expect(completed('/join RET')).toBe('/join retro')
    expect(completed('/msg bo')).toBe('/msg Bo')
    expect(completed('/msg bob')).toBe('/msg Bobby ')
    expect(completed('/name Bo')).toBeNull()
  })

  it('completes names within a text, with a colon at the start of the line', () => {
    expect(completed('cy')).toBe('Cy Young: ')
    expect(completed('hey cy')).toBe('hey Cy Young ')
    expect(completed('@cy')).toBe('@Cy Young ')
    expect(completed('hey ')).toBeNull()
    expect(completed('Ann')).toBeNull()
  })

  it('stops at a character boundary', () => {
    expect(completed('/msg ', ['Ann', '😀a', '😁b'])).toBe('/msg ')
    expect(completed('/msg ', ['Ann', '😀a', '😀b'])).toBe('/msg 😀')
  })
})
