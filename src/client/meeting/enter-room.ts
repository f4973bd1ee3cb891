import { readChoice } from '../../screen/capture/share-choice.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import type { Options } from '../settings/table.ts'
import type { Meeting } from './meeting.ts'

/**
 * Goes into the room that was asked for, made where it is not there and `--create` says so; muted, recording
 * and sharing as asked for.
 * @returns why it cannot, in a status of the contract; null where it is done.
 * @throws Exit `usage` where the recording or the sharing cannot begin.
 */
export async function enterRoom(
  meeting: Meeting,
  { mute, room, create, record, share }: Options,
  password: string | undefined,
): Promise<string | null> {
  if (mute && !meeting.state.muted) await meeting.setMuted(true)
  if (room === undefined) return null
  let wrong = await meeting.rooms.join(room, password)
  if (wrong === 'room not found' && create) {
    // Somebody else may make it at the same moment, which is as good.
    await meeting.rooms.create(room, password)
    wrong = await meeting.rooms.join(room, password)
  }
  if (wrong) return wrong
  const unrecorded = record === undefined ? null : await meeting.record(record === true ? null : record)
  if (unrecorded) throw new Exit(exitCodes.usage, `Cannot record: ${unrecorded}`)
  const choice = share === undefined ? null : readChoice(share)
  const unshared = typeof choice === 'string' ? choice : choice && (await meeting.sharing.start(choice))
  if (unshared) throw new Exit(exitCodes.usage, `Cannot share: ${unshared}`)
  return null
}
