import { ok, type Result, refused } from '../../lib/result.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import type { MeetingState } from '../../protocol/meeting/state.ts'
import { whyRefused } from '../connection/handshake.ts'
import type { ServerLink } from '../connection/server-link.ts'
import type { Sound } from '../voice/sound.ts'

export interface MeetingSelfHandlers {
  link(): ServerLink
  /** Whether the link is not lost. */
  connected(): boolean
  /** Volumes in dB by user id, where they are not 0. */
  volumes(): MeetingState['volumes']
  tell(event: MeetingEvent): void
}

/** What the user is called, and hears: name, mute, deafen, volumes. */
export class MeetingSelf {
  readonly #sound: Sound
  readonly #handlers: MeetingSelfHandlers

  constructor(sound: Sound, handlers: MeetingSelfHandlers) {
    this.#sound = sound
    this.#handlers = handlers
  }

  /** Sets how loud the user hears somebody. @param user id @param gainDb dB, -60 (off) to 12 */
  async setVolume(user: number, gainDb: number): Promise<void> {
    const { link, volumes, tell: emit } = this.#handlers
    const { gain_db } = await link().request('volume', { user, gain_db: gainDb })
    if (volumes()[user] !== gain_db) emit({ event: 'volume', user, gain_db })
  }

  /** Changes the user's name. Refused with a message for the user. */
  async rename(name: string): Promise<Result<undefined>> {
    const { status, name: taken } = await this.#handlers.link().request('rename', { name })
    if (status !== 'ok') return refused(whyRefused(status, name))
    this.#handlers.tell({ event: 'renamed', name: taken })
    return ok(undefined)
  }

  async setMuted(on: boolean): Promise<void> {
    // Muting takes effect locally; the server only shows it to others.
    this.#sound.muted = on
    if (this.#handlers.connected()) await this.#handlers.link().request('mute', { muted: on })
    this.#handlers.tell({ event: 'muted', on })
  }

  /** Raises or lowers the user's hand. The change is told with the people in the room. */
  async raiseHand(raised: boolean): Promise<void> {
    await this.#handlers.link().request('hand', { raised })
  }

  async setDeafened(on: boolean): Promise<void> {
    if (this.#handlers.connected()) await this.#handlers.link().request('deafen', { deafened: on })
    this.#handlers.tell({ event: 'deafened', on })
  }
}
