import { createInterface } from 'node:readline'
import { stdout } from '../../lib/output.ts'

export interface Interruption {
  /** Shown above the question: the address of the server. */
  place: string
  /** Whether the process has a terminal at which the question can be asked. */
  interactive: boolean
  /** Shuts the server down. */
  terminate(): void
}

/**
 * Handles SIGINT, SIGTERM and SIGHUP. On a terminal the first Ctrl+C asks for confirmation and the second shuts the
 * server down; without a terminal, and on SIGTERM and SIGHUP, it shuts down without a question.
 */
export function onSignals({ place, interactive, terminate }: Interruption): void {
  let asking = false
  process.on('SIGTERM', terminate)
  process.on('SIGHUP', terminate)
  process.on('SIGINT', () => {
    if (!interactive || asking) {
      terminate()
      return
    }
    asking = true
    stdout.question(`\n${place}\nTerminate this server? [y/N]`)
    // The terminal edits the line itself: a raw one would swallow the second Ctrl+C.
    const typed = createInterface({ input: process.stdin, terminal: false })
    typed.once('line', (answer) => {
      asking = false
      typed.close()
      if (/^y(es)?$/i.test(answer.trim())) terminate()
      else stdout.line('The server keeps running.')
    })
  })
}
