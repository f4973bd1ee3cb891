import type { Clock } from '../../lib/clock.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { RoomDetails, User } from '../../protocol/shapes.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import type { Password } from '../accounts/password-hash.ts'
import { LoopBudget } from '../limits/loop-budget.ts'
import { Bans } from '../moderation/bans.ts'
import { RoomRecorders } from '../recording/room-recorders.ts'
import type { RecordedRoom, RoomRecording } from '../recording/room-recording.ts'
import type { PictureStats } from '../share/picture-stats.ts'
import { Screens } from '../share/screens.ts'
import type { VoiceFormat } from '../voice/encoded-mix.ts'
import { RoomMixer } from '../voice/room-mixer.ts'
import type { RoomMixerStats } from '../voice/room-mixer-stats.ts'
import { MutedPeople } from './muted-people.ts'
import type { Participant } from './participant.ts'
import { Announcement } from './room-announcements.ts'
import { Speaking } from './speaking.ts'

export interface RoomOptions {
  voice: VoiceFormat
  password?: Password | undefined
  temporary?: boolean | undefined
  /** Who makes it. */
  maker?: Participant | undefined
  /** Where its sound is counted, with that of other rooms; by itself where left out. */
  stats?: RoomMixerStats | undefined
  /** The same for its pictures. */
  pictures?: PictureStats | undefined
  /** What its pictures take of a turn of the event loop, with those of other rooms. */
  loopBudget?: LoopBudget | undefined
  limits: Limits
}

export interface RoomEvents {
  /** A participant entered, left or wrote to all. */
  active?(room: Room): void
  /** The room was closed to others, or opened. */
  closedChanged?(): void
}

/** People who hear each other. */
export class Room implements RecordedRoom {
  readonly name: string
  readonly temporary: boolean
  /** What one must know to come in; null lets everybody in. */
  readonly password: Password | null
  readonly mixer: RoomMixer<Participant>
  readonly screens: Screens
  /** Who records it. */
  readonly recorders = new RoomRecorders(this)
  /** Who may moderate it: its maker, or whom it was handed to, as long as they are at this server. */
  host: Participant | null
  /** The account of the host who left the server last: they are the host again when they come back. */
  formerHost: number | null = null
  /** Who may not come in. */
  readonly bans: Bans
  readonly #participants = new Set<Participant>()
  readonly #mutedForAll = new MutedPeople()
  readonly #speaking: Speaking
  readonly #announcement: Announcement
  readonly #events: RoomEvents
  #closed = false
  #said = 0

  constructor(name: string, clock: Clock, options: RoomOptions, events: RoomEvents = {}) {
    this.name = name
    this.#events = events
    this.temporary = options.temporary ?? false
    this.password = options.password ?? null
    this.host = options.maker ?? null
    this.#speaking = new Speaking(clock, (users) => this.broadcast({ label: 'speaking', room: name, users }))
    this.#announcement = new Announcement(clock, () => {
      this.broadcast({ label: 'room_users', room: name, users: this.users() })
    })
    const told = { tell: (message: Label) => this.broadcast(message), changed: () => this.usersChanged() }
    this.bans = new Bans(null, options.limits)
    const { loopBudget = new LoopBudget(clock), limits, pictures: stats } = options
    this.screens = new Screens(clock, told, { loopBudget, limits, stats })
    this.mixer = new RoomMixer(
      options.voice,
      clock,
      {
        level: (participant, dbfs) => this.#speaking.level(participant.id, dbfs),
        voices: (voices) => this.recording?.hear(voices),
      },
      options.stats,
    )
  }

  /** How many are in it. */
  get size(): number {
    return this.#participants.size
  }

  get empty(): boolean {
    return this.size === 0
  }

  /** Who has been here longest; null where nobody is. */
  get eldest(): Participant | null {
    const [eldest = null] = this.#participants
    return eldest
  }

  get people(): Iterable<Participant> {
    return this.#participants
  }

  /** What the server records of the room; null where it does not. */
  get recording(): RoomRecording | null {
    return this.recorders.recording
  }

  /** Whether nobody but its host and operators may enter. */
  get closed(): boolean {
    return this.#closed
  }

  setClosed(closed: boolean): void {
    if (this.#closed === closed) return
    this.#closed = closed
    this.#events.closedChanged?.()
  }

  find(id: number): Participant | undefined {
    for (const participant of this.#participants) if (participant.id === id) return participant
    return undefined
  }

  enter(participant: Participant): void {
    this.#participants.add(participant)
    this.#mutedForAll.meet(participant)
    const { account } = participant
    if (this.host === null && account !== null && account === this.formerHost) this.host = participant
    this.mixer.join(participant)
    this.recording?.enter(participant)
    this.usersChanged()
    this.#events.active?.(this)
  }

  /** Tells a newcomer who records, for nobody is recorded without seeing it, and who shares. */
  tellNewcomer(newcomer: Participant): void {
    this.recorders.sendStateTo(newcomer)
    this.screens.tellNewcomer(newcomer)
  }

  leave(participant: Participant): void {
    if (!this.#participants.delete(participant)) return
    this.mixer.leave(participant)
    this.#speaking.forget(participant.id)
    this.recorders.setClient(participant, false)
    this.screens.end(participant)
    this.screens.unwatch(participant)
    this.recording?.leave(participant)
    this.usersChanged()
    this.#events.active?.(this)
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

  recordingEnded(recording: RoomRecording): void {
    this.recorders.ended(recording)
  }

  /** Whether nobody is to hear somebody here, whatever they say of themselves. */
  isMutedForAll(participant: Participant): boolean {
    return this.#mutedForAll.has(participant)
  }

  /** Has nobody hear somebody here, or lets them be heard again. */
  muteForAll(participant: Participant, muted: boolean): void {
    if (muted) this.#mutedForAll.add(participant)
    else this.#mutedForAll.delete(participant)
    if (muted) this.silence(participant)
    this.usersChanged()
  }

  /** Drops the voice of somebody who was muted. */
  silence(participant: Participant): void {
    this.mixer.silence(participant)
    this.#speaking.forget(participant.id)
  }

  /** Sends a message to all in the room. */
  broadcast(message: Label): void {
    const encoded = encode(message)
    for (const participant of this.#participants) participant.sendEncoded(message.label, encoded)
  }

  /** Sends a chat message to all in the room. */
  say(message: Label<'said'>): void {
    this.#said++
    const from = this.recording && this.find(message.from)
    if (from) this.recording?.said(from, message.text)
    this.broadcast(message)
    this.#events.active?.(this)
  }

  /** Pushes who is here and in which state, soon; many changes at once make one push. */
  usersChanged(): void {
    if (!this.empty) this.#announcement.changed(this.#participants.size)
  }

  users(): User[] {
    return [...this.#participants].map((participant) => ({
      ...participant.describe(),
      ...(participant === this.host ? { host: true } : {}),
      ...(this.isMutedForAll(participant) ? { muted_by_host: true } : {}),
    }))
  }

  describe(): RoomDetails {
    const locked = this.password !== null
    // How lively a room with a password is concerns those who have it.
    const said = locked ? 0 : this.#said
    const { name: room, temporary, closed } = this
    const details = { room, users: this.#participants.size, locked, temporary, said }
    return closed ? { ...details, closed } : details
  }

  close(): void {
    void this.recording?.end()
    this.#announcement.close()
    this.#speaking.close()
    this.mixer.close()
    this.screens.close()
  }
}
