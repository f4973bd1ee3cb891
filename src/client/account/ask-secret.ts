import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { stderr } from '../../lib/output.ts'

/**
 * Asks for a secret at the terminal, without echo.
 * @returns the answer; null if the user cancelled with Ctrl+C or the input ended
 */
export async function askSecret(question: string): Promise<string | null> {
  const nowhere = new Writable({ write: (_bytes, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 })
  stderr.question(question)
  const gaveUp = new Promise<null>((resolve) => {
    terminal.once('SIGINT', () => resolve(null))
    terminal.once('close', () => resolve(null))
  })
  try {
    return await Promise.race([terminal.question(''), gaveUp])
  } finally {
    terminal.close()
    stderr.line('')
  }
}
