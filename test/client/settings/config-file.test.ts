import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { configPath, parseConfig, readConfigFile } from '../../../src/client/settings/config-file.ts'
import { freshFolder } from '../../helpers/folder.ts'

const read = (text: string, actions: readonly string[] | null = null) => {
  const { values, problems, state } = parseConfig('config.json', text, actions)
  return {
    state,
    values: Object.fromEntries([...values].map(([name, { value }]) => [name, value])),
    problems: problems.map(({ place, message }) => `${place?.line}:${place?.column} ${message}`),
  }
}

describe('the config file', () => {
  it('accepts comments, trailing commas and a byte-order mark', () => {
    const text = '\uFEFF// mine\n{\n  "name": "Ann", /* me */\n  "port": 5000,\n}\n'
    expect(read(text)).toEqual({ state: 'read', values: { name: 'Ann', port: 5000 }, problems: [] })
    expect(parseConfig('', text, null).values.get('port')?.line).toBe(4)
  })

  it('reports the position of each wrong value and keeps the other values', () => {
    const { state, values, problems } = read('{\n  "port": 0,\n  "name": "Ann",\n  "codec": "mp3"\n}')
    expect(state).toBe('read')
    expect(values).toEqual({ name: 'Ann' })
    expect(problems).toEqual([
      '2:11 invalid value for port. It must be a whole number from 1 to 65535.',
      '4:12 invalid value for codec. It must be auto, opus or pcm.',
    ])
  })

  it('reports the position of a syntax error and keeps what could be parsed', () => {
    const { state, values, problems } = read('{\r\n  "name": "Ann"\r\n  "port": 5000\r\n}')
    expect(state).toBe('broken')
    expect(values).toEqual({ name: 'Ann', port: 5000 })
    expect(problems).toEqual(['3:3 a comma is missing before this'])
  })

  it('reports an unknown setting without control characters', () => {
    expect(read('{"na\\u001b[31mme": 1}').problems).toEqual([
      '1:2 unknown setting name; "chat-client config" lists all settings',
    ])
  })

  it('uses the first of two values for one setting and reports the second', () => {
    const { values, problems } = read('{"name": "Ann",\n"name": "Bo"}')
    expect(values).toEqual({ name: 'Ann' })
    expect(problems).toEqual(['2:1 name is already set on line 1, and that value is used; remove one of them'])
  })

  it.each(['', '[]', '"name"', 'null'])('is broken when it contains %j', (text) => {
    expect(read(text)).toMatchObject({ state: 'broken', values: {} })
    expect(read(text).problems).toHaveLength(1)
  })

  it('keeps valid key bindings when another one is wrong', () => {
    const { values, problems } = read('{"keys": {"mute": "m", "leave": 3, "fly": "f", "who": ["w", "C-w"]}}', [
      'mute',
      'leave',
      'who',
    ])
    expect(values).toEqual({ keys: { mute: 'm', who: ['w', 'C-w'] } })
    expect(problems).toEqual([
      '1:33 the key of leave must be a string such as "m", or a list of strings',
      '1:36 unknown action fly in keys',
    ])
  })

  it('does not treat properties of Object.prototype as actions', () => {
    const { values } = read('{"keys": {"__proto__": "m", "toString": "t"}}')
    expect(Object.getPrototypeOf(values.keys)).toBe(Object.prototype)
    expect(Object.keys(values.keys as object)).toEqual(['__proto__', 'toString'])
  })

  it('is reported as broken when nested deeper than the stack, and never throws', () => {
    expect(read('['.repeat(200_000)).state).toBe('broken')
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => read(`{"name": ${text}`).state === 'broken'))
  })

  it('may be absent, and is not read when it is too large or a folder', () => {
    const folder = freshFolder()
    const path = join(folder, 'config.json')
    expect(readConfigFile(path)).toMatchObject({ state: 'absent', problems: [] })
    writeFileSync(path, ' '.repeat(300_000))
    expect(readConfigFile(path).problems[0]?.message).toContain('too large')
    mkdirSync(join(folder, 'other'))
    expect(readConfigFile(join(folder, 'other'))).toMatchObject({ state: 'broken' })
  })

  it('is in the config folder', () => {
    expect(configPath({ XDG_CONFIG_HOME: '/a' })).toBe('/a/parlor/config.json')
  })
})
