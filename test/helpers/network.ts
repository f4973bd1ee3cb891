import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/** The ways to a network namespace, as root and as any user. */
const WAYS = [
  ['unshare', '--net'],
  ['unshare', '--map-root-user', '--net'],
] as const

/** The way that this machine allows to a network that has the loopback interface and nothing else, if any. */
export const networkWay = WAYS.find(([program, ...options]) => {
  const { status, stdout } = spawnSync(program, [...options, 'sh', '-c', 'ip link set lo up && ip -o link'])
  return status === 0 && /^1: lo: .*\n$/.test(String(stdout))
})

/** Why a test that wants such a network is skipped; throws it where nothing may be skipped. */
export function noNetworkReason(): string {
  const reason = 'this needs network namespaces: `unshare` of util-linux, `ip` of iproute2, and the right to use them'
  if (process.env.REQUIRE_ALL === '1') throw new Error(reason)
  return reason
}

/** A network that nothing but what the test puts into it can reach. */
export class Network {
  /** What a program's command begins with to run in it. */
  readonly within: readonly string[]
  readonly #holder: ChildProcess

  private constructor(holder: ChildProcess) {
    this.#holder = holder
    // The holder's own namespaces, with the rights it has in them.
    const rights = networkWay?.includes('--map-root-user' as never) ? ['--user', '--preserve-credentials'] : []
    this.within = ['nsenter', `--target=${holder.pid}`, ...rights, '--net']
  }

  /** @param commands what is told to `ip` first: `link set lo up`. */
  static async open(...commands: string[]): Promise<Network> {
    const [program, ...options] = networkWay!
    const holder = spawn(program, [...options, 'sh', '-c', 'echo ready; exec cat'], { stdio: 'pipe' })
    await once(holder.stdout, 'data')
    const network = new Network(holder)
    for (const command of commands) network.ip(command)
    return network
  }

  /** Changes it: `link set lo down`. */
  ip(command: string): void {
    const [program, ...options] = this.within
    execFileSync(program!, [...options, 'ip', ...command.split(' ')])
  }

  async close(): Promise<void> {
    this.#holder.stdin!.end()
    if (this.#holder.exitCode === null) await once(this.#holder, 'exit')
  }
}
