import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../lib/clock.ts'
import { EDITS_FILE } from '../edit/edits-file.ts'
import { SessionLock } from '../session-lock.ts'
import type { Entry } from './library-entry.ts'

/** ms in which a recording that goes on is written to, and is longer afterwards. */
const FRESH = 2_000
const LOOK_AGAIN = 600

/** Why a recording must stay where it is, as a sentence for people; null where nobody needs it there. */
export async function whyInUse({ path, kind, sound }: Entry, clock: Clock): Promise<string | null> {
  const holder = SessionLock.holderOf(kind === 'folder' ? join(path, EDITS_FILE) : `${path}.${EDITS_FILE}`)
  if (holder) return `a studio has it open (${holder}); close it first`
  if (sound && (await isGrowing(sound, clock))) return 'it is being recorded; end that first'
  return null
}

async function isGrowing(path: string, clock: Clock): Promise<boolean> {
  const before = await lstat(path).catch(() => null)
  if (!before || clock.date() - before.mtimeMs > FRESH) return false
  await new Promise<void>((resolve) => void clock.after(LOOK_AGAIN, resolve))
  const after = await lstat(path).catch(() => null)
  return after !== null && after.size !== before.size
}
