import type { Clock } from '../clock.ts'
import { encode } from '../protocol/encoder.ts'
import type { Label } from '../protocol/labels.ts'
import type { RoomDetails, User } from '../protocol/shapes.ts'
import { Announcement } from './announcement.ts'
import type { Participant } from './participant.ts'
import type { Password } from './password.ts'
import { RoomAudio } from './room-audio.ts'
import type { RoomAudioStats } from './room-audio-stats.ts'
import { Screens } from './screens.ts'
import { Speaking } from './speaking.ts'
import type { VoiceFormat } from './voice-stream.ts'

export interface RoomOptions {
  voice: VoiceFormat
  password?: Password | undefined
  temporary?: boolean | undefined
  /** Who makes it. */
  maker?: Participant | undefined
  /** Where its sound is counted, with that of other rooms; by itself where left out. */
  stats?: RoomAudioStats | undefined
}

/** People who hear each other. */
export class Room {
  readonly name: string
  readonly temporary: boolean
  /** What one must know to come in; null lets everybody in. */
  readonly password: Password | null
  readonly audio: RoomAudio<Participant>
  readonly screens: Screens
  /** Who made it, as long as they are at this server. */
  maker: Participant | null
  readonly #participants = new Set<Participant>()
  readonly #speaking: Speaking
  readonly #announcement: Announcement
  readonly #happened: (room: Room) => void
  #said = 0

  /** @param happened is called when somebody comes, goes or writes to all. */
  constructor(name: string, clock: Clock, options: RoomOptions, happened: (room: Room) => void = () => {}) {
    this.name = name
    this.#happened = happened
    this.temporary = options.temporary ?? false
    this.password = options.password ?? null
    this.maker = options.maker ?? null
    this.#speaking = new Speaking(clock, (users) => this.tell({ label: 'speaking', room: name, users }))
    this.#announcement = new Announcement(clock, () => {
      this.tell({ label: 'room_users', room: name, users: this.users() })
    })
    this.screens = new Screens(clock, {
      tell: (message) => this.tell(message),
      changed: () => this.usersChanged(),
    })
    const level = (participant: Participant, dbfs: number) => this.#speaking.level(participant.id, dbfs)
    this.audio = new RoomAudio(options.voice, clock, { level }, options.stats)
  }

  /** How many are in it. */
  get size(): number {
    return this.#participants.size
  }

  get empty(): boolean {
    return this.size === 0
  }

  find(id: number): Participant | undefined {
    for (const participant of this.#participants) if (participant.id === id) return participant
    return undefined
  }

  enter(participant: Participant): void {
    this.#participants.add(participant)
    this.audio.join(participant)
    this.usersChanged()
    this.#happened(this)
  }

  /** Tells a newcomer who records, for nobody is recorded without seeing it, and who shares. */
  tellNewcomer(newcomer: Participant): void {
    for (const { recording, id, name } of this.#participants) {
      if (recording) newcomer.tell({ label: 'recording', on: true, by: { id, name } })
    }
    this.screens.tellNewcomer(newcomer)
  }

  leave(participant: Participant): void {
    if (!this.#participants.delete(participant)) return
    this.audio.leave(participant)
    this.#speaking.forget(participant.id)
    this.record(participant, false)
    this.screens.end(participant)
    this.screens.unwatch(participant)
    this.usersChanged()
    this.#happened(this)
  }

  /** A participant's connection broke, or is there again; others are told, and nobody comes or goes. */
  setAway(participant: Participant, away: boolean): void {
    participant.away = away
    if (away) {
      this.silence(participant)
      this.screens.unwatch(participant)
    }
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

  /** Sends a chat message to all in the room. */
  say(message: Label<'said'>): void {
    this.#said++
    this.tell(message)
    this.#happened(this)
  }

  /** Pushes who is here and in which state, soon; many changes at once make one push. */
  usersChanged(): void {
    if (!this.empty) this.#announcement.changed(this.#participants.size)
  }

  users(): User[] {
    return [...this.#participants].map((participant) => participant.describe())
  }

  describe(): RoomDetails {
    const locked = this.password !== null
    // How lively a room with a password is concerns those who have it.
    const said = locked ? 0 : this.#said
    return { room: this.name, users: this.#participants.size, locked, temporary: this.temporary, said }
  }

  close(): void {
    this.#announcement.close()
    this.#speaking.close()
    this.audio.close()
    this.screens.close()
  }
}
