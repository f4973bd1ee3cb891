import { cleanLine } from '../../lib/text.ts'
import { type AskSecret, readPassword } from './password-source.ts'

/**
 * Provides the password of a registered name; null if there is none or the user cancelled.
 * @param wrong whether the password provided before was wrong
 */
export type AccountPassword = (
  name: string,
  wrong: boolean,
  link: { readonly encrypted: boolean },
) => Promise<string | null>

/**
 * Reads the account password from a file, or else asks the user and keeps the answer for later connections.
 * @param ask null if nobody can be asked
 */
export function accountPassword(file: string | undefined, ask: AskSecret | null): AccountPassword {
  if (file !== undefined) return async (_name, wrong) => (wrong ? null : readPassword(file))
  const said = new Map<string, string>()
  return async (name, wrong, { encrypted }) => {
    const before = said.get(name)
    if (before !== undefined && !wrong) return before
    const open = encrypted ? '' : ' Not encrypted: others on this network can read it.'
    const question = wrong
      ? `Wrong password for ${cleanLine(name)}. Try again.`
      : `${cleanLine(name)} is registered. Password?${open}`
    const password = (await ask?.(`${question} An empty line cancels.`)) || null
    if (password !== null) said.set(name, password)
    return password
  }
}
