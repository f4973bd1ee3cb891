import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { type AudioFormat, frameLength } from '../../audio/format.ts'
import type { RecordingDescription } from '../../audio/recording-description.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { diskReason } from '../../lib/disk-error.ts'
import { makePrivateFolders } from '../../lib/private-files.ts'
import { sizeText } from '../../lib/size-text.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Limits } from '../../protocol/limits.ts'
import { FileHasher } from './file-hasher.ts'
import { Recording } from './recording.ts'
import { RecordingAccess } from './recording-access.ts'
import { RecordingArchive } from './recording-archive.ts'
import { RecordingFolder } from './recording-folder.ts'
import { RecordingSlots } from './recording-slots.ts'
import { type ReadSpace, RecordingStorage, readDiskSpace } from './recording-storage.ts'
import { completeRecording, isUnfinished, RecordingLock, recordingIds } from './recordings-on-disk.ts'
import { type RecordedMember, type RecordedRoom, RoomRecording } from './room-recording.ts'

/** ms between two checks of the quotas of recordings in progress. */
const POLL_INTERVAL = 1_000
/** ms between two refreshes of their locks. */
const LOCK_INTERVAL = 10_000
/** ms after which recordings of another server are looked at again: it may have died. */
const LOOK_AGAIN = 70_000
const MS_PER_MINUTE = 60_000
const MS_PER_HOUR = 60 * MS_PER_MINUTE

/** Who may have the server record a room. */
export const recordByChoices = ['host', 'members', 'operators'] as const
export type RecordBy = (typeof recordByChoices)[number]

export interface RecordingsOptions {
  readonly format: AudioFormat
  readonly clock: Clock
  readonly limits: Limits
  /** Who may start a recording; default: everybody in the room. */
  readonly recordBy?: RecordBy
  /** Reads the space of the disk; default: that of the file system. */
  readonly readSpace?: ReadSpace
}

/** Somebody who wants the server to record, and their address. */
export interface RecordingRequest {
  readonly recorder: RecordedMember
  readonly address: string
}

/** The recordings of a server, in progress and finished. */
export class Recordings {
  readonly archive: RecordingArchive
  readonly #folder: string
  readonly #options: RecordingsOptions
  readonly #slots: RecordingSlots
  readonly #storage: RecordingStorage
  readonly #hasher = new FileHasher()
  readonly #running = new Set<RoomRecording>()
  /** The work on recordings that another run of the server left unfinished. */
  #completing: Promise<void> = Promise.resolve()
  #cancelPoll: Cancel | null = null
  #cancelLook: Cancel = () => {}
  #refreshedAt = -Infinity
  #closed = false

  private constructor(folder: string, options: RecordingsOptions) {
    const { clock, limits, readSpace = readDiskSpace } = options
    this.#folder = folder
    this.#options = options
    this.#slots = new RecordingSlots(clock, limits)
    const isRunning = (id: string) => [...this.#running].some((running) => running.id === id)
    this.#storage = new RecordingStorage(folder, clock, limits, readSpace, isRunning)
    this.archive = new RecordingArchive(folder, isRunning, limits)
  }

  /**
   * Checks that the folder is writable; creates it if it does not exist. Then counts what is in it, and completes the
   * recordings of a server that died, without waiting for that.
   * @throws Error with a sentence for the operator
   */
  static async open(folder: string, options: RecordingsOptions): Promise<Recordings> {
    try {
      await makePrivateFolders(folder)
      await access(folder, constants.W_OK | constants.X_OK)
    } catch (error) {
      throw new Error(`Cannot record to ${folder}: ${diskReason(error)}.`)
    }
    const recordings = new Recordings(folder, options)
    recordings.#completing = recordings.#complete()
    void recordings.#storage.count()
    return recordings
  }

  /** Number of recordings in progress. */
  get running(): number {
    return this.#running.size
  }

  /** Resolves when the recordings of a server that died are complete. */
  get completed(): Promise<void> {
    return this.#completing
  }

  /** Whether somebody in the room may start a recording. */
  mayRecord(room: RecordedRoom, member: RecordedMember): boolean {
    const { recordBy = 'members' } = this.#options
    return recordBy === 'members' || member.operator || (recordBy === 'host' && room.host === member)
  }

  /**
   * Starts a recording of a room.
   * @param attach called with the recording before the room is notified
   * @throws ProtocolError `not_allowed` when the recorder may not; `limit` when too many recordings are in progress;
   * `too_fast` when too many were started; `cannot_record` when there is no room for it, the files cannot be written or
   * the server is shutting down
   */
  async start(
    room: RecordedRoom,
    { recorder, address }: RecordingRequest,
    attach: (recording: RoomRecording) => void,
  ): Promise<void> {
    if (this.#closed) throw new ProtocolError('cannot_record', 'The server is shutting down')
    if (!this.mayRecord(room, recorder)) {
      const who = this.#options.recordBy === 'host' ? 'the host of the room and operators' : 'operators'
      throw new ProtocolError('not_allowed', `Only ${who} may have this server record`)
    }
    const release = this.#slots.take(address)
    try {
      const refusal = await this.#storage.refusal(this.#runningBytes)
      if (refusal !== null) throw new ProtocolError('cannot_record', refusal)
      const running = await this.#create(room, recorder, release)
      this.#running.add(running)
      this.#cancelPoll ??= this.#options.clock.after(POLL_INTERVAL, () => void this.#poll())
      attach(running)
      await running.begin()
      // The server may have begun to shut down while the files were created.
      if (this.#closed) await running.end(SHUT_DOWN)
    } catch (error) {
      release()
      if (error instanceof ProtocolError) throw error
      const reason = diskReason((error as Error).cause ?? error)
      throw new ProtocolError('cannot_record', `The server cannot write a recording: ${reason}`)
    }
  }

  /** Ends all recordings, waits until their files are closed, and refuses new ones. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancelLook()
    await Promise.all([...this.#running].map((recording) => recording.end(SHUT_DOWN)))
    this.#cancelPoll?.()
  }

  get #runningBytes(): number {
    return [...this.#running].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  async #create(room: RecordedRoom, recorder: RecordedMember, release: () => void): Promise<RoomRecording> {
    const folder = await RecordingFolder.create(this.#folder, room.name, this.#options.clock.date())
    try {
      return await this.#fill(folder, room, recorder, release)
    } catch (error) {
      await folder.remove()
      throw error
    }
  }

  async #fill(
    folder: RecordingFolder,
    room: RecordedRoom,
    recorder: RecordedMember,
    release: () => void,
  ): Promise<RoomRecording> {
    const { clock, format, limits } = this.#options
    // Fixed now: those who agree to be recorded know who may hear them.
    const owners = [recorder, room.host]
    const lock = await RecordingLock.take(folder.path)
    const access = await RecordingAccess.create(folder.path)
    const description: RecordingDescription = {
      version: 1,
      room: room.name,
      started: new Date(clock.date()).toISOString(),
      ended: null,
      rate: format.rate,
      frame: frameLength(format),
      seconds: 0,
      recorder: recorder.id,
      people: [],
      files: [],
    }
    await folder.save(description)
    let running: RoomRecording | null = null
    const recording = await Recording.start(folder, {
      format,
      clock,
      hash: (path) => this.#hasher.hash(path),
      failed: (error) => running?.fail(error),
    })
    const give = (member: RecordedMember, track: string) => {
      this.archive.addTrack(folder.id, member, track)
      return access.tokenFor(track)
    }
    const { token } = access
    const start = { room, recorder, folder, recording, clock, token, give, lock, description, limits }
    running = new RoomRecording(start, (ended) => {
      this.#running.delete(ended)
      this.#storage.add(ended.bytes)
      release()
    })
    this.archive.add(folder.id, owners)
    return running
  }

  /** Ends recordings that exceed a quota, and refreshes the locks. */
  async #poll(): Promise<void> {
    const { clock, limits } = this.#options
    const isDue = clock.now() - this.#refreshedAt >= LOCK_INTERVAL
    if (isDue) this.#refreshedAt = clock.now()
    for (const recording of this.#running) {
      if (isDue) recording.refreshLock(clock.date())
      if (recording.age >= limits.recordingTime) {
        void recording.end(`It reached the maximum length of ${lengthOf(limits.recordingTime)}.`)
      } else if (recording.bytes >= limits.recordingBytes) {
        void recording.end(`It reached the maximum size of ${sizeText(limits.recordingBytes)}.`)
      }
    }
    const refusal = await this.#storage.refusal(this.#runningBytes)
    if (refusal !== null) for (const recording of this.#running) void recording.end(refusal)
    const goesOn = this.#running.size > 0 && !this.#closed
    this.#cancelPoll = goesOn ? clock.after(POLL_INTERVAL, () => void this.#poll()) : null
  }

  /** Completes recordings that were left unfinished, one after another. Never rejects. */
  async #complete(): Promise<void> {
    let held = false
    for await (const id of recordingIds(this.#folder)) {
      if (this.#closed) return
      const path = join(this.#folder, id)
      if ([...this.#running].some((running) => running.id === id) || !(await isUnfinished(path))) continue
      if (RecordingLock.isHeld(path, this.#options.clock)) held = true
      // A damaged one stays as it is: nobody can fetch it, and the operator can look at it.
      else await completeRecording(path, this.#hasher).catch(() => {})
    }
    if (!held || this.#closed) return
    this.#cancelLook = this.#options.clock.after(LOOK_AGAIN, () => {
      this.#completing = this.#complete()
    })
  }
}

const SHUT_DOWN = 'The server was shut down.'

function lengthOf(ms: number): string {
  const [count, unit] = ms % MS_PER_HOUR === 0 ? [ms / MS_PER_HOUR, 'hour'] : [ms / MS_PER_MINUTE, 'minute']
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`
}
