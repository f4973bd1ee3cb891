import { dirname } from 'node:path'
import type { Clock } from '../../lib/clock.ts'
import { openerFor, openInBrowser, type Surroundings } from '../../lib/opener.ts'
import { cleanLine } from '../../lib/text.ts'
import type { Entry } from './library-entry.ts'

/**
 * Shows the folder of a recording in the file manager of the desktop.
 * @returns what to tell the person: where it is, in any case, for over SSH and without a desktop that is all
 */
export async function reveal({ path, kind }: Entry, here: Surroundings, clock: Clock): Promise<string> {
  const folder = kind === 'folder' ? path : dirname(path)
  const opener = openerFor(folder, here)
  const opened = opener !== null && (await openInBrowser(opener, clock))
  return opened ? `Opened ${cleanLine(folder)}.` : `It is in ${cleanLine(folder)}.`
}
