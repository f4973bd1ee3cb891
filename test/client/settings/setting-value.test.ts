import { describe, expect, it } from 'vitest'
import { fits, readValue, requirement } from '../../../src/client/settings/setting-value.ts'
import { type OptionName, optionNames, rowOf, settingNames } from '../../../src/client/settings/table.ts'
import { ok, refused } from '../../../src/lib/result.ts'

const value = (name: OptionName, text: string) => readValue(rowOf(name), text)

describe('a setting value', () => {
  it.each([
    ['port', '5000', 5000],
    ['threshold', '-42.5', -42.5],
    ['bell', 'off', false],
    ['bell', 'YES', true],
    ['colors', '16', '16'],
    ['for', '5m', 300_000],
    ['name', 'true', 'true'],
    ['keys', '{"mute":["m"]}', { mute: ['m'] }],
  ] as const)('of %s is parsed from %j', (name, text, expected) => {
    expect(value(name, text)).toEqual(ok(expected))
  })

  it.each([
    ['port', '0', 'It must be a whole number from 1 to 65535.'],
    ['port', '1e3', 'It must be a whole number from 1 to 65535.'],
    ['threshold', '3', 'It must be a number from -100 to 0.'],
    ['bell', 'perhaps', 'It must be true or false.'],
    ['transmission', 'shout', 'It must be voice, push-to-talk or open.'],
    ['name', '', 'It must be text of 1 to 64 characters.'],
    ['keys', '{', 'It must be an object with a key, or a list of keys, for each action.'],
    ['for', 'soon', 'It must be a number with a unit, such as 30s, 5m or 1h (at most 24 days).'],
  ] as const)('of %s is refused for %j', (name, text, message) => {
    expect(value(name, text)).toEqual(refused(expect.stringContaining(message)))
  })
})

describe('every row', () => {
  it.each(optionNames)('%s has a valid default and a readable requirement', (name) => {
    const row = rowOf(name)
    if (row.fallback !== undefined) expect(fits(row, row.fallback)).toBe(true)
    expect(requirement(row)).toMatch(/^It must be [a-z0-9]/)
    expect(row.doc).not.toMatch(/\.$/)
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/)
  })

  it('has an argument unless it is a boolean or a table', () => {
    const silent = settingNames.filter((name) => !rowOf(name).argument)
    const byText = silent.filter((name) => !fits(rowOf(name), true) && name !== 'keys')
    expect(byText).toEqual([])
  })
})
