import { ok, type Result } from '../../lib/result.ts'
import { readChoice } from '../../screen/capture/share-choice.ts'
import { refuseUnmet } from '../account/password-source.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import type { Options } from '../settings/table.ts'
import type { Meeting } from './meeting.ts'

/**
 * Joins the room of `--room`, creating it first if `--create` is set and it does not exist, and applies `--mute`,
 * `--record` and `--share`.
 * @returns the status or message of the server if the join is refused
 * @throws Exit `usage` when recording or sharing cannot start; `refused` when others could read the password
 */
export async function enterRoom(
  meeting: Meeting,
  { mute, room, create, record, share }: Options,
  password: string | undefined,
): Promise<Result<undefined>> {
  if (mute && !meeting.state.muted) await meeting.self.setMuted(true)
  if (room === undefined) return ok(undefined)
  if (password !== undefined) refuseUnmet('room password', meeting.server, meeting.server.met)
  let joined = await meeting.rooms.join(room, password)
  if (!joined.ok && joined.refusal === 'room not found' && create) {
    // The result is ignored: somebody else may have created it in between.
    await meeting.rooms.create(room, password)
    joined = await meeting.rooms.join(room, password)
  }
  if (!joined.ok) return joined
  if (record !== undefined) {
    const recording = await meeting.record(record === true ? null : record)
    if (!recording.ok) throw new Exit(exitCodes.usage, `Cannot record: ${recording.refusal}`)
  }
  if (share !== undefined) {
    const choice = readChoice(share)
    const sharing = choice.ok ? await meeting.pictures.sharing.start(choice.value) : choice
    if (!sharing.ok) throw new Exit(exitCodes.usage, `Cannot share: ${sharing.refusal}`)
  }
  return ok(undefined)
}
