import type { Speaker } from '../../audio/devices/device.ts'
import { DeviceSlot, type DeviceTold } from '../../audio/devices/device-slot.ts'
import { openSpeaker } from '../../audio/devices/open-device.ts'
import { frameLength } from '../../audio/format.ts'
import { peakLevel } from '../../audio/level.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Span } from '../analysis/silent-spans.ts'
import { Playback } from '../edit/playback.ts'
import type { Sources, TrackGains } from '../edit/render.ts'
import { type Timeline, timelineLength } from '../edit/timeline.ts'

const FRAME_MS = 20
/** Frames rendered ahead of the speaker, to cover slow disks. */
const AHEAD = 10

/** A frame that was handed to the speaker. */
interface PlayedFrame {
  /** First sample on the timeline. */
  readonly at: number
  /** Clock time in ms when it becomes audible. */
  readonly audibleAt: number
  /** Peak level, 0 to 1. */
  readonly peak: number
}

export interface PlayerHandlers {
  /** Playback reached the end. */
  ended(): void
  /** The recording could not be read; playback is paused. */
  failed(text: string): void
  /** The state of the speaker: `ok` when it plays. */
  speaker(ok: boolean, message: string): void
}

/** Plays a timeline to a speaker, whose clock sets the pace. */
export class Player {
  readonly #clock: Clock
  readonly #handlers: PlayerHandlers
  readonly #playback: Playback
  readonly #slot: DeviceSlot<Speaker>
  readonly #silence: Int16Array
  readonly #rate: number
  #speaker: Speaker | null = null
  #opening: Promise<void> | null = null
  #timeline: Timeline
  #playing = false
  /** Where playback starts next. */
  #position = 0
  /** Counts jumps, so that frames rendered before a jump are discarded. */
  #generation = 0
  #jumped = true
  /** The task that renders ahead, or null. */
  #filling: Promise<void> | null = null
  #ended = false
  #ready: { readonly samples: Int16Array; readonly at: number }[] = []
  #played: PlayedFrame[] = []

  constructor(timeline: Timeline, sources: Sources, clock: Clock, handlers: PlayerHandlers) {
    const { rate } = timeline
    this.#clock = clock
    this.#handlers = handlers
    this.#timeline = timeline
    this.#rate = rate
    this.#playback = new Playback(timeline, sources)
    this.#silence = new Int16Array(frameLength({ rate, frameMs: FRAME_MS }))
    this.#slot = new DeviceSlot<Speaker>({
      kind: 'speaker',
      open: (spec) => openSpeaker(spec, { rate, frameMs: FRAME_MS }, clock, { patient: true }),
      start: (speaker, told) => this.#start(speaker, told),
      told: (ok, message) => handlers.speaker(ok, message),
    })
  }

  get playing(): boolean {
    return this.#playing
  }

  /** The audible sample of the timeline, or the start position when paused. */
  get position(): number {
    if (!this.#playing) return this.#position
    const now = this.#clock.now()
    const frame = this.#played.findLast(({ audibleAt }) => audibleAt <= now) ?? null
    if (!frame) return this.#position
    const since = Math.min(now - frame.audibleAt, FRAME_MS)
    return Math.round(frame.at + (since / 1000) * this.#rate * this.speed)
  }

  /** Peak of the audible frame, 0 to 1. */
  get peak(): number {
    const now = this.#clock.now()
    return this.#playing ? (this.#played.findLast(({ audibleAt }) => audibleAt <= now)?.peak ?? 0) : 0
  }

  get speed(): number {
    return this.#playback.speed
  }

  set speed(speed: number) {
    this.#change(() => {
      this.#playback.speed = speed
    })
  }

  get loop(): Span | null {
    return this.#playback.loop
  }

  set loop(loop: Span | null) {
    const { loop: before } = this.#playback
    if (before?.[0] === loop?.[0] && before?.[1] === loop?.[1]) return
    this.#change(() => {
      this.#playback.loop = loop
    })
  }

  set gains(gains: TrackGains) {
    this.#change(() => {
      this.#playback.gains = gains
    })
  }

  /** Ranges to skip, in samples. */
  set skipped(spans: readonly Span[]) {
    this.#change(() => {
      this.#playback.skipped = spans
    })
  }

  /** Continues with an edited timeline. */
  change(timeline: Timeline): void {
    this.#timeline = timeline
    this.#change(() => this.#playback.change(timeline))
  }

  /** Opens the speaker unless it is open. Failures are reported by the `speaker` handler. */
  async open(spec: string | undefined): Promise<void> {
    if (this.#slot.state.name !== null) return
    this.#opening ??= this.#slot.open(spec).finally(() => {
      this.#opening = null
    })
    await this.#opening
  }

  /** Plays from the current position. */
  play(): void {
    this.#playing = true
    this.#jump(this.#position)
  }

  pause(): void {
    this.#position = this.position
    this.#playing = false
    this.#played = []
  }

  /** Continues from a sample, playing or paused. */
  seek(sample: number): void {
    this.#jump(Math.max(0, Math.min(sample, timelineLength(this.#timeline))))
  }

  async close(): Promise<void> {
    this.#playing = false
    await this.#filling
    await this.#slot.close()
  }

  #start(speaker: Speaker, { failed, recovered }: DeviceTold): void {
    this.#speaker = speaker
    speaker.start(() => this.#next(), { failed, recovered })
  }

  /** Applies a change of the sound and discards the frames rendered ahead, so that it is audible at once. */
  #change(change: () => void): void {
    const at = this.position
    change()
    this.#jump(at)
  }

  #jump(sample: number): void {
    this.#position = sample
    this.#generation++
    this.#jumped = true
    this.#ended = false
    this.#ready = []
    this.#played = []
    if (this.#playing) this.#fill()
  }

  /** The next frame for the speaker. */
  #next(): Int16Array {
    const frame = this.#playing ? this.#ready.shift() : undefined
    if (!frame) {
      if (this.#playing && this.#ended) this.#finish()
      return this.#silence
    }
    this.#fill()
    const audibleAt = this.#clock.now() + (this.#speaker?.delayMs ?? 0)
    this.#played = this.#played.filter((frame) => frame.audibleAt > this.#clock.now() - 2 * FRAME_MS)
    this.#played.push({ at: frame.at, audibleAt, peak: peakLevel(frame.samples) })
    return frame.samples
  }

  /** Ends playback once the last frame has passed the delay of the speaker. */
  #finish(): void {
    const last = this.#played.at(-1)
    if (last && this.#clock.now() < last.audibleAt + FRAME_MS) return
    this.#position = this.#playback.position
    this.#playing = false
    this.#handlers.ended()
  }

  #fill(): void {
    this.#filling ??= this.#renderAhead().finally(() => {
      this.#filling = null
    })
  }

  async #renderAhead(): Promise<void> {
    try {
      while (this.#playing && !this.#ended && this.#ready.length < AHEAD) await this.#renderFrame()
    } catch (error) {
      this.pause()
      this.#handlers.failed((error as Error).message)
    }
  }

  async #renderFrame(): Promise<void> {
    if (this.#jumped) this.#playback.seek(this.#position)
    this.#jumped = false
    const generation = this.#generation
    const at = this.#playback.position
    const samples = new Int16Array(this.#silence.length)
    const count = await this.#playback.read(samples)
    if (generation !== this.#generation) return
    if (count > 0) this.#ready.push({ samples, at })
    if (count < samples.length) this.#ended = true
  }
}
