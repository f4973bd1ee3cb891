import { readFile } from 'node:fs/promises'
import { Exit, exitCodes } from '../exit-codes.ts'

/**
 * Gives a password when one is wanted; null where there is none.
 * @param wrong whether the one given before was not the right one.
 * @param notices what a person should know before they tell it.
 */
export type PasswordSource = (wrong: boolean, notices: readonly string[]) => Promise<string | null>

/** Puts a question to a person whose answer is not to be seen; null where they gave up. */
export type AskSecret = (question: string) => Promise<string | null>

/** The first line of a file. @throws Exit `usage` where it cannot be read. */
export async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0] ?? ''
  } catch (error) {
    throw new Exit(exitCodes.usage, `Cannot read the password file ${file}: ${(error as Error).message}`)
  }
}

/**
 * Where the password of a server comes from: the file, or else the person, whose answer holds for later connections
 * too.
 *
 * @param ask null where nobody can be asked.
 */
export function serverPassword(file: string | undefined, ask: AskSecret | null): PasswordSource {
  if (file !== undefined) return async (wrong) => (wrong ? null : readPassword(file))
  let said: string | null = null
  return async (wrong, notices) => {
    if (said !== null && !wrong) return said
    const question = wrong
      ? 'That is not the password of the server. Which is it?'
      : 'Password of the server?'
    said = (await ask?.([...notices, question, 'An empty line gives up.'].join(' '))) || null
    return said
  }
}
