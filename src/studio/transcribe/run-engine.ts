import { type ChildProcess, spawn } from 'node:child_process'
import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { missingEngine } from './find-engine.ts'

/** ms that an engine has to end when it is asked to. */
const PATIENCE = 2_000
/** Letters of the line that is quoted of a failure. */
const LONGEST_QUOTE = 300
/** Bytes of the standard output that are kept; what is behind them is dropped. */
const MOST_OUTPUT = 64 * 2 ** 20
/** As whisper.cpp tells how far it is. */
const PROGRESS = /progress\s*=\s*(\d{1,3})\s*%/

export interface EngineRun {
  readonly program: string
  readonly args: readonly string[]
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told how far it is, 0 to 1, where the engine tells. */
  onProgress(share: number): void
}

/** What an engine said of its work. */
export interface EngineReport {
  /** Its standard output. */
  readonly printed: string
  /** The line of its standard error that may explain a failure; empty where it wrote none. */
  readonly complaint: string
}

/**
 * Runs an engine to its end.
 * @throws Error with a sentence for people: it is not there, it failed, or `signal` ended it
 */
export async function runEngine({
  program,
  args,
  clock,
  signal,
  onProgress,
}: EngineRun): Promise<EngineReport> {
  signal.throwIfAborted()
  // In a group of its own, so that what a script has started ends with it.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const lines = new CommandLines((line) => {
    const [, percent] = PROGRESS.exec(line) ?? []
    if (percent !== undefined) onProgress(Math.min(1, Number(percent) / 100))
  })
  const output: Buffer[] = []
  let kept = 0
  child.stdout.on('data', (bytes: Buffer) => {
    if (kept < MOST_OUTPUT) output.push(bytes)
    kept += bytes.length
  })
  child.stderr.on('data', (bytes: Buffer) => lines.hear(bytes))
  const ended = new Promise<string | null>((resolve, reject) => {
    child.once('error', (error) => reject(startError(error, program)))
    child.once('close', (code, by) => resolve(code === 0 ? null : by === null ? `exit code ${code}` : by))
  })
  const stop = () => end(child, clock)
  signal.addEventListener('abort', stop)
  try {
    const problem = await ended
    signal.throwIfAborted()
    const complaint = cleanLine(lines.complaint).trim().slice(0, LONGEST_QUOTE)
    if (problem !== null)
      throw new Error(`${program} failed (${problem}): ${complaint || 'it did not say why'}`)
    return { printed: Buffer.concat(output).toString('utf8'), complaint }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function end(child: ChildProcess, clock: Clock): void {
  kill(child, 'SIGTERM')
  const cancel = clock.after(PATIENCE, () => kill(child, 'SIGKILL'))
  child.once('close', cancel)
}

/** A whole group, where the system knows such; it may be gone already. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    child.kill(signal)
  }
}

function startError(error: NodeJS.ErrnoException, program: string): Error {
  if (error.code === 'ENOENT') return missingEngine(program)
  const reason = error.code === 'EACCES' ? 'it may not be run' : error.message
  return new Error(`${program} cannot be started: ${reason}.`, { cause: error })
}

/** Letters of a line that are looked at; some programs draw without ever ending one. */
const LONGEST_LINE = 4_096

/** The lines that a program writes while it works, of which only what may explain a failure is kept. */
class CommandLines {
  readonly #onLine: (line: string) => void
  readonly #decoder = new TextDecoder()
  #rest = ''
  #last = ''
  #error = ''

  /** @param onLine told each line; one that is drawn over (`\r`) counts as ended */
  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  hear(bytes: Uint8Array): void {
    const parts = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split(/[\r\n]+/)
    this.#rest = parts.pop()!.slice(0, LONGEST_LINE)
    for (const line of parts) this.#take(line.slice(0, LONGEST_LINE))
  }

  /** The last line that calls itself an error, or else the last of all: a usage often follows the error. */
  get complaint(): string {
    this.#take(this.#rest)
    this.#rest = ''
    return this.#error || this.#last
  }

  #take(line: string): void {
    if (line.trim() === '') return
    this.#last = line
    if (/\berror\b/i.test(line)) this.#error = line
    this.#onLine(line)
  }
}
