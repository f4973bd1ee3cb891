import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Where a program runs: `env` is added to this process's, `within` stands before the command. */
export interface ProgramPlace {
  cwd?: string
  env?: NodeJS.ProcessEnv
  within?: readonly string[]
}

/** A program of the project that runs as a user would run it. */
export class Program {
  readonly child: ChildProcessWithoutNullStreams
  /** What it has printed so far, both streams, a line each. */
  readonly lines: string[] = []
  readonly #watchers = new Set<() => void>()
  readonly #closed: Promise<number | null>

  /** @param path the program below dist/, such as `client/main.js`. */
  constructor(path: string, args: readonly string[], { within = [], ...options }: ProgramPlace = {}) {
    const file = fileURLToPath(new URL(`../../dist/${path}`, import.meta.url))
    const env = { ...process.env, ...options.env }
    const [program, ...rest] = [...within, process.execPath, file, ...args]
    this.child = spawn(program!, rest, { ...options, env, stdio: 'pipe' })
    this.#closed = once(this.child, 'close').then(([code]) => code as number | null)
    for (const stream of [this.child.stdout, this.child.stderr]) this.#gather(stream)
    this.child.stdin.on('error', () => {})
  }

  /** Its exit code, once it has ended by itself; null if a signal ended it. */
  get exit(): Promise<number | null> {
    return this.#closed
  }

  /** Types a line. */
  type(line: string): void {
    this.child.stdin.write(`${line}\n`)
  }

  /** Resolves with the first line, printed already or yet to come, that `pattern` matches. */
  async line(pattern: RegExp, timeout = 60_000): Promise<string> {
    const found = () => this.lines.find((line) => pattern.test(line))
    const already = found()
    if (already !== undefined) return already
    return new Promise((resolve, reject) => {
      const poll = () => {
        const line = found()
        if (line !== undefined) settle(() => resolve(line))
      }
      const fail = (why: string) =>
        settle(() => reject(new Error(`${why} before ${pattern} was printed:\n${this.lines.join('\n')}`)))
      const timer = setTimeout(fail, timeout, `${timeout} ms passed`)
      const settle = (then: () => void) => {
        clearTimeout(timer)
        this.#watchers.delete(poll)
        then()
      }
      this.#watchers.add(poll)
      void this.#closed.then(() => fail('the program ended'))
    })
  }

  /** Ends it if it still runs, and waits until it is gone; returns its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const killer = setTimeout(() => this.child.kill('SIGKILL'), 60_000)
    this.child.kill(signal)
    const code = await this.#closed
    clearTimeout(killer)
    return code
  }

  #gather(stream: NodeJS.ReadableStream): void {
    let rest = ''
    stream.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n')
      rest = parts.pop() ?? ''
      this.lines.push(...parts)
      for (const poll of this.#watchers) poll()
    })
  }
}

/** Runs a program of the project to its end. */
export async function runProgram(
  path: string,
  args: readonly string[],
  options: ProgramPlace = {},
): Promise<{ code: number | null; text: string }> {
  const program = new Program(path, args, options)
  program.child.stdin.end()
  const code = await program.exit
  return { code, text: program.lines.join('\n') }
}
