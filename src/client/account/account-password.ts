import { cleanLine } from '../../lib/text.ts'
import { type AskSecret, readPassword } from './password-source.ts'

/**
 * Gives the password of a registered name; null where there is none, or the person gave up.
 * @param wrong whether the one given before was not the right one.
 */
export type AccountPassword = (
  name: string,
  wrong: boolean,
  link: { readonly encrypted: boolean },
) => Promise<string | null>

/**
 * Where the password of one's account comes from: the file, or else the person, whose answer holds for later
 * connections too.
 * @param ask null where nobody can be asked.
 */
export function accountPassword(file: string | undefined, ask: AskSecret | null): AccountPassword {
  if (file !== undefined) return async (_name, wrong) => (wrong ? null : readPassword(file))
  const said = new Map<string, string>()
  return async (name, wrong, { encrypted }) => {
    const before = said.get(name)
    if (before !== undefined && !wrong) return before
    const open = encrypted ? '' : ' Not encrypted: others on this network could read it.'
    const question = wrong
      ? `That is not the password of ${cleanLine(name)}. Which is it?`
      : `${cleanLine(name)} is registered here. Its password?${open}`
    const password = (await ask?.(`${question} An empty line gives up.`)) || null
    if (password !== null) said.set(name, password)
    return password
  }
}
