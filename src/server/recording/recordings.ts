import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { type AudioFormat, frameLength } from '../../audio/format.ts'
import type { RecordingDescription } from '../../audio/recording-description.ts'
import type { Clock } from '../../lib/clock.ts'
import { diskReason } from '../../lib/disk-error.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Limits } from '../../protocol/limits.ts'
import { ACCESS_FILE, tokenSum } from './access.ts'
import { Recording } from './recording.ts'
import { RecordingArchive } from './recording-archive.ts'
import { RecordingFolder } from './recording-folder.ts'
import { type RecordedMember, type RecordedRoom, RoomRecording } from './room-recording.ts'

/** Random bytes of a token, too many to guess. */
const TOKEN_BYTES = 24

/** The recordings of a server, in progress and finished. */
export class Recordings {
  readonly archive: RecordingArchive
  readonly #folder: string
  readonly #format: AudioFormat
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #running = new Set<RoomRecording>()
  /** Recordings whose files are being created. */
  #beginning = 0
  #closed = false

  private constructor(folder: string, format: AudioFormat, clock: Clock, limits: Limits) {
    this.#folder = folder
    this.#format = format
    this.#clock = clock
    this.#limits = limits
    const isRunning = (id: string) => [...this.#running].some((running) => running.id === id)
    this.archive = new RecordingArchive(folder, isRunning, limits)
  }

  /**
   * Checks that the folder is writable; creates it if it does not exist.
   * @throws Error with a sentence for the operator
   */
  static async open(folder: string, format: AudioFormat, clock: Clock, limits: Limits): Promise<Recordings> {
    try {
      await mkdir(folder, { recursive: true })
      await access(folder, constants.W_OK | constants.X_OK)
    } catch (error) {
      throw new Error(`Cannot record to ${folder}: ${diskReason(error)}.`)
    }
    return new Recordings(folder, format, clock, limits)
  }

  /** Number of recordings in progress. */
  get running(): number {
    return this.#running.size
  }

  /**
   * Starts a recording of a room.
   * @param attach called with the recording before the room is notified
   * @throws ProtocolError `limit` when `limits.recordings` are in progress, `cannot_record` when the files cannot be
   * written or the server is shutting down
   */
  async start(
    room: RecordedRoom,
    recorder: RecordedMember,
    attach: (recording: RoomRecording) => void,
  ): Promise<void> {
    if (this.#closed) throw new ProtocolError('cannot_record', 'The server is shutting down')
    const { recordings: most } = this.#limits
    if (this.#running.size + this.#beginning >= most) {
      throw new ProtocolError(
        'limit',
        `The server is already making ${most} recordings, the maximum; try again later`,
      )
    }
    this.#beginning++
    try {
      const running = await this.#create(room, recorder)
      this.#running.add(running)
      attach(running)
      await running.begin()
    } catch (error) {
      if (error instanceof ProtocolError) throw error
      const reason = diskReason((error as Error).cause ?? error)
      throw new ProtocolError('cannot_record', `The server cannot write a recording: ${reason}`)
    } finally {
      this.#beginning--
    }
  }

  /** Ends all recordings, waits until their files are closed, and refuses new ones. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#running].map((recording) => recording.end()))
  }

  async #create(room: RecordedRoom, recorder: RecordedMember): Promise<RoomRecording> {
    const folder = await RecordingFolder.create(this.#folder, room.name, this.#clock.date())
    try {
      return await this.#fill(folder, room, recorder)
    } catch (error) {
      await folder.remove()
      throw error
    }
  }

  async #fill(folder: RecordingFolder, room: RecordedRoom, recorder: RecordedMember): Promise<RoomRecording> {
    const clock = this.#clock
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    await writeFile(folder.pathOf(ACCESS_FILE), tokenSum(token), { mode: 0o600 })
    const description: RecordingDescription = {
      version: 1,
      room: room.name,
      started: new Date(clock.date()).toISOString(),
      ended: null,
      rate: this.#format.rate,
      frame: frameLength(this.#format),
      seconds: 0,
      recorder: recorder.id,
      people: [],
      files: [],
    }
    await folder.save(description)
    let running: RoomRecording | null = null
    const recording = await Recording.start(folder, this.#format, clock, (error) => running?.fail(error))
    const mostTracks = this.#limits.recordedTracks
    const start = { room, recorder, folder, recording, clock, token, description, mostTracks }
    running = new RoomRecording(start, (ended) => {
      this.#running.delete(ended)
      this.archive.add(ended.id, [recorder, room.host])
    })
    return running
  }
}
