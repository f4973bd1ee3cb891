import type { Cancel, Clock } from '../clock.ts'
import { encode } from '../protocol/encoder.ts'
import type { Label } from '../protocol/labels.ts'
import type { RoomDetails, User } from '../protocol/shapes.ts'
import type { Participant } from './participant.ts'
import { RoomAudio } from './room-audio.ts'
import { RoomPassword } from './room-password.ts'
import { Speaking } from './speaking.ts'

export interface RoomOptions {
  rate: number
  password?: string | undefined
  temporary?: boolean | undefined
}

/** Between two pushes of who is here: 1 ms a participant, so that a crowd coming in is not told N x N names. */
const MS_PER_PARTICIPANT = 1
const LONGEST_WAIT = 1_000

/** People who hear each other. */
export class Room {
  readonly name: string
  readonly temporary: boolean
  readonly audio: RoomAudio<Participant>
  readonly #password: RoomPassword | null
  readonly #clock: Clock
  readonly #participants = new Set<Participant>()
  readonly #speaking: Speaking
  #cancelPush: Cancel | null = null
  #pushedAt = -Infinity

  constructor(name: string, clock: Clock, options: RoomOptions) {
    this.name = name
    this.temporary = options.temporary ?? false
    this.#password = options.password === undefined ? null : new RoomPassword(options.password)
    this.#clock = clock
    this.#speaking = new Speaking(clock, (users) => this.tell({ label: 'speaking', room: name, users }))
    this.audio = new RoomAudio(options.rate, clock, {
      level: (participant, dbfs) => this.#speaking.level(participant.id, dbfs),
    })
  }

  get empty(): boolean {
    return this.#participants.size === 0
  }

  /** Whether the room may be entered with what was given as password. */
  admits(password: string | undefined): boolean {
    return this.#password === null || (password !== undefined && this.#password.matches(password))
  }

  find(id: number): Participant | undefined {
    for (const participant of this.#participants) if (participant.id === id) return participant
    return undefined
  }

  enter(participant: Participant): void {
    this.#participants.add(participant)
    this.audio.join(participant)
    this.usersChanged()
  }

  /** Tells a newcomer who records: nobody is recorded without seeing it. */
  tellRecorders(newcomer: Participant): void {
    for (const { recording, id, name } of this.#participants) {
      if (recording) newcomer.tell({ label: 'recording', on: true, by: { id, name } })
    }
  }

  leave(participant: Participant): void {
    if (!this.#participants.delete(participant)) return
    this.audio.leave(participant)
    this.#speaking.forget(participant.id)
    this.record(participant, false)
    this.usersChanged()
  }

  /** Begins or ends a participant's recording, and tells the room. */
  record(participant: Participant, on: boolean): void {
    if (participant.recording === on) return
    participant.recording = on
    this.tell({ label: 'recording', on, by: { id: participant.id, name: participant.name } })
    this.usersChanged()
  }

  /** Drops the voice of somebody who was muted. */
  silence(participant: Participant): void {
    this.audio.silence(participant)
    this.#speaking.forget(participant.id)
  }

  /** Sends a message to all in the room. */
  tell(message: Label): void {
    const encoded = encode(message)
    for (const participant of this.#participants) participant.tellEncoded(message.label, encoded)
  }

  /** Pushes who is here and in which state, soon; many changes at once make one push. */
  usersChanged(): void {
    if (this.#cancelPush || this.empty) return
    const pause = Math.min(this.#participants.size * MS_PER_PARTICIPANT, LONGEST_WAIT)
    const wait = this.#pushedAt + pause - this.#clock.now()
    this.#cancelPush = this.#clock.after(wait, () => {
      this.#cancelPush = null
      this.#pushedAt = this.#clock.now()
      this.tell({ label: 'room_users', room: this.name, users: this.users() })
    })
  }

  users(): User[] {
    return [...this.#participants].map((participant) => participant.describe())
  }

  describe(): RoomDetails {
    const { name, temporary } = this
    return { room: name, users: this.#participants.size, locked: this.#password !== null, temporary }
  }

  close(): void {
    this.#cancelPush?.()
    this.#speaking.close()
    this.audio.close()
  }
}
