import type { AudioFormat } from '../../audio/format.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { Recorder, type RecordingPlace } from '../voice/recorder.ts'
import type { Sound } from '../voice/sound.ts'

export interface MeetingRecordingHandlers {
  tell(event: MeetingEvent): void
  /** Announces to the room that recording started or stopped. */
  announce(on: boolean): void
}

/** The user's local recording of a meeting. Its start and stop are announced to the room. */
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
   * Starts a recording and announces it to the room. Refused with a message for the user.
   * @param target a file, or a place in which to name one
   */
  async start(target: string | RecordingPlace): Promise<Result<undefined>> {
    if (this.on) return refused('you are already recording this room; /stop ends it')
    try {
      this.#sound.recorder = await Recorder.start(target, this.#format, (error) => {
        this.#handlers.tell({
          event: 'error',
          text: `${error.message} The recording was stopped; the meeting continues.`,
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

  /** Pauses or resumes; sound during a pause is not in the file. */
  pause(on: boolean): void {
    if (!this.#sound.recorder) return
    this.#sound.recorder.paused = on
    this.#handlers.tell({ event: 'recording_paused', on })
  }

  /** Marks this moment in the file. Does nothing when not recording. */
  mark(label: string): void {
    this.#sound.recorder?.mark(label)
  }

  /** Stops the recording and emits its result. Does nothing when not recording. */
  async stop(): Promise<void> {
    const recorder = this.#sound.recorder
    if (!recorder) return
    this.#sound.recorder = null
    this.#handlers.announce(false)
    const { path, seconds, lostSeconds } = await recorder.stop()
    this.#handlers.tell({ event: 'recording_stopped', path, seconds, lost_seconds: lostSeconds })
  }
}
