import { spawn } from 'node:child_process'
import { userInfo } from 'node:os'
import type { Clock } from './clock.ts'
import { withTimeout } from './timeout.ts'

/** ms in which a program that opens a browser says whether it could; some stay as long as the browser does. */
const PATIENCE = 3000

export interface Opener {
  readonly command: string
  readonly args: readonly string[]
}

/** Where a program runs, as far as it matters for opening a browser. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  readonly user: string
}

/** Where this program runs. */
export function ownSurroundings(): Surroundings {
  return { platform: process.platform, env: process.env, user: ownName() }
}

function ownName(): string {
  try {
    return userInfo().username
  } catch {
    // A user id without a name, as in some containers.
    return process.env.USER ?? 'USER'
  }
}

/**
 * What opens a page in the default browser; started without a shell.
 * @returns null where a browser would open before nobody: over SSH, and without a display
 */
export function openerFor(url: string, { platform, env }: Surroundings): Opener | null {
  if (isRemote(env)) return null
  if (platform === 'darwin') return { command: 'open', args: [url] }
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] }
  return env.DISPLAY || env.WAYLAND_DISPLAY ? { command: 'xdg-open', args: [url] } : null
}

/**
 * What to tell somebody who has to open a page by hand, a line each. Over SSH that is the way there first: the port
 * is open on this machine alone.
 */
export function openByHand(url: string, port: number, { env, user }: Surroundings): string[] {
  if (!isRemote(env)) return [`Open this in a browser of this machine, within 10 minutes: ${url}`]
  // SSH_CONNECTION (ssh(1)): the client's address and port, the server's address and port.
  const [, , host = 'THIS-MACHINE', sshPort = '22'] = (env.SSH_CONNECTION ?? '').split(' ')
  const other = sshPort === '22' ? '' : ` -p ${sshPort}`
  return [
    `On the machine you sit at: ssh -N${other} -L ${port}:127.0.0.1:${port} ${user}@${host}`,
    `then open this in its browser, within 10 minutes: ${url}`,
  ]
}

/** Starts it. @returns whether it did not fail within 3 s */
export function openInBrowser({ command, args }: Opener, clock: Clock): Promise<boolean> {
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  const opened = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
  child.unref()
  return withTimeout(clock, PATIENCE, opened, () => true)
}

function isRemote(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.SSH_CONNECTION || env.SSH_TTY)
}
