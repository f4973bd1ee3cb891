import { dirname } from 'node:path'
import type { Clock } from '../../../clock.ts'
import { cleanLine } from '../../../protocol/text.ts'
import { openerFor, openInBrowser, type Surroundings } from '../../viewer/browser.ts'
import type { Entry } from './entry.ts'

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
