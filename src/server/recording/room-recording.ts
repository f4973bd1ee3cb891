import type { RecordedPerson, RecordingDescription } from '../../audio/recording-description.ts'
import { roomSlug } from '../../audio/recording-path.ts'
import type { Clock } from '../../lib/clock.ts'
import { diskReason } from '../../lib/disk-error.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { RecordedVoice, Recording } from './recording.ts'
import type { RecordingFolder } from './recording-folder.ts'
import type { RecordingLock } from './recordings-on-disk.ts'

/** A member of a recorded room. */
export interface RecordedMember {
  readonly id: number
  readonly name: string
  readonly operator: boolean
  /** Whether the server records the member's voice; set by `RoomRecording`. */
  recorded: boolean
  /** Whether the member records, or the server does so for them; set by the room. */
  recording: boolean
  send(message: Label): void
}

/** The room as a recording sees it. */
export interface RecordedRoom {
  readonly name: string
  /** The host, who may fetch recordings that start now; null when there is none. */
  readonly host: RecordedMember | null
  readonly people: Iterable<RecordedMember>
  broadcast(message: Label): void
  usersChanged(): void
  /** Called when recording has stopped; files may still be closing. */
  recordingEnded(recording: RoomRecording): void
  recordersChanged(change: RecorderChange): void
}

/** Somebody began (`on`) or stopped to record a room. */
export interface RecorderChange {
  readonly on: boolean
  readonly by: RecordedMember
  /** The id of a recording by the server; undefined if the member's client records. */
  readonly recording?: string
}

/** The fixed parameters of a recording. */
export interface RecordingStart {
  readonly room: RecordedRoom
  readonly recorder: RecordedMember
  readonly folder: RecordingFolder
  readonly recording: Recording
  readonly clock: Clock
  /** With it, anyone may fetch the recording later. */
  readonly token: string
  /** Lets a member fetch their own track. @returns the token for it @throws the file system's error */
  give(member: RecordedMember, track: string): Promise<string>
  readonly lock: RecordingLock
  readonly limits: Limits
  /** The initial description. */
  readonly description: RecordingDescription
}

/** What is known of a person in the recording. Their name is the one they had when they came. */
type Known = Pick<RecordedPerson, 'name' | 'consent'>

/** Called once, when all files are closed. */
export type RecordingEnded = (recording: RoomRecording) => void

/**
 * A recording of a room by the server, and the consent of its members. Only members who agreed are recorded; each is
 * asked once, and may change their answer at any time.
 */
export class RoomRecording {
  readonly recorder: RecordedMember
  readonly room: RecordedRoom
  readonly id: string
  readonly #start: RecordingStart
  readonly #ended: RecordingEnded
  readonly #begun: number
  readonly #people = new Map<RecordedMember, Known>()
  /** Members who are in the room. */
  readonly #here = new Set<RecordedMember>()
  /** Members whose voice is being recorded. */
  readonly #recorded = new Set<RecordedMember>()
  #tracks = 0
  #ending: Promise<void> | null = null

  constructor(start: RecordingStart, ended: RecordingEnded) {
    this.#start = start
    this.#ended = ended
    this.room = start.room
    this.recorder = start.recorder
    this.id = start.folder.id
    this.#begun = start.clock.now()
  }

  /** Notifies the room and asks every member; the recorder's consent is implied. */
  async begin(): Promise<void> {
    const { room, recorder } = this
    for (const participant of room.people) this.enter(participant)
    room.broadcast(this.#state(true))
    this.#sendToRecorder('record_started', this.#start.description)
    for (const participant of room.people) if (participant !== recorder) this.#ask(participant)
    await this.answer(recorder, true)
  }

  get paused(): boolean {
    return this.#start.recording.paused
  }

  /** ms since it started, pauses included. */
  get age(): number {
    return this.#start.clock.now() - this.#begun
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#start.recording.bytes
  }

  /** Shows other servers that this one still makes the recording. @param date ms since 1970 */
  refreshLock(date: number): void {
    void this.#start.lock.refresh(date)
  }

  /** Adds a member of the room. They are recorded only if they agreed before. */
  enter(participant: RecordedMember): void {
    this.#here.add(participant)
    const before = this.#people.get(participant)
    if (!before) this.#people.set(participant, { name: participant.name, consent: 'unanswered' })
    if (before?.consent === 'agreed') this.#record(participant, true)
    this.#note('joined', participant)
  }

  /** Notifies a newcomer of the recording, and asks for consent if they have not answered. */
  sendStateTo(newcomer: RecordedMember): void {
    if (this.#ending) return
    newcomer.send(this.#state(true))
    if (this.#people.get(newcomer)?.consent === 'unanswered') this.#ask(newcomer)
  }

  /** Handles a member leaving the room; if it is the recorder, the recording ends. */
  leave(participant: RecordedMember): void {
    this.#here.delete(participant)
    this.#record(participant, false)
    this.#note('left', participant)
    this.#forget(participant)
    if (participant === this.recorder) void this.end()
  }

  /**
   * Stores a member's answer, and starts or stops recording their voice.
   * @returns the token for their own track; null when they have none
   */
  async answer(participant: RecordedMember, agree: boolean): Promise<string | null> {
    if (this.#ending) return null
    const { name } = this.#people.get(participant) ?? participant
    this.#people.set(participant, { name, consent: agree ? 'agreed' : 'refused' })
    this.#note('consent', participant, { agree })
    if (!agree) this.#record(participant, false)
    const made = agree ? await this.#makeTrack(participant) : { token: null, stillAgrees: false }
    if (made.stillAgrees) this.#record(participant, true)
    await this.#save()
    return made.token
  }

  /** Records the frames of one slot, except of members who did not agree. */
  hear(voices: readonly { member: RecordedMember; frame: Int16Array }[]): void {
    if (this.#ending) return
    const recorded: RecordedVoice[] = []
    for (const { member, frame } of voices) {
      if (this.#recorded.has(member)) recorded.push({ user: member.id, frame })
    }
    this.#start.recording.hear(recorded)
  }

  /** Records a chat message to the room, if its author agreed. */
  said(from: RecordedMember, text: string): void {
    if (this.#people.get(from)?.consent === 'agreed') this.#note('said', from, { text })
  }

  /** Pauses or resumes the recording, and notifies the room. */
  pause(on: boolean): void {
    if (this.paused === on || this.#ending) return
    this.#start.recording.pause(on)
    this.#note(on ? 'paused' : 'resumed', this.recorder)
    this.room.broadcast(this.#state(true))
  }

  /** Adds a marker at the current time. @param text cleaned; may be empty */
  mark(text: string): void {
    if (this.#ending) return
    const { id, name } = this.recorder
    const at = this.#start.recording.elapsed
    this.#note('marker', this.recorder, { text })
    this.room.broadcast({ label: 'recording_marked', by: { id, name }, text, at })
  }

  /** Ends the recording because of a write error. */
  fail(error: Error): void {
    void this.end(`The server stopped the recording: ${diskReason(error.cause ?? error)}.`)
  }

  /**
   * Ends the recording and closes its files; never rejects. Further calls return the same promise.
   * @param problem a sentence for the room and the description, if something went wrong
   */
  end(problem?: string): Promise<void> {
    this.#ending ??= this.#end(problem)
    return this.#ending
  }

  async #end(problem?: string): Promise<void> {
    const { room, recording, clock, folder } = this.#start
    for (const participant of [...this.#recorded]) this.#record(participant, false)
    recording.note('ended', problem === undefined ? {} : { problem })
    room.broadcast(this.#state(false, problem))
    room.recordingEnded(this)
    let description: RecordingDescription = this.#describe()
    if (problem !== undefined) description.problem = problem
    try {
      const { seconds, lostSeconds, files } = await recording.end()
      description = { ...description, seconds, files, ended: new Date(clock.date()).toISOString() }
      if (lostSeconds > 0)
        description.problem ??= `${lostSeconds.toFixed(1)} s are silent because the disk was too slow.`
      await folder.save(description)
    } catch (error) {
      description.problem ??= `The server could not finish the recording: ${diskReason(error)}.`
    }
    await this.#start.lock.release()
    this.#ended(this)
    this.#sendToRecorder('recorded', description)
  }

  #sendToRecorder(label: 'record_started' | 'recorded', { seconds, problem }: RecordingDescription): void {
    const { folder, token } = this.#start
    const key = { recording: folder.id, token }
    if (label === 'record_started') this.recorder.send({ label, ...key })
    else this.recorder.send({ label, ...key, seconds, ...(problem === undefined ? {} : { problem }) })
  }

  #ask(participant: RecordedMember): void {
    const { id, name } = this.recorder
    participant.send({ label: 'record_consent_wanted', room: this.room.name, by: { id, name }, recording: this.id })
  }

  #state(on: boolean, reason?: string): Label<'recording'> {
    const { id, name } = this.recorder
    return {
      label: 'recording',
      on,
      by: { id, name },
      tracks: true,
      recording: this.id,
      ...(on && this.paused ? { paused: true } : {}),
      ...(reason === undefined ? {} : { reason }),
    }
  }

  /**
   * Creates a track, unless there are too many already.
   * @returns the token for it, and whether the member still agrees and is in the room afterwards
   */
  async #makeTrack(participant: RecordedMember): Promise<{ token: string | null; stillAgrees: boolean }> {
    const { recording, give, limits } = this.#start
    let token: string | null = null
    try {
      if (recording.fileOf(participant.id) === null && this.#tracks < limits.recordedTracks) {
        this.#tracks++
        await recording.addTrack(participant.id, roomSlug(participant.name))
      }
      const track = recording.fileOf(participant.id)
      // The recorder has the token for everything.
      if (track !== null && participant !== this.recorder) token = await give(participant, track)
    } catch (error) {
      this.fail(error as Error)
      return { token: null, stillAgrees: false }
    }
    const agrees = this.#people.get(participant)?.consent === 'agreed'
    return { token, stillAgrees: !this.#ending && this.#here.has(participant) && agrees }
  }

  /** Drops a person who left without a track when there are too many to list: anybody can join again and again. */
  #forget(participant: RecordedMember): void {
    const isListed = this.#start.recording.fileOf(participant.id) !== null || participant === this.recorder
    if (!isListed && this.#people.size > this.#start.limits.recordedPeople) this.#people.delete(participant)
  }

  #record(participant: RecordedMember, on: boolean): void {
    if (on) this.#recorded.add(participant)
    else this.#recorded.delete(participant)
    if (participant.recorded === on) return
    participant.recorded = on
    this.room.usersChanged()
  }

  #note(event: string, { id, name }: RecordedMember, fields: object = {}): void {
    this.#start.recording.note(event, { user: id, name, ...fields })
  }

  /** Stores the answers, so that they are known if the server dies. Never rejects. */
  async #save(): Promise<void> {
    if (this.#ending) return
    await this.#start.folder.save(this.#describe()).catch((error) => this.fail(error))
  }

  #describe(): RecordingDescription {
    const people = [...this.#people].map(([{ id }, { name, consent }]) => {
      return { id, name, consent, file: this.#start.recording.fileOf(id) }
    })
    return { ...this.#start.description, people }
  }
}
