import type { Clock } from '../../lib/clock.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { RoomDetails, User } from '../../protocol/shapes.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import type { Password } from '../accounts/password.ts'
import { HistoryBudget, RoomHistory } from '../history/room-history.ts'
import { LoopBudget } from '../limits/loop-budget.ts'
import { Bans } from '../moderation/bans.ts'
import { RoomRecorders } from '../recording/room-recorders.ts'
import type { RecordedRoom, RecorderChange, RoomRecording } from '../recording/room-recording.ts'
import type { PictureStats } from '../share/picture-stats.ts'
import { Screens } from '../share/screens.ts'
import type { VoiceFormat } from '../voice/encoded-mix.ts'
import { RoomMixer } from '../voice/room-mixer.ts'
import type { RoomMixerStats } from '../voice/room-mixer-stats.ts'
import { TalkerSelection } from '../voice/talker-selection.ts'
import { MutedPeople } from './muted-people.ts'
import type { Participant } from './participant.ts'
import { Announcement } from './room-announcements.ts'
import { Speaking } from './speaking.ts'

export interface RoomOptions {
  voice: VoiceFormat
  password?: Password | undefined
  temporary?: boolean | undefined
  /** Whether it is the room of a call: in no list, and for those in the call alone; default: false. */
  secret?: boolean | undefined
  /** The member who creates it, and becomes its host. */
  maker?: Participant | undefined
  /** Counters of voice, shared with other rooms; default: its own. */
  stats?: RoomMixerStats | undefined
  /** Counters of pictures, shared with other rooms; default: its own. */
  pictures?: PictureStats | undefined
  /** Bounds what pictures take of one turn of the event loop, shared with other rooms; default: its own. */
  loopBudget?: LoopBudget | undefined
  /** Selects whose voice is mixed, shared with other rooms; default: its own. */
  talkers?: TalkerSelection | undefined
  /** What latecomers are told; null: nothing. Default: a history in memory of its own. */
  history?: RoomHistory | null | undefined
  limits: Limits
}

export interface RoomEvents {
  /** A participant entered, left or sent a chat message. */
  active?(room: Room): void
  /** The room was closed or opened. */
  closedChanged?(): void
  recordersChanged?(room: Room, change: RecorderChange): void
}

/** A meeting room: its participants, who hear each other, with its mixer, shares, recording and moderation state. */
export class Room implements RecordedRoom {
  readonly name: string
  readonly temporary: boolean
  /** Whether it is the room of a call. */
  readonly secret: boolean
  /** Required to join; null when the room has none. */
  readonly password: Password | null
  readonly mixer: RoomMixer<Participant>
  readonly screens: Screens
  /** What latecomers are told; null: nothing. */
  readonly history: RoomHistory | null
  /** Who records it. */
  readonly recorders = new RoomRecorders(this)
  /** Who may moderate it: its creator or a successor, as long as they are connected to this server. */
  host: Participant | null
  /** Account id of the host who left the server; they become the host again when they return. */
  formerHost: number | null = null
  /** Who may not join. */
  readonly bans: Bans
  readonly #participants = new Set<Participant>()
  /** Who is in a call, and returns after it. */
  readonly #holders = new Set<Participant>()
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
    this.secret = options.secret ?? false
    this.password = options.password ?? null
    this.host = options.maker ?? null
    this.#speaking = new Speaking(clock, (users) => this.broadcast({ label: 'speaking', room: name, users }))
    this.#announcement = new Announcement(clock, () => {
      this.broadcast({ label: 'room_users', room: name, users: this.users() })
    })
    const handlers = { broadcast: (message: Label) => this.broadcast(message), changed: () => this.usersChanged() }
    this.bans = new Bans(null, options.limits)
    const { history = new RoomHistory(new HistoryBudget(options.limits)) } = options
    this.history = this.secret ? null : history
    const { loopBudget = new LoopBudget(clock), limits, pictures: stats } = options
    const { talkers = new TalkerSelection(clock, limits) } = options
    this.screens = new Screens(clock, handlers, { loopBudget, limits, stats })
    this.mixer = new RoomMixer(
      options.voice,
      clock,
      {
        level: (participant, dbfs) => this.#speaking.level(participant.id, dbfs),
        voices: (voices) => this.recording?.hear(voices),
      },
      options.stats,
      talkers,
    )
  }

  /** Number of participants. */
  get size(): number {
    return this.#participants.size
  }

  /** Whether nobody is in it, or returns to it after a call. */
  get abandoned(): boolean {
    return this.empty && this.#holders.size === 0
  }

  get empty(): boolean {
    return this.size === 0
  }

  /** The participant who has been in the room longest; null when it is empty. */
  get eldest(): Participant | null {
    const [eldest = null] = this.#participants
    return eldest
  }

  get people(): Iterable<Participant> {
    return this.#participants
  }

  /** The server's recording of the room; null when there is none. */
  get recording(): RoomRecording | null {
    return this.recorders.recording
  }

  /** Whether only the host and operators may join. */
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

  /** Adds a participant. @param address what limits count as their address; null: the own machine */
  enter(participant: Participant, address: string | null = null): void {
    this.#participants.add(participant)
    this.#mutedForAll.meet(participant)
    const { account } = participant
    if (this.host === null && account !== null && account === this.formerHost) this.host = participant
    this.mixer.join(participant, address)
    this.recording?.enter(participant)
    this.usersChanged()
    this.#events.active?.(this)
  }

  /** Sends a newcomer who is recording and who is sharing. */
  sendStateTo(newcomer: Participant): void {
    this.recorders.sendStateTo(newcomer)
    this.screens.sendStateTo(newcomer)
  }

  leave(participant: Participant): void {
    if (!this.#participants.delete(participant)) return
    this.mixer.leave(participant)
    this.#speaking.forget(participant.id)
    participant.hand = false
    this.recorders.setClient(participant, false)
    this.screens.end(participant)
    this.screens.unwatch(participant)
    this.recording?.leave(participant)
    this.usersChanged()
    this.#events.active?.(this)
  }

  /** Holds the place of somebody who is in a call, or ends that. */
  hold(participant: Participant, held: boolean): void {
    if (held) this.#holders.add(participant)
    else this.#holders.delete(participant)
    this.usersChanged()
  }

  /** Marks a participant as disconnected or reconnected; they stay in the room. */
  setAway(participant: Participant, away: boolean): void {
    participant.away = away
    if (away) {
      this.silence(participant)
      this.screens.unwatch(participant)
    }
    this.usersChanged()
  }

  recordersChanged(change: RecorderChange): void {
    this.#events.recordersChanged?.(this, change)
  }

  recordingEnded(recording: RoomRecording): void {
    this.recorders.ended(recording)
  }

  /** Whether the participant is muted for everyone, by the host or an operator. */
  isMutedForAll(participant: Participant): boolean {
    return this.#mutedForAll.has(participant)
  }

  /** Mutes or unmutes a participant for everyone. */
  muteForAll(participant: Participant, muted: boolean): void {
    if (muted) this.#mutedForAll.add(participant)
    else this.#mutedForAll.delete(participant)
    if (muted) this.silence(participant)
    this.usersChanged()
  }

  /** Drops the waiting voice of a participant who was muted. */
  silence(participant: Participant): void {
    this.mixer.silence(participant)
    this.#speaking.forget(participant.id)
  }

  /** Sends a message to everyone in the room. */
  broadcast(message: Label): void {
    const encoded = encode(message)
    for (const participant of this.#participants) participant.sendEncoded(message.label, encoded)
  }

  /** Sends a chat message to everyone in the room. */
  say(message: Label<'said'>): void {
    this.#said++
    const from = this.recording && this.find(message.from)
    if (from) this.recording?.said(from, message.text)
    const { from: id, name, text, at } = message
    // What is said behind a closed door is not written down: nobody could tell later who was inside.
    this.history?.add({ from: id, name, text, at }, !this.#closed)
    this.broadcast(message)
    this.#events.active?.(this)
  }

  /** Schedules a push of the participants and their states; many changes at once cause one push. */
  usersChanged(): void {
    if (!this.empty) this.#announcement.changed(this.#participants.size)
  }

  users(): User[] {
    const first = new Map<number, number>()
    return [...this.#participants, ...this.#holders].map((participant) => ({
      ...participant.describe(),
      ...(this.#holders.has(participant) ? HELD : {}),
      ...samePerson(participant, first),
      ...(participant === this.host ? { host: true } : {}),
      ...(this.isMutedForAll(participant) ? { muted_by_host: true } : {}),
    }))
  }

  describe(): RoomDetails {
    const locked = this.password !== null
    // The activity of a room with a password is not public.
    const said = locked ? 0 : this.#said
    const { name: room, temporary, closed } = this
    const details = { room, users: this.#participants.size, locked, temporary, said }
    return closed ? { ...details, closed } : details
  }

  close(): void {
    void this.recording?.end()
    this.history?.close()
    this.#announcement.close()
    this.#speaking.close()
    this.mixer.close()
    this.screens.close()
  }
}

/** What is shown of somebody who is in a call, of which nothing else is shown. */
const HELD = { muted: true, deafened: true, sharing: false, recording: false, recorded: false, held: true }

/** Marks somebody who is already there by another connection. @param first the first id of each account so far */
function samePerson({ id, account, registered }: Participant, first: Map<number, number>): { person?: number } {
  if (account === null || !registered) return {}
  const person = first.get(account)
  if (person === undefined) first.set(account, id)
  return person === undefined ? {} : { person }
}
