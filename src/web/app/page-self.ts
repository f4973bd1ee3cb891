import type { AudioFormat } from '../../audio/format.ts'
import type { Ring } from '../../protocol/meeting/meeting-calls.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import type { Codec } from '../../protocol/shapes.ts'
import { keepPreferences } from '../session/kept.ts'
import { CallSound, contextAt, type SoundStats } from '../sound/call-sound.ts'
import type { Preferences } from '../state/page-state.ts'
import type { ServerSocket } from '../wire/server-socket.ts'
import type { Store } from './store.ts'

export interface PageSelfOptions {
  readonly store: Store
  /** The connection, also while it is lost. */
  socket(): ServerSocket
  /** The connection; null while it is lost. */
  link(): ServerSocket | null
  tell(event: MeetingEvent): void
}

/** The user's own microphone, speaker and hand, and how they hear others. */
export class PageSelf {
  readonly #options: PageSelfOptions
  #sound: CallSound | null = null

  constructor(options: PageSelfOptions) {
    this.#options = options
  }

  /** What is measured of the sound; null while it is closed. */
  get stats(): (SoundStats & { readonly sending: boolean }) | null {
    return this.#sound && { ...this.#sound.stats, sending: this.#sound.sending }
  }

  /** Plays a frame of the room mix. */
  receive(payload: Uint8Array, codec: Codec): void {
    this.#sound?.receive(payload, codec)
  }

  async setMuted(on: boolean): Promise<void> {
    // Muting takes effect in this browser; the server only shows it to others.
    if (this.#sound) this.#sound.muted = on
    this.#options.tell({ event: 'muted', on })
    await this.#options.link()?.request('mute', { muted: on })
  }

  /** Raises or lowers the user's hand. */
  async raiseHand(raised: boolean): Promise<void> {
    await this.#options.link()?.request('hand', { raised })
  }

  async setDeafened(on: boolean): Promise<void> {
    this.#options.tell({ event: 'deafened', on })
    await this.#options.link()?.request('deafen', { deafened: on })
  }

  /** Sets how loud the user hears somebody. @param gainDb dB, -60 (off) to 12 */
  async setVolume(user: number, gainDb: number): Promise<void> {
    const { gain_db } = await this.#options.socket().request('volume', { user, gain_db: gainDb })
    this.#options.tell({ event: 'volume', user, gain_db })
  }

  /** Whether the push-to-talk key is down. */
  talk(on: boolean): void {
    if (this.#sound) this.#sound.talking = on
  }

  /** Opens the microphone again, and continues sound that the browser paused. Call it in the handler of a click. */
  async retrySound(): Promise<void> {
    await this.#sound?.resume()
    await this.#sound?.use(this.#options.store.state.preferences)
  }

  /** Continues sound that the browser paused, if it lets the page. */
  resumeSound(): void {
    const { speaker } = this.#options.store.state
    if (speaker === 'blocked' || speaker === 'interrupted') void this.#sound?.resume()
  }

  /** The devices of the machine changed. */
  devicesChanged(): void {
    this.#sound?.devicesChanged()
  }

  playTestTone(): void {
    this.#sound?.playTestTone()
  }

  /** Rings on the speaker until it is called again; null: no more. */
  ring(ring: Ring | null): void {
    this.#sound?.ring(ring)
  }

  /** Level of the microphone in dBFS, and peak of what was played, 0 to 1. */
  get levels(): CallSound['levels'] | null {
    return this.#sound?.levels ?? null
  }

  prefer(change: Partial<Preferences>): void {
    const preferences = { ...this.#options.store.state.preferences, ...change }
    this.#options.store.dispatch({ type: 'preferences', preferences })
    keepPreferences(preferences)
    void this.#sound?.use(preferences)
  }

  /** Opens microphone and speaker. @param made a context that a click created */
  async open(made: AudioContext | null, format: AudioFormat, codecs: readonly Codec[]): Promise<void> {
    const { store, socket } = this.#options
    const context = contextAt(format.rate, made)
    if (!context) {
      for (const kind of ['microphone', 'speaker'] as const) {
        store.dispatch({ type: 'device', kind, status: 'insecure' })
      }
      return
    }
    const sound = new CallSound(context, format, {
      send: (payload, codec) => {
        if (store.state.meeting.room) socket().sendVoice(payload, codec, format.frameMs)
      },
      device: (kind, status) => {
        store.dispatch({ type: 'device', kind, status })
        // Another microphone might be one that the user does not want to be heard through.
        if (kind === 'microphone' && status === 'replaced') void this.setMuted(true)
      },
    })
    this.#sound = sound
    sound.muted = store.state.meeting.muted
    await sound.open(codecs[0] ?? 'pcm')
    await sound.use(store.state.preferences)
  }

  close(): void {
    this.#sound?.close()
    this.#sound = null
  }
}
