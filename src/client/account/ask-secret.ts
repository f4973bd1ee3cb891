import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/**
 * Asks at the terminal for what nobody is to see: nothing of what is typed is shown.
 * @returns null where the person gave up, by Ctrl+C or the end of input.
 */
export async function askSecret(question: string): Promise<string | null> {
  const nowhere = new Writable({ write: (_bytes, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 })
  process.stderr.write(`${question} `)
  const gaveUp = new Promise<null>((resolve) => {
    terminal.once('SIGINT', () => resolve(null))
    terminal.once('close', () => resolve(null))
  })
  try {
    return await Promise.race([terminal.question(''), gaveUp])
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}
