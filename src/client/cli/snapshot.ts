import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { Canvas } from '../../screen/canvas.ts'
import type { Picture } from '../../screen/picture.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import type { Meeting } from '../meeting/meeting.ts'
import type { Shared } from '../meeting/state.ts'
import { savePicture } from '../watching/picture-file.ts'

/** ms within which the room tells who shares: it does so right behind the reply to `join`. */
const SHARE_PATIENCE = 2_000
/** ms within which a picture must come. */
const PICTURE_PATIENCE = 15_000
const LOOK_AGAIN = 50

/**
 * Saves one picture of the screen that is shared in the room, or where none is of the first camera, as PNG.
 * @returns what to tell the user.
 * @throws Exit `refused` where nobody shares or no picture comes, `usage` where it cannot be saved.
 */
export async function takeSnapshot(meeting: Meeting, path: string, clock: Clock): Promise<string> {
  const from = await until(clock, SHARE_PATIENCE, () => firstOf(meeting.state.shares)?.from)
  const room = cleanLine(meeting.state.room ?? '')
  if (!from) throw new Exit(exitCodes.refused, `Nobody in ${room} shares a screen or a camera now`)
  const name = cleanLine(meeting.state.users.find(({ id }) => id === from.id)?.name ?? from.name)
  let problem = ''
  let picture: Picture | null = null
  const canvas = new Canvas({
    drawn: (drawn) => {
      picture ??= drawn
    },
    failed: (reason) => {
      problem = ` (${reason})`
      meeting.watching.restart(from.id)
    },
  })
  const viewer = {
    show: (_: number, encoded: Parameters<Canvas['draw']>[0]) => canvas.draw(encoded),
    ended() {},
  }
  meeting.watching.want(from.id, viewer)
  const seen = await until(clock, PICTURE_PATIENCE, () => picture)
  meeting.watching.release(from.id, viewer)
  canvas.close()
  if (!seen)
    throw new Exit(
      exitCodes.refused,
      `No picture of ${name} came within ${PICTURE_PATIENCE / 1_000} s${problem}`,
    )
  try {
    await savePicture(seen, path, new Date(clock.date()))
  } catch (error) {
    throw new Exit(exitCodes.usage, (error as Error).message)
  }
  return `Saved a picture of what ${name} shares, ${seen.width}x${seen.height}, to ${path}.`
}

/** A screen comes before cameras; they are in the order in which they began. */
function firstOf(shares: readonly Shared[]): Shared | undefined {
  return shares.find(({ kind }) => kind === 'screen') ?? shares[0]
}

/** What `look` finds, looked for time and again; null where it finds nothing within `patience` ms. */
function until<T>(clock: Clock, patience: number, poll: () => T | null | undefined): Promise<T | null> {
  const end = clock.now() + patience
  return new Promise((resolve) => {
    const again = () => {
      const found = poll() ?? null
      if (found !== null || clock.now() >= end) resolve(found)
      else clock.after(LOOK_AGAIN, again)
    }
    again()
  })
}
