import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import type { ServerSocket } from '../wire/server-socket.ts'
import type { Store } from './store.ts'

/** Recording on the server: starting and ending it, and the user's own consent. */
export class PageRecording {
  readonly #socket: () => ServerSocket
  readonly #tell: (event: MeetingEvent) => void
  readonly #store: Store

  constructor(socket: () => ServerSocket, tell: (event: MeetingEvent) => void, store: Store) {
    this.#socket = socket
    this.#tell = tell
    this.#store = store
  }

  start(): void {
    this.#socket().tell('record_start', { tracks: true })
  }

  stop(): void {
    this.#socket().tell('record_end', { tracks: true })
  }

  /** Answers whether the server may record the user, in the current recording. */
  async consent(agree: boolean): Promise<void> {
    const { consent, meeting } = this.#store.state
    const recording = consent?.recording ?? meeting.tracks?.recording
    if (!recording) return
    await this.#socket().request('record_consent', { agree, recording })
    this.#tell({ event: 'consent', agree, recording })
  }
}
