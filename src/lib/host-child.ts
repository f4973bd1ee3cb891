import { type ChildProcess, fork } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Clock } from './clock.ts'
import { withTimeout } from './timeout.ts'

export interface HostOptions<Heard> {
  /** The compiled program. */
  program: URL
  clock: Clock
  /** Added to this process's environment. */
  env?: NodeJS.ProcessEnv
  /** What the program says, from its start on. */
  heard(message: Heard): void
  /** It is gone, by itself or by `end`. */
  died(reason: string): void
}

/** A program of the project in which a library lives that may print, block or end its process. */
export class HostChild<Said extends object, Heard> {
  readonly #child: ChildProcess
  readonly #clock: Clock

  constructor({ program, clock, env, heard, died }: HostOptions<Heard>) {
    this.#clock = clock
    this.#child = fork(fileURLToPath(program), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      // A crash report of a package lands in the working folder, which is the user's.
      cwd: tmpdir(),
      env: { ...process.env, ...env },
    })
    this.#child.on('message', heard)
    this.#child.on('error', (error) => died(error.message))
    this.#child.on('exit', () => died('its host program ended'))
  }

  say(message: Said): void {
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  end(): Promise<void> {
    return endChild(this.#child, this.#clock)
  }
}

/**
 * The compiled form of a program that lies beside the file that asks, also where that file runs uncompiled, as in tests.
 * @param name such as `picture-host.js`
 * @param asker `import.meta.url` of the file that asks
 */
export function compiledProgram(name: string, asker: string): URL {
  const root = new URL('../../', import.meta.url).href
  return new URL(name, asker.replace(`${root}src/`, `${root}dist/`))
}

/** A killed program that is still there then is stuck in the system; it is left to it. */
const LIMIT_MS = 1000

/** Kills a program and waits for its end, but never long. */
export async function endChild(child: ChildProcess, clock: Clock): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGKILL')
  await withTimeout(clock, LIMIT_MS, exited, () => {})
  if (child.connected) child.disconnect()
  child.unref()
}
