import { describe, expect, it } from 'vitest'
import { judgeTerminal } from '../../../src/client/doctor/environment-checks.ts'
import { terminalAbilities } from '../../../src/tui/terminal/terminal-abilities.ts'

const judge = (environment: Record<string, string>, columns: number, rows: number) =>
  judgeTerminal(terminalAbilities(environment, { isTTY: true, columns, rows, platform: 'linux' }))

describe('the finding about a terminal', () => {
  it('lists type, size, colours and characters', () => {
    expect(judge({ TERM: 'xterm-256color', LANG: 'C.UTF-8' }, 120, 40)).toEqual([
      { status: 'fine', text: 'xterm-256color, 120 x 40, 256 colours, Unicode' },
    ])
  })

  it('has advice when the terminal is small or ASCII only', () => {
    const [, ascii, small] = judge({ TERM: 'xterm', LANG: 'C' }, 60, 20)
    expect(ascii).toMatchObject({ status: 'note', advice: expect.stringContaining('LANG=C.UTF-8') })
    expect(small).toMatchObject({ status: 'note', advice: expect.stringContaining('80 x 24') })
  })

  it('is a note when the output is not a terminal', () => {
    expect(judge({ TERM: 'dumb' }, 80, 24)).toMatchObject([{ status: 'note' }])
  })
})
