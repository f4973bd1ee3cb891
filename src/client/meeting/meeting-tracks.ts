import type { Clock } from '../../lib/clock.ts'
import type { Label } from '../../protocol/labels.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import type { MeetingState } from '../../protocol/meeting/state.ts'
import type { RecordingSummary } from '../../protocol/shapes.ts'
import type { ServerLink } from '../connection/server-link.ts'
import { fetchRecording } from '../recordings/fetch-recording.ts'
import { Fetching, type FetchStatus } from '../recordings/fetching.ts'
import type { RecordingKeys } from '../recordings/recording-keys.ts'
import { listRecordings } from '../recordings/recording-list.ts'

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
  /** Whether the server has said, over the current connection, that it records the room. */
  #confirmed = false
  /** The recording of the room when the connection was lost, and whether it was the user's own. */
  #before: (NonNullable<MeetingState['tracks']> & { readonly own: boolean }) | null = null

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

  /** Gives or refuses consent to be recorded by the server, in one recording. @throws as `ServerLink.request` */
  async consent(recording: string, agree: boolean): Promise<void> {
    const { link, keys, tell: emit } = this.#options
    const { token } = await link().request('record_consent', { recording, agree })
    if (token !== undefined) keys.keep({ recording, token })
    emit({ event: 'consent', agree, recording })
  }

  /** Takes the news of a recording by the server. */
  heard({ on, tracks }: Label<'recording'>): void {
    if (tracks) this.#confirmed = on
  }

  /** The connection is lost; whether the server goes on recording is unknown. @param state the state at that time */
  lost({ tracks, self }: MeetingState): void {
    this.#confirmed = false
    if (tracks) this.#before ??= { ...tracks, own: tracks.by.id === self.id }
  }

  /**
   * Reports the end of a recording that ended while the user was disconnected. To be called when the server has sent
   * everything about the room.
   */
  settle({ tracks, self, room }: MeetingState): void {
    const before = this.#before
    this.#before = null
    if (!before || (this.#confirmed && before.recording === (tracks?.recording ?? null))) return
    this.#options.tell({
      event: 'recording',
      on: false,
      // After a restart of the server, ids are given to other people.
      by: before.own ? self : before.by.id === self.id ? { ...before.by, id: 0 } : before.by,
      tracks: true,
      ...(before.recording === null ? {} : { recording: before.recording }),
      reason:
        room === null
          ? 'You are no longer in the room.'
          : 'It restarted, or the recording ended while you were disconnected.',
    })
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
