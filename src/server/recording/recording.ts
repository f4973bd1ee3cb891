import { type AudioFormat, frameLength } from '../../audio/format.ts'
import { peakLevel, rmsLevel } from '../../audio/level.ts'
import { Limiter } from '../../audio/limiter.ts'
import { Mixer } from '../../audio/mixer.ts'
import { EVENTS_FILE, MIX_FILE, type RecordedFile } from '../../audio/recording-description.ts'
import { WavWriter } from '../../audio/wav/wav-writer.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { FileHash } from './hash-stream.ts'
import { Journal, type RecordingFolder } from './recording-folder.ts'
import { Timeline, Track } from './track-timeline.ts'

/** ms between two checks for finished slots to write. */
const POLL_INTERVAL = 500
/** Seconds of one track that may wait for the disk. */
const PENDING_SECONDS = 4
/** Fraction of full scale below which a gap of one frame is inaudible: -50 dBFS. */
const QUIET = 0.003
/** Every seventh sample is measured to detect speech, as in the room's mixer. */
const LEVEL_STRIDE = 7

/** A frame of a member who agreed to be recorded. */
export interface RecordedVoice {
  readonly user: number
  readonly frame: Int16Array
}

/** The contents of a finished recording. */
export interface RecordedSound {
  readonly seconds: number
  /** Most seconds of any one file that a slow disk lost; they are silent. */
  readonly lostSeconds: number
  readonly files: RecordedFile[]
}

export interface RecordingOptions {
  readonly format: AudioFormat
  readonly clock: Clock
  /** Hashes a file when it is closed. @throws the file system's error */
  hash(path: string): Promise<FileHash>
  /** Called if writing fails later; end the recording then. */
  failed(error: Error): void
}

/**
 * The files of a recording in progress: a mix, one track per person, and the events. All sound files start with the
 * recording, and a frame has the same position in each. Writing is asynchronous, uses bounded memory, and never throws
 * once started.
 */
export class Recording {
  readonly #folder: RecordingFolder
  readonly #options: RecordingOptions
  readonly #clock: Clock
  readonly #format: AudioFormat
  readonly #frame: number
  readonly #mixer: Mixer
  readonly #limiter: Limiter
  readonly #mixed: Int16Array
  readonly #timeline: Timeline
  readonly #turns: SpeakerTurns
  readonly #mix: Track
  readonly #journal: Journal
  readonly #tracks = new Map<number, { file: string; track: Track }>()
  #cancelPoll: Cancel = () => {}
  #soundBytes = 0
  #ended = false

  private constructor(folder: RecordingFolder, options: RecordingOptions, files: { mix: WavWriter; journal: Journal }) {
    const { format, clock } = options
    this.#folder = folder
    this.#options = options
    this.#clock = clock
    this.#format = format
    this.#frame = frameLength(format)
    this.#mixer = new Mixer(this.#frame)
    this.#limiter = new Limiter(format.frameMs)
    this.#mixed = new Int16Array(this.#frame)
    this.#timeline = new Timeline(this.#slotMs, clock.now())
    this.#turns = new SpeakerTurns(this.#slotMs, ({ user, from, to }) =>
      this.#journal.write({ at: from, event: 'spoke', user, to }),
    )
    this.#mix = new Track(files.mix, this.#frame)
    this.#journal = files.journal
    this.#poll()
  }

  /** Creates the files. @throws the file system's error, or an error with it as the cause */
  static async start(folder: RecordingFolder, options: RecordingOptions): Promise<Recording> {
    const { format, failed } = options
    const journal = await Journal.create(folder.pathOf(EVENTS_FILE), failed)
    const writing = { onError: failed, pendingSeconds: PENDING_SECONDS }
    const mix = await WavWriter.create(folder.pathOf(MIX_FILE), format.rate, writing).catch(async (error) => {
      await journal.close()
      throw error
    })
    return new Recording(folder, options, { mix, journal })
  }

  get paused(): boolean {
    return this.#timeline.paused
  }

  /** ms recorded so far. */
  get elapsed(): number {
    return Math.round(this.#timeline.at(this.#clock.now()))
  }

  /** Bytes that were written, or wait to be: sound and events. Silence in between is not written. */
  get bytes(): number {
    return this.#soundBytes + this.#journal.bytes
  }

  /** The track file of a person, null when they have none. */
  fileOf(user: number): string | null {
    return this.#tracks.get(user)?.file ?? null
  }

  /**
   * Creates a track for a person; without one they are in the mix only.
   * @param slug of their name
   * @throws as `start`
   */
  async addTrack(user: number, slug: string): Promise<void> {
    if (this.#tracks.has(user)) return
    const file = `tracks/${user}-${slug}.wav`
    const options = { onError: this.#options.failed, pendingSeconds: PENDING_SECONDS }
    const writer = await WavWriter.create(this.#folder.pathOf(file), this.#format.rate, options)
    if (this.#ended) await writer.close()
    else this.#tracks.set(user, { file, track: new Track(writer, this.#frame) })
  }

  /** Records the frames of one slot of the mixer; only of members who agreed. */
  hear(voices: readonly RecordedVoice[]): void {
    if (this.#ended || voices.length === 0) return
    this.#mixer.sum(voices.map(({ frame }) => frame))
    this.#mixer.shared(this.#limiter, this.#mixed)
    const slot = this.#timeline.place(this.#clock.now(), peakLevel(this.#mixed) < QUIET)
    if (slot === null) return
    this.#mix.place(slot, this.#mixed)
    this.#soundBytes += this.#mixed.byteLength
    for (const { user, frame } of voices) {
      const own = this.#tracks.get(user)
      if (own) {
        own.track.place(slot, frame)
        this.#soundBytes += frame.byteLength
      }
      this.#turns.level(user, slot * this.#slotMs, rmsLevel(frame, LEVEL_STRIDE))
    }
  }

  /** Adds an event at the current time of the recording. */
  note(event: string, fields: object = {}): void {
    this.#journal.write({ at: this.elapsed, event, ...fields })
  }

  /** Pauses or resumes; the time of the recording stops while it is paused. */
  pause(on: boolean): void {
    this.#timeline.pause(on, this.#clock.now())
  }

  /** Closes all files at the same length and hashes them. @throws the file system's error */
  async end(): Promise<RecordedSound> {
    this.#ended = true
    this.#cancelPoll()
    this.#turns.close()
    const end = this.#timeline.end(this.#clock.now())
    const tracks = [this.#mix, ...[...this.#tracks.values()].map(({ track }) => track)]
    const sums = await Promise.all(tracks.map((track) => track.close(end)))
    await this.#journal.close()
    const names = [MIX_FILE, EVENTS_FILE, ...[...this.#tracks.values()].map(({ file }) => file)]
    const files: RecordedFile[] = []
    for (const file of names) files.push({ file, ...(await this.#options.hash(this.#folder.pathOf(file))) })
    return { seconds: sums[0]!.seconds, lostSeconds: Math.max(...sums.map(({ lostSeconds }) => lostSeconds)), files }
  }

  /** Exact ms per frame: not every sample rate has a whole number of samples in `frameMs`. */
  get #slotMs(): number {
    return (1000 * this.#frame) / this.#format.rate
  }

  #poll(): void {
    this.#cancelPoll = this.#clock.after(POLL_INTERVAL, () => {
      const slot = this.#timeline.settled(this.#clock.now())
      this.#mix.settle(slot)
      for (const { track } of this.#tracks.values()) track.settle(slot)
      this.#turns.poll(this.#timeline.at(this.#clock.now()))
      this.#poll()
    })
  }
}

/** Level in dBFS from which a frame counts as speech, as in `Speaking`. */
const THRESHOLD = -55
/** ms of silence that end a turn: longer than the pauses between words. */
const HOLD = 600

/** A stretch of speech of one person; `from` and `to` in ms of the recording. */
export interface SpeakerTurn {
  readonly user: number
  readonly from: number
  readonly to: number
}

/** Finds out who spoke when, from the levels of their frames. */
export class SpeakerTurns {
  readonly #frameMs: number
  readonly #ended: (turn: SpeakerTurn) => void
  readonly #open = new Map<number, { from: number; to: number }>()

  /** @param frameMs ms per frame @param ended called with each turn when it is over */
  constructor(frameMs: number, ended: (turn: SpeakerTurn) => void) {
    this.#frameMs = frameMs
    this.#ended = ended
  }

  /** Takes the level (dBFS) of a frame that begins at `at` (ms). */
  level(user: number, at: number, dbfs: number): void {
    if (dbfs < THRESHOLD) return
    const turn = this.#open.get(user)
    const to = at + this.#frameMs
    if (turn && at - turn.to <= HOLD) turn.to = to
    else {
      this.#end(user)
      this.#open.set(user, { from: at, to })
    }
  }

  /** Ends the turns of people who have been silent for more than 600 ms at `now` (ms). */
  poll(now: number): void {
    for (const [user, { to }] of this.#open) if (now - to > HOLD) this.#end(user)
  }

  /** Ends all turns. */
  close(): void {
    for (const user of [...this.#open.keys()]) this.#end(user)
  }

  #end(user: number): void {
    const turn = this.#open.get(user)
    if (!turn) return
    this.#open.delete(user)
    this.#ended({ user, from: Math.round(turn.from), to: Math.round(turn.to) })
  }
}
