import { readFile } from 'node:fs/promises'
import { Exit, exitCodes } from '../exit-codes.ts'

/**
 * Provides a password when the server asks for one; null if there is none or the user cancelled.
 * @param wrong whether the password provided before was wrong
 * @param notices what the user should know before typing it
 */
export type PasswordSource = (wrong: boolean, notices: readonly string[]) => Promise<string | null>

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

/**
 * Reads the server password from a file, or else asks the user and keeps the answer for later connections.
 *
 * @param ask null if nobody can be asked
 */
export function serverPassword(file: string | undefined, ask: AskSecret | null): PasswordSource {
  if (file !== undefined) return async (wrong) => (wrong ? null : readPassword(file))
  let said: string | null = null
  return async (wrong, notices) => {
    if (said !== null && !wrong) return said
    const question = wrong ? 'Wrong server password. Try again.' : 'Server password?'
    said = (await ask?.([...notices, question, 'An empty line cancels.'].join(' '))) || null
    return said
  }
}
