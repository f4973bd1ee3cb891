import { ProtocolError } from '../../protocol/errors.ts'
import type { RecordingRequest, Recordings } from './recordings.ts'
import type { RecordedMember, RecordedRoom, RoomRecording } from './room-recording.ts'

/** Who records a room: clients that record locally, and the server, for one member at a time. */
export class RoomRecorders {
  readonly #room: RecordedRoom
  /** Members whose clients record. */
  readonly #clients = new Set<RecordedMember>()
  #recording: RoomRecording | null = null
  #starting = false

  constructor(room: RecordedRoom) {
    this.#room = room
  }

  /** The server's recording; null when there is none. */
  get recording(): RoomRecording | null {
    return this.#recording
  }

  /** Notifies the room that a member's client started or stopped recording. */
  setClient(member: RecordedMember, on: boolean): void {
    if (this.#clients.has(member) === on) return
    if (on) this.#clients.add(member)
    else this.#clients.delete(member)
    this.#room.broadcast({ label: 'recording', on, by: { id: member.id, name: member.name } })
    this.#room.recordersChanged({ on, by: member })
    this.#mark(member)
  }

  /**
   * Starts a recording by the server for a member.
   * @throws ProtocolError `not_allowed` when the server is already recording the room; as `Recordings.start`
   */
  async start(recordings: Recordings, request: RecordingRequest): Promise<void> {
    const { recorder } = request
    const by = this.#recording?.recorder.name
    if (by !== undefined || this.#starting) {
      throw new ProtocolError('not_allowed', `The server is already recording this room, for ${by ?? 'another member'}`)
    }
    this.#starting = true
    try {
      await recordings.start(this.#room, request, (recording) => {
        this.#recording = recording
        this.#room.recordersChanged({ on: true, by: recorder, recording: recording.id })
        this.#mark(recorder)
      })
    } finally {
      this.#starting = false
    }
    // The recorder may have left while the files were created.
    if (![...this.#room.people].includes(recorder)) void this.#recording?.end()
  }

  /** Called when the server's recording has ended. */
  ended(recording: RoomRecording): void {
    if (this.#recording === recording) this.#recording = null
    this.#room.recordersChanged({ on: false, by: recording.recorder, recording: recording.id })
    this.#mark(recording.recorder)
  }

  /** Sends a newcomer who is recording: no one may be recorded without seeing it. */
  sendStateTo(newcomer: RecordedMember): void {
    for (const { id, name } of this.#clients) newcomer.send({ label: 'recording', on: true, by: { id, name } })
    this.#recording?.sendStateTo(newcomer)
  }

  #mark(member: RecordedMember): void {
    member.recording = this.#clients.has(member) || this.#recording?.recorder === member
    this.#room.usersChanged()
  }
}
