import { expect, test } from 'vitest'
import { actionSettings } from '../../../src/client/cli/client-options.ts'
import { studioGroups } from '../../../src/studio/commands/studio-command.ts'
import { STUDIO_SCOPE, studioCommands } from '../../../src/studio/commands/table.ts'
import { Bindings } from '../../../src/tui/bindings.ts'

test('studio actions have unique names and keys, and known groups', () => {
  const names = studioCommands.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const bindings = new Bindings(studioCommands, {}, STUDIO_SCOPE)
  for (const { name, group, keys = [] } of studioCommands) {
    expect(studioGroups).toContain(group)
    for (const key of keys) expect([key, bindings.commandOf(key)]).toEqual([key, name])
  }
})

test('studio keys are set with the studio prefix, except for shared actions', () => {
  const bindings = new Bindings(studioCommands, { 'studio.cut': 'd', mute: 'z', help: 'f2' }, STUDIO_SCOPE)
  expect(bindings.commandOf('d')).toBe('cut')
  expect(bindings.commandOf('x')).toBeNull()
  expect(bindings.commandOf('M')).toBe('mute')
  expect(bindings.commandOf('z')).toBe('zoom-selection')
  expect(bindings.commandOf('f2')).toBe('help')
  expect(actionSettings).toContain('studio.cut')
  expect(actionSettings.filter((name) => /(^|\.)help$/.test(name))).toEqual(['help'])
  expect(new Set(actionSettings).size).toBe(actionSettings.length)
})
