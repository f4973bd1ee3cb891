import { cleanLine } from '../../lib/text.ts'
import { configPath } from '../settings/config-file.ts'
import { problemText } from '../settings/resolve-settings.ts'
import type { CheckContext, Finding } from './check.ts'

/** Whether the settings can be read as they are meant. */
export async function checkSettings({ settings }: CheckContext): Promise<Finding[]> {
  const { problems, origins } = settings
  const chosen = Object.values(origins).filter(({ kind }) => kind !== 'default').length
  if (problems.length === 0) {
    const from = `${configPath()}, the environment and the command line`
    return [{ status: 'fine', text: `${chosen} of ${Object.keys(origins).length} chosen, by ${from}` }]
  }
  return problems.map((problem) => ({
    status: 'wrong',
    text: cleanLine(problemText(problem)),
    advice: 'mend it there; until then what is not wrong holds ("chat-client config" shows it)',
  }))
}
