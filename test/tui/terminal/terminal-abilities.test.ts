import { describe, expect, it } from 'vitest'
import { type Output, terminalAbilities } from '../../../src/tui/terminal/terminal-abilities.ts'

const terminal: Output = { isTTY: true, columns: 120, rows: 40, platform: 'linux' }
const colors = (environment: Record<string, string>, output = terminal) => terminalAbilities(environment, output).colors

describe('colours', () => {
  it.each([
    [{ TERM: 'xterm' }, 16],
    [{ TERM: 'linux' }, 16],
    [{ TERM: 'xterm-256color' }, 256],
    [{ TERM: 'screen-256color', COLORTERM: 'truecolor' }, 'truecolor'],
    [{ TERM: 'xterm-direct' }, 'truecolor'],
    [{ TERM: 'xterm-kitty' }, 'truecolor'],
    [{ TERM: 'vt100' }, 'none'],
    [{ TERM: 'dumb', COLORTERM: 'truecolor' }, 'none'],
    [{}, 'none'],
    [{ TERM: 'xterm-256color', NO_COLOR: '1' }, 'none'],
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, 256],
    [{ TERM: 'xterm', FORCE_COLOR: '3' }, 'truecolor'],
    [{ TERM: 'xterm', FORCE_COLOR: '3', NO_COLOR: '1' }, 'none'],
  ] as const)('of %j are %s', (environment, expected) => {
    expect(colors(environment as Record<string, string>)).toBe(expected)
  })

  it('are off in a pipe, unless forced or set', () => {
    const pipe: Output = { platform: 'linux' }
    const environment = { TERM: 'xterm-256color' }
    expect(colors(environment, pipe)).toBe('none')
    expect(colors({ ...environment, FORCE_COLOR: '2' }, pipe)).toBe(256)
    expect(terminalAbilities(environment, pipe, '16').colors).toBe(16)
  })

  it('follow the setting before the environment', () => {
    expect(terminalAbilities({ TERM: 'dumb', NO_COLOR: '1' }, terminal, 'truecolor').colors).toBe('truecolor')
    expect(terminalAbilities({ COLORTERM: 'truecolor', TERM: 'xterm' }, terminal, 'none').colors).toBe('none')
  })

  it('are detected on Windows', () => {
    const windows: Output = { ...terminal, platform: 'win32' }
    expect([colors({ WT_SESSION: 'x' }, windows), colors({}, windows)]).toEqual(['truecolor', 16])
    expect(terminalAbilities({ WT_SESSION: 'x' }, windows)).toMatchObject({ unicode: true, fullScreen: true })
  })
})

describe('Unicode support', () => {
  it.each([
    [{ LANG: 'de_DE.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'C.UTF-8', LC_CTYPE: 'C' }, false],
    [{ LANG: 'C', LC_CTYPE: 'C', LC_ALL: 'en_GB.UTF-8' }, true],
    [{ LANG: 'C.UTF-8', LC_ALL: '' }, true],
    [{}, false],
  ])('with %j is %s', (environment, expected) => {
    expect(terminalAbilities(environment, terminal).unicode).toBe(expected)
  })
})

describe('full-screen support', () => {
  it('is absent in a pipe and on a dumb terminal', () => {
    const fullScreen = (environment: Record<string, string>, output = terminal) =>
      terminalAbilities(environment, output).fullScreen
    expect(fullScreen({ TERM: 'xterm' })).toBe(true)
    expect(fullScreen({ TERM: 'dumb' })).toBe(false)
    expect(fullScreen({})).toBe(false)
    expect(fullScreen({ TERM: 'xterm' }, { platform: 'linux' })).toBe(false)
  })

  it('has the reported size, or the default', () => {
    expect(terminalAbilities({}, terminal)).toMatchObject({ columns: 120, rows: 40 })
    expect(terminalAbilities({}, { ...terminal, columns: 0, rows: 0 })).toMatchObject({ columns: 80, rows: 24 })
  })

  it.each([
    [{ TERM: 'xterm-kitty' }, true],
    [{ TERM: 'xterm-256color' }, null],
    [{ TERM: 'xterm-kitty', TMUX: '/tmp/x' }, null],
    [{ TERM: 'linux' }, false],
    [{ TERM: 'screen-256color', TMUX: '/tmp/x' }, false],
  ] as const)('of %j speaks the protocols of kitty: %s', (environment, expected) => {
    expect(terminalAbilities(environment, terminal).kitty).toBe(expected)
  })
})
