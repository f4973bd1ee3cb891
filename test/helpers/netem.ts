import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import type { Impairment } from './impaired-link.ts'

const run = promisify(execFile)

/** Runs a command in a network of its own that has the loopback interface and nothing else. */
export const OWN_NETWORK = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'] as const

/** Why this machine cannot impair a network of its own; null where it can. The kernel has to know netem. */
export function netemRefusal(): string | null {
  const [program, ...args] = OWN_NETWORK
  const probe = 'tc qdisc add dev lo root netem delay 1ms'.split(' ')
  const { status, error, stderr } = spawnSync(program, [...args, ...probe], { encoding: 'utf8' })
  return status === 0 ? null : `tc netem in a network namespace: ${(error?.message ?? stderr).trim()}`
}

/** The kernel's own weak network, `tc netem` on loopback: all that passes is impaired, so that all links are one. */
export class NetemLink {
  /** Where to connect: nothing stands in between. */
  readonly port: number
  readonly #impairment: Impairment

  private constructor(port: number, impairment: Impairment) {
    this.port = port
    this.#impairment = impairment
  }

  static async open(port: number, impairment: Impairment): Promise<NetemLink> {
    const link = new NetemLink(port, impairment)
    await link.restore()
    return link
  }

  async cut(): Promise<void> {
    await impair('loss', '100%')
  }

  async restore(): Promise<void> {
    const { delayMs, jitterMs, loss } = this.#impairment
    await impair('delay', `${delayMs}ms`, `${jitterMs}ms`, 'loss', `${loss * 100}%`)
  }

  close(): void {}
}

async function impair(...how: string[]): Promise<void> {
  await run('tc', ['qdisc', 'replace', 'dev', 'lo', 'root', 'netem', 'limit', '10000', ...how])
}
