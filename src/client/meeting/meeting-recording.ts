import type { AudioFormat } from '../../audio/format.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { Recorder, type RecordingPlace } from '../voice/recorder.ts'
import type { Sound } from '../voice/sound.ts'
import type { MeetingEvent } from './meeting-events.ts'

export interface MeetingRecordingHandlers {
  tell(event: MeetingEvent): void
  /** Lets the room know that it is recorded, or is not any more. */
  announce(on: boolean): void
}

/** The recording that one makes of a meeting; the room is told of it. */
export class MeetingRecording {
  readonly #sound: Sound
  readonly #format: AudioFormat
  readonly #handlers: MeetingRecordingHandlers

  constructor(sound: Sound, format: AudioFormat, handlers: MeetingRecordingHandlers) {
    this.#sound = sound
    this.#format = format
    this.#handlers = handlers
  }

  get on(): boolean {
    return this.#sound.recorder !== null
  }

  get paused(): boolean {
    return this.#sound.recorder?.paused ?? false
  }

  /**
   * Begins a recording, after the room was told.
   * @param target a file, or where one is to be named.
   * @returns refused with a sentence for the user.
   */
  async start(target: string | RecordingPlace): Promise<Result<undefined>> {
    if (this.on) return refused('this room is being recorded by you already; /stop ends it')
    try {
      this.#sound.recorder = await Recorder.start(target, this.#format, (error) => {
        this.#handlers.tell({
          event: 'error',
          text: `${error.message} The recording was stopped; the meeting goes on.`,
        })
        void this.stop()
      })
    } catch (error) {
      return refused((error as Error).message)
    }
    this.#handlers.announce(true)
    this.#handlers.tell({ event: 'recording_started', path: this.#sound.recorder.path })
    return ok(undefined)
  }

  /** Pauses, or goes on: what is heard meanwhile is not in the file. */
  pause(on: boolean): void {
    if (!this.#sound.recorder) return
    this.#sound.recorder.paused = on
    this.#handlers.tell({ event: 'recording_paused', on })
  }

  /** Marks this moment in the file, if there is one. */
  mark(label: string): void {
    this.#sound.recorder?.mark(label)
  }

  /** Ends the recording, if there is one, and tells what became of it. */
  async stop(): Promise<void> {
    const recorder = this.#sound.recorder
    if (!recorder) return
    this.#sound.recorder = null
    this.#handlers.announce(false)
    const { path, seconds, lostSeconds } = await recorder.stop()
    this.#handlers.tell({ event: 'recording_stopped', path, seconds, lost_seconds: lostSeconds })
  }
}
