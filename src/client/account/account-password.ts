import { cleanLine } from '../../lib/text.ts'
import { type AskSecret, caution, type PasswordLink, readPassword, refuseUnmet } from './password-source.ts'

/**
 * Provides the password of a registered name; null if there is none or the user cancelled.
 * @param wrong whether the password provided before was wrong
 */
export type AccountPassword = (name: string, wrong: boolean, link: PasswordLink) => Promise<string | null>

/**
 * Reads the account password from a file, or else asks the user and keeps the answer for later connections.
 * @param ask null if nobody can be asked
 * @param met whether the user has joined the server before
 */
export function accountPassword(file: string | undefined, ask: AskSecret | null, met: boolean): AccountPassword {
  if (file !== undefined) {
    return async (_name, wrong, link) => {
      if (wrong) return null
      refuseUnmet('account password', link, met)
      return readPassword(file)
    }
  }
  const said = new Map<string, string>()
  return async (name, wrong, link) => {
    const before = said.get(name)
    if (before !== undefined && !wrong) return before
    const question = wrong
      ? `Wrong password for ${cleanLine(name)}. Try again.`
      : `${cleanLine(name)} is registered. Password?${caution(link)}`
    const password = (await ask?.(`${question} An empty line cancels.`)) || null
    if (password !== null) said.set(name, password)
    return password
  }
}
