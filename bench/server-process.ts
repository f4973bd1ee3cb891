import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { ended, startChild } from './children.ts'
import type { Contender } from './contender.ts'

const START_MS = 10_000
const STOP_MS = 5_000
/** The first line of a server, from which its port is read. */
const READY = /Initializing Chat Server at IP \[[^\]]*\] and port \[(\d+)\]/

/** A server process under measurement. */
export class ServerProcess {
  readonly #child: ChildProcess
  readonly #probeFile: string | undefined
  readonly port: number

  /** Starts `contender` with a probe that writes to `probeFile`, and waits for its port. @throws Error on a timeout */
  static async start(contender: Contender, probeFile?: string): Promise<ServerProcess> {
    const env = { ...process.env, ...(probeFile && contender.probe?.(probeFile)) }
    const child = startChild(contender.command, contender.args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const port = await announcedPort(child)
    return new ServerProcess(child, port, contender.probe && probeFile)
  }

  private constructor(child: ChildProcess, port: number, probeFile: string | undefined) {
    this.#child = child
    this.port = port
    this.#probeFile = probeFile
  }

  get pid(): number {
    return this.#child.pid!
  }

  get probed(): boolean {
    return this.#probeFile !== undefined
  }

  /** The report of the probe at its second signal, about the time since the first; undefined if there is none. */
  probeReport(): ProbeReport | undefined {
    if (!this.#probeFile || !existsSync(this.#probeFile)) return undefined
    const report = readFileSync(this.#probeFile, 'utf8').split('\n')[1]
    return report ? JSON.parse(report) : undefined
  }

  /** Stops the server with SIGTERM. Returns false if it had to be killed. */
  async stop(): Promise<boolean> {
    this.#child.kill('SIGTERM')
    return ended(this.#child, STOP_MS)
  }
}

/** See probe.mjs. */
export interface ProbeReport {
  /** Fraction (0..1) of the time spent in garbage collection. */
  gcShare: number
  longestGcMs: number
  /** Timer delay of the event loop, 99th percentile in ms. */
  loopLatenessP99: number
}

function announcedPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (text: Buffer) => {
      said = (said + text).slice(-4096)
      const ready = READY.exec(said)
      if (ready) resolve(Number(ready[1]))
    }
    child.stdout!.on('data', hear)
    child.stderr!.on('data', hear)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code}: ${said.trim()}`)))
    setTimeout(
      () => reject(new Error(`The server printed no port within ${START_MS} ms: ${said.trim()}`)),
      START_MS,
    ).unref()
  })
}
