import type { Label } from '../../protocol/labels.ts'
import type { User } from '../../protocol/shapes.ts'
import type { Listener } from '../voice/mixer-input.ts'

/** The way to the client: what the participant is told goes here. */
export interface Downlink {
  send(message: Label): void
  /** Sends a message that is encoded already, shared with others. */
  sendEncoded(name: string, message: Buffer): void
  sendRealtime(message: Buffer, payloadBytes: number): void
  /** Sends a part of a picture. @returns whether there was room for it. */
  sendPicture(message: Buffer, payloadBytes: number): boolean
}

/** A person, as the others know them. */
export class Participant implements Listener {
  readonly id: number
  #downlink: Downlink
  name = ''
  muted = false
  deafened = false
  /** Whether Opus was agreed upon; PCM if not. */
  opus = false
  /** Whether the client records the room, or the server does for it. */
  recording = false
  /** Whether others may see a screen or a camera of theirs. */
  sharing = false
  /** Whether the server records this person's voice. */
  recorded = false
  /** Whether the connection broke and may come back. */
  away = false
  /** The id of the account they logged in to. */
  account: number | null = null
  /** Whether the name they have is theirs. */
  registered = false
  /** Whether they may moderate everywhere on the server. */
  operator = false
  /** Whether the client said hello, and so wants to know of rooms that come and go. */
  greeted = false
  /** Whether the client wants to know what happens in other rooms. */
  curious = false

  constructor(id: number, downlink: Downlink) {
    this.id = id
    this.#downlink = downlink
  }

  get hears(): boolean {
    return !this.deafened && !this.away
  }

  /** Takes another way to the client: the connection is a new one. */
  attach(downlink: Downlink): void {
    this.#downlink = downlink
  }

  /** Sends a message to this person alone. */
  send(message: Label): void {
    this.#downlink.send(message)
  }

  /** Sends a message that others are sent too, encoded once for all. */
  tellEncoded(name: string, message: Buffer): void {
    this.#downlink.sendEncoded(name, message)
  }

  hear(message: Buffer, payloadBytes: number): void {
    this.#downlink.sendRealtime(message, payloadBytes)
  }

  /** Sends a part of a picture. @returns whether there was room for it. */
  show(message: Buffer, payloadBytes: number): boolean {
    return this.#downlink.sendPicture(message, payloadBytes)
  }

  /** What everybody in the room may know. */
  describe(): User {
    const { id, name, muted, deafened, sharing, recording } = this
    const user = { id, name, muted, deafened, sharing, recording }
    return {
      ...user,
      ...(this.recorded ? { recorded: true } : {}),
      ...(this.registered ? { registered: true } : {}),
      ...(this.operator ? { operator: true } : {}),
      ...(this.away ? { reconnecting: true } : {}),
    }
  }
}
