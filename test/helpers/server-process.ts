import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))
const ADDRESS = /^Initializing Chat Server at IP \[(\d+(?:\.\d+){3})\] and port \[(\d+)\]$/m
const STARTED = /^Starting server\.\.\.$/m

export interface ServerProcess {
  /** The port that the server says it listens at. */
  readonly port: number
  readonly child: ChildProcess
  /** What the program has printed so far, both streams, a line each. */
  readonly lines: readonly string[]
  /** Resolves with the first line, printed already or yet to come, that `pattern` matches. */
  waitForLine(pattern: RegExp, timeoutMs?: number): Promise<string>
  /** Asks the server to end; resolves with its exit code, null if it had to be killed after a minute. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/**
 * Starts the built server as a user would, at a free port of the loopback address, told to nobody.
 *
 * @param args further arguments of the program, for instance `['--rate', '16000']`
 * @throws when the program ends, or is silent for a minute, before it says that it has started.
 */
export async function startServer(
  args: readonly string[] = [],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<ServerProcess> {
  const command = [PROGRAM, '--port', '0', '--host', '127.0.0.1', '--no-announce', ...args]
  const child = spawn(process.execPath, command, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'close')
  const lines: string[] = []
  const watchers = new Set<() => void>()

  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
      for (const poll of watchers) poll()
    })
  }

  function waitForLine(pattern: RegExp, timeoutMs = 60_000): Promise<string> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => {
        settle()
        reject(new Error(`${why} before the server printed ${pattern}; it printed:\n${lines.join('\n')}`))
      }
      const poll = () => {
        const line = lines.find((one) => pattern.test(one))
        if (line === undefined) return
        settle()
        resolve(line)
      }
      const timer = setTimeout(fail, timeoutMs, `${timeoutMs} ms passed`)
      const settle = () => {
        clearTimeout(timer)
        watchers.delete(poll)
      }
      watchers.add(poll)
      exited.then(() => fail('the program ended'))
      poll()
    })
  }

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const killer = setTimeout(() => child.kill('SIGKILL'), 60_000)
    child.kill(signal)
    const [code] = (await exited) as [number | null]
    clearTimeout(killer)
    return code
  }

  try {
    const [, , port] = ADDRESS.exec(await waitForLine(ADDRESS)) ?? []
    await waitForLine(STARTED)
    return { port: Number(port), child, lines, waitForLine, stop }
  } catch (error) {
    await stop('SIGKILL')
    throw error
  }
}
