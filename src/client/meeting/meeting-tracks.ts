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
  /** The current connection. */
  link(): ServerLink
  /** Keys to fetch recordings, also in later sessions. */
  readonly keys: RecordingKeys
  /** Folder for downloads. */
  readonly folder: string
  tell(event: MeetingEvent): void
}

/** The user's side of recording on the server: control, consent and downloads. */
export class MeetingTracks {
  readonly #options: MeetingTracksOptions
  #fetching: Fetching | null = null

  constructor(options: MeetingTracksOptions) {
    this.#options = options
  }

  /** Starts or stops recording on the server. The result arrives as events. */
  record(on: boolean): void {
    this.#options.link().tell(on ? 'record_start' : 'record_end', { tracks: true })
  }

  /** Pauses or resumes the user's recording on the server. */
  pause(paused: boolean): void {
    this.#options.link().tell('record_pause', { paused })
  }

  /** Marks this moment in the user's recording on the server. */
  mark(text: string): void {
    this.#options.link().tell('record_mark', { text })
  }

  /** Gives or refuses consent to be recorded by the server. @throws as `ServerLink.request` */
  async consent(agree: boolean): Promise<void> {
    await this.#options.link().request('record_consent', { agree })
    this.#options.tell({ event: 'consent', agree })
  }

  /** Stores the key of a recording that the user started. */
  begun({ recording, token }: Label<'record_started'>): void {
    this.#options.keys.keep({ recording, token })
  }

  /** The recordings on this server that the user may fetch, oldest first. @throws as `ServerLink.request` */
  list(): Promise<RecordingSummary[]> {
    return listRecordings(this.#options.link(), this.#options.keys.all)
  }

  /** Progress of the download; null if there is none. */
  get fetching(): FetchStatus | null {
    return this.#fetching?.status ?? null
  }

  /**
   * Downloads a recording into the record folder; one at a time.
   * @returns its folder
   * @throws as `fetchRecording`; `FetchCancelled`
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

  /** Cancels the download; it can be resumed. @returns whether there was one */
  cancelFetch(): boolean {
    this.#fetching?.cancel()
    return this.#fetching !== null
  }
}
