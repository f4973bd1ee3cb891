import { describe, expect, it } from 'vitest'
import { commands } from '../../src/client/commands/table.ts'
import { Bindings } from '../../src/tui/bindings.ts'

describe('key bindings', () => {
  it('default to the table, with one command per key', () => {
    const bindings = new Bindings(commands)
    for (const { name, keys = [] } of commands) {
      for (const key of keys) expect(bindings.commandOf(key)).toBe(name)
    }
    expect(bindings.commandOf('ctrl+y')).toBeNull()
  })

  it('have readable labels', () => {
    const bindings = new Bindings(commands)
    expect(bindings.keysOf('help')).toEqual(['?', 'F1'])
    expect(bindings.keysOf('back')).toEqual(['PgUp'])
    expect(bindings.keyOf('louder')).toBe('+')
    expect(bindings.keyOf('previous')).toBe('Shift+Tab')
    expect(bindings.keyOf('redraw')).toBe('Ctrl+L')
    expect(bindings.keyOf('clear')).toBeNull()
  })

  it('can be set, and then take the key from another command', () => {
    const bindings = new Bindings(commands, { deafen: 'm', record: ['R', 'f5'], stop: [] })
    expect(bindings.commandOf('m')).toBe('deafen')
    expect(bindings.commandOf('d')).toBeNull()
    expect(bindings.keysOf('mute')).toEqual([])
    expect(bindings.keysOf('record')).toEqual(['R', 'F5'])
    expect(bindings.commandOf('r')).toBeNull()
  })
})
