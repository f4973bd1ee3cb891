import { type ChildProcess, spawn } from 'node:child_process'
import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { missingEngine } from './find-engine.ts'

/** ms between SIGTERM and SIGKILL. */
const GRACE_MS = 2_000
/** Characters quoted from an error line. */
const MAX_QUOTE = 300
/** Bytes kept of the standard output; the rest is dropped. */
const MAX_OUTPUT = 64 * 2 ** 20
/** Progress line of whisper.cpp. */
const PROGRESS = /progress\s*=\s*(\d{1,3})\s*%/

export interface EngineRun {
  readonly program: string
  readonly args: readonly string[]
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Called with the fraction done, 0 to 1, if the engine reports it. */
  onProgress(share: number): void
}

/** The output of an engine run. */
export interface EngineReport {
  /** Standard output. */
  readonly printed: string
  /** The line of standard error most likely to explain a failure; may be empty. */
  readonly complaint: string
}

/**
 * Runs an engine until it exits.
 * @throws Error with a message for the user when it is missing or fails, or the reason of `signal`
 */
export async function runEngine({ program, args, clock, signal, onProgress }: EngineRun): Promise<EngineReport> {
  signal.throwIfAborted()
  // In its own process group, so that the children of a script end with it.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const lines = new CommandLines((line) => {
    const [, percent] = PROGRESS.exec(line) ?? []
    if (percent !== undefined) onProgress(Math.min(1, Number(percent) / 100))
  })
  const output: Buffer[] = []
  let kept = 0
  child.stdout.on('data', (bytes: Buffer) => {
    if (kept < MAX_OUTPUT) output.push(bytes)
    kept += bytes.length
  })
  child.stderr.on('data', (bytes: Buffer) => lines.push(bytes))
  const ended = new Promise<string | null>((resolve, reject) => {
    child.once('error', (error) => reject(startError(error, program)))
    child.once('close', (code, by) => resolve(code === 0 ? null : by === null ? `exit code ${code}` : by))
  })
  const stop = () => end(child, clock)
  signal.addEventListener('abort', stop)
  try {
    const problem = await ended
    signal.throwIfAborted()
    const complaint = cleanLine(lines.complaint).trim().slice(0, MAX_QUOTE)
    if (problem !== null) throw new Error(`${program} failed (${problem}): ${complaint || 'no reason given'}`)
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
  const cancel = clock.after(GRACE_MS, () => kill(child, 'SIGKILL'))
  child.once('close', cancel)
}

/** Signals the process group, or the process alone where there are no groups. */
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
  const reason = error.code === 'EACCES' ? 'permission denied' : error.message
  return new Error(`${program} cannot be started: ${reason}.`, { cause: error })
}

/** Characters kept per line; some programs redraw without ever ending a line. */
const MAX_LINE = 4_096

/** Splits the standard error of a program into lines and keeps the one most likely to explain a failure. */
class CommandLines {
  readonly #onLine: (line: string) => void
  readonly #decoder = new TextDecoder()
  #rest = ''
  #last = ''
  #error = ''

  /** @param onLine receives each line; `\r` ends a line too */
  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(bytes: Uint8Array): void {
    const parts = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split(/[\r\n]+/)
    this.#rest = parts.pop()!.slice(0, MAX_LINE)
    for (const line of parts) this.#take(line.slice(0, MAX_LINE))
  }

  /** The last line with the word "error", or else the last line: usage text often follows the error. */
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
