import { cleanLine } from '../../lib/text.ts'
import { type TerminalAbilities, terminalAbilities } from '../../tui/terminal/terminal-abilities.ts'
import type { CheckContext, Finding } from './check.ts'

/** The least in which the interface has room for everything. */
const COLUMNS = 80
const ROWS = 24

/** What the terminal can show. */
export async function checkTerminal({ settings }: CheckContext): Promise<Finding[]> {
  const { isTTY, columns, rows } = process.stdout
  const output = { isTTY, columns, rows, platform: process.platform }
  return judgeTerminal(terminalAbilities(process.env, output, settings.options.colors))
}

/** What is to be said of these abilities. Pure. */
export function judgeTerminal(abilities: TerminalAbilities): Finding[] {
  const { kind, fullScreen, colors, unicode, columns, rows } = abilities
  if (!fullScreen) {
    return [
      { status: 'note', text: 'the output goes to no terminal that can be drawn on; lines are printed' },
    ]
  }
  const colorText = colors === 'none' ? 'no colours' : `${colors === 'truecolor' ? 'all' : colors} colours`
  const letters = unicode ? 'Unicode' : 'ASCII only'
  const findings: Finding[] = [
    {
      status: 'fine',
      text: `${cleanLine(kind) || 'unnamed'}, ${columns} x ${rows}, ${colorText}, ${letters}`,
    },
  ]
  if (!unicode) {
    const advice = 'choose a locale with UTF-8, for instance: export LANG=C.UTF-8'
    findings.push({ status: 'note', text: 'names in other scripts may not be shown as they are', advice })
  }
  if (columns < COLUMNS || rows < ROWS) {
    const advice = `make it ${COLUMNS} x ${ROWS} or larger, or take --plain`
    findings.push({ status: 'note', text: 'the terminal is small', advice })
  }
  return findings
}
