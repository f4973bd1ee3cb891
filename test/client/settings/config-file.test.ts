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
  it('may have comments, trailing commas and the mark of Windows editors', () => {
    const text = '\uFEFF// mine\n{\n  "name": "Ann", /* me */\n  "port": 5000,\n}\n'
    expect(read(text)).toEqual({ state: 'read', values: { name: 'Ann', port: 5000 }, problems: [] })
    expect(parseConfig('', text, null).values.get('port')?.line).toBe(4)
  })

  it('tells the place of each wrong value, and the rest holds', () => {
    const { state, values, problems } = read('{\n  "port": 0,\n  "name": "Ann",\n  "codec": "mp3"\n}')
    expect(state).toBe('read')
    expect(values).toEqual({ name: 'Ann' })
    expect(problems).toEqual([
      '2:11 port is not as it should be. It must be a whole number from 1 to 65535.',
      '4:12 codec is not as it should be. It must be auto, opus or pcm.',
    ])
  })

  it('tells where its syntax is wrong, and takes what can be read', () => {
    const { state, values, problems } = read('{\r\n  "name": "Ann"\r\n  "port": 5000\r\n}')
    expect(state).toBe('broken')
    expect(values).toEqual({ name: 'Ann', port: 5000 })
    expect(problems).toEqual(['3:3 a comma is missing before this'])
  })

  it('names what is no setting, without what a terminal would obey', () => {
    expect(read('{"na\\u001b[31mme": 1}').problems).toEqual([
      '1:2 there is no setting name; "chat-client config" lists them',
    ])
  })

  it('takes the first of two, and says so', () => {
    const { values, problems } = read('{"name": "Ann",\n"name": "Bo"}')
    expect(values).toEqual({ name: 'Ann' })
    expect(problems).toEqual(['2:1 name stands on line 1 already, which holds; take one out'])
  })

  it.each(['', '[]', '"name"', 'null'])('cannot be %j', (text) => {
    expect(read(text)).toMatchObject({ state: 'broken', values: {} })
    expect(read(text).problems).toHaveLength(1)
  })

  it('loses no key to a mistake in another', () => {
    const { values, problems } = read(
      '{"keys": {"mute": "m", "leave": 3, "fly": "f", "who": ["w", "C-w"]}}',
      ['mute', 'leave', 'who'],
    )
    expect(values).toEqual({ keys: { mute: 'm', who: ['w', 'C-w'] } })
    expect(problems).toEqual([
      '1:33 the key of leave must be a text such as "m", or a list of such',
      '1:36 there is no action fly to give a key to',
    ])
  })

  it('takes no action from what every object has', () => {
    const { values } = read('{"keys": {"__proto__": "m", "toString": "t"}}')
    expect(Object.getPrototypeOf(values.keys)).toBe(Object.prototype)
    expect(Object.keys(values.keys as object)).toEqual(['__proto__', 'toString'])
  })

  it('is refused in a sentence where it is nested deeper than a stack, and whatever it holds', () => {
    expect(read('['.repeat(200_000)).state).toBe('broken')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => read(`{"name": ${text}`).state === 'broken'),
    )
  })

  it('may be missing, and is not read where it is huge or a folder', () => {
    const folder = freshFolder()
    const path = join(folder, 'config.json')
    expect(readConfigFile(path)).toMatchObject({ state: 'absent', problems: [] })
    writeFileSync(path, ' '.repeat(300_000))
    expect(readConfigFile(path).problems[0]?.message).toContain('too large')
    mkdirSync(join(folder, 'other'))
    expect(readConfigFile(join(folder, 'other'))).toMatchObject({ state: 'broken' })
  })

  it('lies in the folder of the settings', () => {
    expect(configPath({ XDG_CONFIG_HOME: '/a' })).toBe('/a/parlor/config.json')
  })
})
