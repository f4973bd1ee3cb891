import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { Refused, type ServerSocket } from '../wire/server-socket.ts'

/** What hosts and operators may do to others. A refusal of the server is shown in the log. */
export class PageModeration {
  readonly #socket: () => ServerSocket
  readonly #tell: (event: MeetingEvent) => void

  constructor(socket: () => ServerSocket, tell: (event: MeetingEvent) => void) {
    this.#socket = socket
    this.#tell = tell
  }

  kick(user: number): Promise<void> {
    return this.#try(() => this.#socket().request('kick', { user }))
  }

  ban(user: number, minutes: number): Promise<void> {
    return this.#try(() => this.#socket().request('ban', { user, minutes }))
  }

  muteForAll(user: number, muted: boolean): Promise<void> {
    return this.#try(() => this.#socket().request('mute_for_all', { user, muted }))
  }

  lowerHand(user: number): Promise<void> {
    return this.#try(() => this.#socket().request('hand', { raised: false, user }))
  }

  lock(locked: boolean): Promise<void> {
    return this.#try(() => this.#socket().request('lock', { locked }))
  }

  deleteHistory(): Promise<void> {
    return this.#try(() => this.#socket().request('history_delete', {}))
  }

  handOver(user: number): Promise<void> {
    return this.#try(() => this.#socket().request('hand_over', { user }))
  }

  async #try(request: () => Promise<unknown>): Promise<void> {
    try {
      await request()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      this.#tell({ event: 'error', text: error.message })
    }
  }
}
