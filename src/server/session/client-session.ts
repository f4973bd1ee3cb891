import type { ModeratedSession } from '../moderation/moderation.ts'
import type { Participant } from '../rooms/participant.ts'
import type { Room } from '../rooms/room.ts'

/** Where a client's connection comes from. */
export interface SessionOrigin {
  /** The client's address, by which wrong passwords are counted. */
  readonly address: string
  /** When it connected, in ms of the monotonic clock. */
  readonly since: number
  readonly encrypted: boolean
  /** Origin of the page that opened it, such as `https://192.168.1.5:12345`; null for other clients. */
  readonly page: string | null
  /** Whether it comes in the clear from another machine, although the server has TLS. */
  readonly exposed: boolean
}

/** A message that was sent to a session while it had no connection. */
export interface MissedMessage {
  readonly label: string
  readonly encoded: Buffer
}

/** The state that a session passes to the one that resumes it. */
export interface ResumedState {
  readonly participant: Participant
  readonly room: Room | null
  /** What the client is still to be sent, in order. */
  readonly missed: readonly MissedMessage[]
}

/** A client's session as the rest of the server sees it; `Session` implements it. */
export interface ClientSession extends ModeratedSession {
  /** Moves the client to a room. */
  enter(room: Room): void
  readonly participant: Participant
  readonly room: Room | null
  /** Time of the connection in ms of the monotonic clock. */
  readonly since: number
  /** Disconnects a client that reads too slowly or has gone silent; to be called about once per second. */
  checkPatience(): void
  /** Leaves the room for good, sends what is queued and closes. */
  close(): void
  /** Passes participant and room to the session that resumes this one. */
  surrender(): ResumedState
}
