import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProbeReport } from '../bench/server-process.ts'
import { type ServerProcess, startServer } from '../test/helpers/server-process.ts'

const PROBE = new URL('../bench/probe.mjs', import.meta.url).href
/** ms to wait for the report of the probe. */
const REPORT_PATIENCE = 5_000
const MEGABYTE = 1e6

/** The built server in a separate process, observed from outside. */
export class WatchedServer {
  readonly #process: ServerProcess
  readonly #folder: string
  #reports = 0
  readonly #end = () => this.#process.child.kill('SIGKILL')

  /** Starts the built server. @param args command line arguments */
  static async start(...args: readonly string[]): Promise<WatchedServer> {
    const folder = mkdtempSync(join(tmpdir(), 'parlor-soak-'))
    const env = {
      ...process.env,
      NODE_OPTIONS: `--import=${PROBE}`,
      PARLOR_PROBE_FILE: join(folder, 'probe'),
      XDG_STATE_HOME: folder,
    }
    return new WatchedServer(await startServer(args, { env }), folder)
  }

  private constructor(server: ServerProcess, folder: string) {
    this.#process = server
    this.#folder = folder
    process.once('exit', this.#end)
  }

  get port(): number {
    return this.#process.port
  }

  get pid(): number {
    return this.#process.child.pid!
  }

  get running(): boolean {
    const { exitCode, signalCode } = this.#process.child
    return exitCode === null && signalCode === null
  }

  /** The internal errors that it logged. */
  get mishaps(): string[] {
    return this.#process.lines.filter((line) => line.includes('Internal error'))
  }

  /** Current and peak resident memory, in MB. */
  memory(): { now: number; most: number } {
    const status = readFileSync(`/proc/${this.#process.child.pid}/status`, 'latin1')
    const megabytes = (field: string) =>
      (Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / MEGABYTE
    return { now: megabytes('VmRSS'), most: megabytes('VmHWM') }
  }

  /** The report of the probe on the event loop since the last call. @throws Error if it does not respond */
  async probe(): Promise<ProbeReport> {
    this.#process.child.kill('SIGUSR2')
    this.#reports++
    const begin = performance.now()
    while (performance.now() - begin < REPORT_PATIENCE) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      const line = this.#report()
      if (line) return JSON.parse(line) as ProbeReport
    }
    throw new Error('The server does not answer')
  }

  #report(): string | undefined {
    try {
      return readFileSync(join(this.#folder, 'probe'), 'utf8').split('\n')[this.#reports - 1]
    } catch {
      return undefined
    }
  }

  /** Stops the server with a signal. Returns its exit code; null if it had to be killed. */
  async stop(): Promise<number | null> {
    const code = await this.#process.stop()
    process.removeListener('exit', this.#end)
    rmSync(this.#folder, { recursive: true, force: true })
    return code
  }
}
