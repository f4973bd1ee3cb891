import { type ErrorCode, errors } from '../../protocol/errors.ts'
import { type RefusalReason, refusalReasons } from '../net/connection-limiter.ts'
import { PictureStats } from '../share/picture-stats.ts'
import { RoomMixerStats } from '../voice/room-mixer-stats.ts'

/** What a server has counted since its start, in plain fields: nothing is worked out before somebody asks. */
export class Counters {
  /** Connections that were let in. */
  connections = 0
  /** Connections that were not, by reason. */
  readonly refused = zeros<RefusalReason>(refusalReasons)
  /** Connections that were closed for what the client did, by the code of the error. */
  readonly closed = zeros<ErrorCode>(Object.keys(errors) as ErrorCode[])
  /** Voice frames that came from people in rooms. */
  voiceReceived = 0
  /** Those of people who are muted. */
  voiceMuted = 0
  /** Those that came faster than anybody can talk. */
  voiceTooFast = 0
  /** The sound of all rooms. */
  readonly sound = new RoomMixerStats()
  /** The pictures of all rooms. */
  readonly pictures = new PictureStats()
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
}
