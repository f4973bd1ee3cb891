import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { setInConfig, unsetInConfig } from '../../../src/client/settings/edit-config.ts'
import { freshFolder } from '../../helpers/folder.ts'

function file(text: string): string {
  const path = join(freshFolder(), 'config.json')
  writeFileSync(path, text)
  return path
}

describe('writing to the config file', () => {
  it('keeps comments, order and layout', () => {
    const path = file('// mine\n{\n    "name": "Ann", // me\n    "port": 5000\n}\n')
    setInConfig(path, 'name', 'Bo')
    setInConfig(path, 'bell', 'off')
    expect(readFileSync(path, 'utf8')).toBe(
      '// mine\n{\n    "name": "Bo", // me\n    "port": 5000,\n    "bell": false\n}\n',
    )
    unsetInConfig(path, 'bell')
    unsetInConfig(path, 'theme')
    expect(readFileSync(path, 'utf8')).toBe('// mine\n{\n    "name": "Bo", // me\n    "port": 5000\n}\n')
  })

  it('keeps CRLF line endings and the byte-order mark', () => {
    const path = file('\uFEFF{\r\n\t"name": "Ann"\r\n}\r\n')
    setInConfig(path, 'port', '5000')
    expect(readFileSync(path, 'utf8')).toBe('\uFEFF{\r\n\t"name": "Ann",\r\n\t"port": 5000\r\n}\r\n')
  })

  it('creates the file and its folder with mode 0600, and leaves no temporary file', () => {
    const folder = join(freshFolder(), 'a', 'parlor')
    setInConfig(join(folder, 'config.json'), 'name', 'Ann')
    expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toEqual({ name: 'Ann' })
    expect(statSync(join(folder, 'config.json')).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['config.json'])
  })

  it('writes through a symbolic link', () => {
    const path = file('{}')
    const link = join(freshFolder(), 'link.json')
    symlinkSync(path, link)
    setInConfig(link, 'name', 'Ann')
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readFileSync(path, 'utf8')).toContain('Ann')
  })

  it('sets and removes key bindings', () => {
    const path = file('{}')
    setInConfig(path, 'keys.mute', 'm')
    setInConfig(path, 'keys.leave', 'C-l, x')
    setInConfig(path, 'keys.comma', ',')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ keys: { mute: 'm', leave: ['C-l', 'x'], comma: ',' } })
    unsetInConfig(path, 'keys.leave')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ keys: { mute: 'm', comma: ',' } })
  })

  it('replaces a wrong value, and can set a value next to one', () => {
    const path = file('{"port": 0}')
    setInConfig(path, 'name', 'Ann')
    setInConfig(path, 'port', '5000')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ port: 5000, name: 'Ann' })
  })

  it.each([
    ['name', 'x', '{\n"name": \n}', /line 3, column 1: a value is missing here\. Fix that first/],
    ['name', 'x', '[]', /line 1, column 1: the settings must be in braces/],
    ['nmae', 'x', '{}', /Unknown setting nmae/],
    ['room', 'x', '{}', /Unknown setting room/],
    ['port', 'x', '{}', /Invalid value for port\. It must be a whole number/],
    ['keys.mute', ',m', '{}', /needs a key/],
  ])('refuses %s %s in %j, and leaves the file unchanged', (key, value, text, message) => {
    const path = file(text)
    expect(() => setInConfig(path, key, value)).toThrow(message)
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('throws an error with the path when the file cannot be written', () => {
    const folder = freshFolder()
    writeFileSync(join(folder, 'parlor'), '')
    expect(() => setInConfig(join(folder, 'parlor', 'config.json'), 'name', 'Ann')).toThrow(/^Cannot write /)
    mkdirSync(join(folder, 'config.json'))
    expect(() => setInConfig(join(folder, 'config.json'), 'name', 'Ann')).toThrow(/it is a folder/)
  })
})
