import { fileURLToPath } from 'node:url'
import pty from '@lydell/node-pty'
import { afterEach, describe, expect, it } from 'vitest'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'

const PROGRAM = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))
const CTRL_C = '\u0003'

describe('ending the server', () => {
  let terminal: Terminal | undefined
  let server: ServerProcess | undefined

  afterEach(async () => {
    terminal?.kill()
    await server?.stop()
  })

  it('asks on a terminal, with address and port, and continues unless answered yes', async () => {
    terminal = new Terminal()
    await terminal.shows('Starting server...')
    terminal.type(CTRL_C)
    await terminal.shows(/Chat Server at IP \[127\.0\.0\.1\] and port \[\d+\]\s+Terminate this server\? \[y\/N\] /)
    terminal.type('n\r')
    await terminal.shows('The server keeps running.')
    terminal.type(CTRL_C)
    await terminal.shows(/Terminate this server\? [\s\S]*Terminate this server\? /)
    terminal.type('y\r')
    expect(await terminal.exit).toBe(0)
  })

  it('exits at once on a second Ctrl+C', async () => {
    terminal = new Terminal()
    await terminal.shows('Starting server...')
    terminal.type(CTRL_C)
    await terminal.shows('[y/N]')
    terminal.type(CTRL_C)
    expect(await terminal.exit).toBe(0)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('does not ask without a terminal: %s', async (signal) => {
    server = await startServer()
    expect(await server.stop(signal)).toBe(0)
  })
})

/** The server at a terminal of its own. */
class Terminal {
  readonly exit: Promise<number>
  readonly #pty: pty.IPty
  readonly #watchers = new Set<() => void>()
  #screen = ''

  constructor() {
    this.#pty = pty.spawn(process.execPath, [PROGRAM, '--port', '0', '--host', '127.0.0.1', '--no-announce'], {})
    this.#pty.onData((text) => {
      this.#screen += text
      for (const poll of this.#watchers) poll()
    })
    this.exit = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => resolve(exitCode))
    })
  }

  type(keys: string): void {
    this.#pty.write(keys)
  }

  kill(): void {
    this.#pty.kill('SIGKILL')
  }

  /** Resolves once the text is there. */
  shows(text: string | RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const poll = () => {
        const there = typeof text === 'string' ? this.#screen.includes(text) : text.test(this.#screen)
        if (!there) return
        clearTimeout(timer)
        this.#watchers.delete(poll)
        resolve()
      }
      const timer = setTimeout(() => reject(new Error(`${text} is not on the terminal:\n${this.#screen}`)), 60_000)
      this.#watchers.add(poll)
      poll()
    })
  }
}
