import { createInterface } from 'node:readline'

export interface Interruption {
  /** Shown above the question: where the server is. */
  place: string
  /** Whether a person sits at a terminal and can be asked. */
  interactive: boolean
  /** Ends the server. */
  terminate(): void
}

/**
 * Decides what Ctrl+C and SIGTERM do: on a terminal the first Ctrl+C asks and the second ends the server at
 * once; elsewhere, and on SIGTERM and SIGHUP, it ends without a question.
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
    process.stdout.write(`\n${place}\nTerminate this server? [y/N] `)
    // The terminal edits the line itself: a raw one would swallow the second Ctrl+C.
    const typed = createInterface({ input: process.stdin, terminal: false })
    typed.once('line', (answer) => {
      asking = false
      typed.close()
      if (/^y(es)?$/i.test(answer.trim())) terminate()
      else process.stdout.write('Going on.\n')
    })
  })
}
