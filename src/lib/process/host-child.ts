import { type ChildProcess, fork } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Clock } from '../clock.ts'
import { withTimeout } from '../timeout.ts'
import { packageFile } from './package-file.ts'

export interface HostOptions<Heard> {
  /** Path of the compiled program. */
  program: URL
  clock: Clock
  /** Additional environment variables. */
  env?: NodeJS.ProcessEnv
  /** Receives the messages of the program. */
  heard(message: Heard): void
  /** Called when the program has ended, by itself or by `end`. */
  died(reason: string): void
}

/** A child process that isolates a library which may print, block, or abort its process. */
export class HostChild<Said extends object, Heard> {
  readonly #child: ChildProcess
  readonly #clock: Clock

  constructor({ program, clock, env, heard, died }: HostOptions<Heard>) {
    this.#clock = clock
    this.#child = fork(fileURLToPath(program), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      // Native packages write crash reports to the working folder, which must not be that of the user.
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
 * The compiled program of a source file, even if the caller runs uncompiled, as in tests.
 * @param path below src/ without its ending, such as `client/sharing/picture-host`
 */
export function compiledProgram(path: string): URL {
  return packageFile(`dist/${path}.js`)
}

/** ms to wait for a killed process. After that it hangs in the kernel and is abandoned. */
const LIMIT_MS = 1000

/** Kills a process and waits for its end, up to a limit. */
export async function endChild(child: ChildProcess, clock: Clock): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGKILL')
  await withTimeout(clock, LIMIT_MS, exited, () => {})
  if (child.connected) child.disconnect()
  child.unref()
}
