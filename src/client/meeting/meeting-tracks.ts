import type { Clock } from '../../lib/clock.ts'
import type { Label } from '../../protocol/labels.ts'
import type { RecordingSummary } from '../../protocol/shapes.ts'
import type { ServerLink } from '../connection/server-link.ts'
import { fetchRecording } from '../recordings/fetch-recording.ts'
import { Fetching, type FetchStatus } from '../recordings/fetching.ts'
import type { RecordingKeys } from '../recordings/recording-keys.ts'
import { listRecordings } from '../recordings/recording-list.ts'
import type { MeetingEvent } from './meeting-events.ts'

export interface MeetingTracksOptions {
  readonly clock: Clock
  /** The connection in hand. */
  link(): ServerLink
  /** What lets one have recordings of the server, later too. */
  readonly keys: RecordingKeys
  /** Where those that are fetched go. */
  readonly folder: string
  tell(event: MeetingEvent): void
}

/** What the server records of a meeting, each person on a track of their own, as far as one has a part in it. */
export class MeetingTracks {
  readonly #options: MeetingTracksOptions
  #fetching: Fetching | null = null

  constructor(options: MeetingTracksOptions) {
    this.#options = options
  }

  /** Lets the server record the room, or ends that. What it says to it comes as events. */
  record(on: boolean): void {
    this.#options.link().tell(on ? 'record_start' : 'record_end', { tracks: true })
  }

  /** Pauses what the server records for one, or goes on with it. */
  pause(paused: boolean): void {
    this.#options.link().tell('record_pause', { paused })
  }

  /** Marks this moment in what the server records for one. */
  mark(text: string): void {
    this.#options.link().tell('record_mark', { text })
  }

  /** Lets the server record oneself, or does not. */
  async consent(agree: boolean): Promise<void> {
    await this.#options.link().request('record_consent', { agree })
    this.#options.tell({ event: 'consent', agree })
  }

  /** Keeps the key of a recording that begins for one. */
  begun({ recording, token }: Label<'record_started'>): void {
    this.#options.keys.keep({ recording, token })
  }

  /** The recordings at this server that one may have, the oldest first. */
  list(): Promise<RecordingSummary[]> {
    return listRecordings(this.#options.link(), this.#options.keys.all)
  }

  /** How far the one is that is being fetched; null where none is. */
  get fetching(): FetchStatus | null {
    return this.#fetching?.status ?? null
  }

  /**
   * Fetches one into the record folder; one at a time.
   * @returns where it is @throws as `fetchRecording`; `FetchCancelled`
   */
  async fetch(recording: string, told: (status: FetchStatus) => void): Promise<string> {
    const { link, keys, folder, clock } = this.#options
    const token = keys.all.find((key) => key.recording === recording)?.token
    const fetching = new Fetching(recording, clock, told)
    this.#fetching = fetching
    try {
      return await fetchRecording(link(), { recording, token }, folder, fetching)
    } finally {
      if (this.#fetching === fetching) this.#fetching = null
    }
  }

  /** Gives up what is being fetched; it can be gone on with. @returns whether something was */
  cancelFetch(): boolean {
    this.#fetching?.cancel()
    return this.#fetching !== null
  }
}
