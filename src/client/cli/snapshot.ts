import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import type { Shared } from '../../protocol/meeting/state.ts'
import { Canvas } from '../../screen/canvas.ts'
import type { Picture } from '../../screen/picture.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import type { Meeting } from '../meeting/meeting.ts'
import { savePicture } from '../watching/picture-file.ts'

/** ms to wait for the list of shares, which the server sends right after the reply to `join`. */
const SHARE_PATIENCE = 2_000
/** ms to wait for the first picture. */
const PICTURE_PATIENCE = 15_000
const LOOK_AGAIN = 50

/**
 * Saves one picture of the screen that is shared in the room, or of the first camera if there is no screen, as PNG.
 * @returns a message for the user
 * @throws Exit `refused` when nobody shares or no picture arrives, `usage` when the file cannot be written
 */
export async function takeSnapshot(meeting: Meeting, path: string, clock: Clock): Promise<string> {
  const from = await until(clock, SHARE_PATIENCE, () => firstOf(meeting.state.shares)?.from)
  const room = cleanLine(meeting.state.room ?? '')
  if (!from) throw new Exit(exitCodes.refused, `Nobody in ${room} is sharing a screen or a camera`)
  const name = cleanLine(meeting.state.users.find(({ id }) => id === from.id)?.name ?? from.name)
  let problem = ''
  let picture: Picture | null = null
  const canvas = new Canvas({
    drawn: (drawn) => {
      picture ??= drawn
    },
    failed: (reason) => {
      problem = ` (${reason})`
      meeting.pictures.watching.restart(from.id)
    },
  })
  const viewer = { show: (_: number, encoded: Parameters<Canvas['draw']>[0]) => canvas.draw(encoded), ended() {} }
  meeting.pictures.watching.want(from.id, viewer)
  const seen = await until(clock, PICTURE_PATIENCE, () => picture)
  meeting.pictures.watching.release(from.id, viewer)
  canvas.close()
  if (!seen)
    throw new Exit(exitCodes.refused, `No picture from ${name} arrived within ${PICTURE_PATIENCE / 1_000} s${problem}`)
  try {
    await savePicture(seen, path, new Date(clock.date()))
  } catch (error) {
    throw new Exit(exitCodes.usage, (error as Error).message)
  }
  return `Saved a picture of what ${name} is sharing (${seen.width}x${seen.height}) to ${path}.`
}

/** The first screen, or else the first camera, in the order in which they were started. */
function firstOf(shares: readonly Shared[]): Shared | undefined {
  return shares.find(({ kind }) => kind === 'screen') ?? shares[0]
}

/** Polls until `poll` returns a value, and returns it; null after `patience` ms. */
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
