import { spawn } from 'node:child_process'
import { userInfo } from 'node:os'
import type { Clock } from './clock.ts'
import { withTimeout } from './timeout.ts'

/** ms to wait for an opener to fail; some run as long as the browser. */
const PATIENCE = 3000

export interface Opener {
  readonly command: string
  readonly args: readonly string[]
}

/** The environment of a program, as far as it matters for opening a browser. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  readonly user: string
}

/** The environment of this program. */
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
 * The command that opens a page in the default browser, to be run without a shell.
 *
 * @returns null if the user would not see the browser: over SSH, or without a display
 */
export function openerFor(url: string, { platform, env }: Surroundings): Opener | null {
  if (isRemote(env)) return null
  if (platform === 'darwin') return { command: 'open', args: [url] }
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] }
  return env.DISPLAY || env.WAYLAND_DISPLAY ? { command: 'xdg-open', args: [url] } : null
}

/**
 * Instructions to open a page manually, one string per line. Over SSH they start with a port forwarding, because the port
 * is open on this machine only.
 */
export function openByHand(url: string, port: number, { env, user }: Surroundings): string[] {
  if (!isRemote(env)) return [`Open this in a browser of this machine, within 10 minutes: ${url}`]
  // SSH_CONNECTION (ssh(1)): address and port of the client, address and port of the server.
  const [, , host = 'THIS-MACHINE', sshPort = '22'] = (env.SSH_CONNECTION ?? '').split(' ')
  const other = sshPort === '22' ? '' : ` -p ${sshPort}`
  return [
    `On the machine you sit at: ssh -N${other} -L ${port}:127.0.0.1:${port} ${user}@${host}`,
    `then open this in its browser, within 10 minutes: ${url}`,
  ]
}

/** Runs the command. @returns false if it failed within 3 s */
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
