import { readFile } from 'node:fs/promises'
import { Exit, exitCodes } from '../exit-codes.ts'

/** The connection over which a password would be sent. */
export interface PasswordLink {
  readonly host: string
  readonly port: number
  readonly encrypted: boolean
  /** Whether others on the network can read it. */
  readonly exposed: boolean
  /** What the user should know before typing a password. */
  readonly notices: readonly string[]
}

/**
 * Provides a password when the server asks for one; null if there is none or the user cancelled.
 * @param wrong whether the password provided before was wrong
 */
export type PasswordSource = (wrong: boolean, link: PasswordLink) => Promise<string | null>

/** Asks a question without echoing the answer; null if the user cancelled. */
export type AskSecret = (question: string) => Promise<string | null>

/** The first line of a file. @throws Exit `usage` if it cannot be read */
export async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0] ?? ''
  } catch (error) {
    throw new Exit(exitCodes.usage, `Cannot read the password file ${file}: ${(error as Error).message}`)
  }
}

/** Warning before a password is typed on a connection in the clear; empty on an encrypted one. */
export function caution({ encrypted }: Pick<PasswordLink, 'encrypted'>): string {
  return encrypted ? '' : ' Not encrypted: others on this network can read it.'
}

/**
 * Refuses to send a password from a file, which nobody decides on at that moment, to a server that is neither encrypted
 * nor known: it may be anyone's.
 * @param what names the password: `server password`
 * @param met whether the user has joined the server before
 * @throws Exit `refused`
 */
export function refuseUnmet(
  what: string,
  { host, port, exposed }: Pick<PasswordLink, 'host' | 'port' | 'exposed'>,
  met: boolean,
): void {
  if (!exposed || met) return
  throw new Exit(
    exitCodes.refused,
    `The ${what} was not sent: ${host} port ${port} is not encrypted, and you have not joined it before. Start the server with encryption (without --no-tls). On a trusted network you can also join once and type the password; its file is then used from the next time`,
  )
}

/**
 * Reads the server password from a file, or else asks the user and keeps the answer for later connections.
 *
 * @param ask null if nobody can be asked
 * @param met whether the user has joined the server before
 */
export function serverPassword(file: string | undefined, ask: AskSecret | null, met: boolean): PasswordSource {
  if (file !== undefined) {
    return async (wrong, link) => {
      if (wrong) return null
      refuseUnmet('server password', link, met)
      return readPassword(file)
    }
  }
  let said: string | null = null
  return async (wrong, link) => {
    if (said !== null && !wrong) return said
    const question = `${wrong ? 'Wrong server password. Try again.' : 'Server password?'}${caution(link)}`
    said = (await ask?.([question, 'An empty line cancels.', ...link.notices].join(' '))) || null
    return said
  }
}
