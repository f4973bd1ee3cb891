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
/** Frames that are made before the speaker asks for them: what a slow disk may take. */
const AHEAD = 10

/** A frame that was given to the speaker. */
interface Given {
  /** The sample of the timeline that it begins with. */
  readonly at: number
  /** ms of the clock when it is heard. */
  readonly heardAt: number
  /** Loudest sample, 0 to 1. */
  readonly peak: number
}

export interface PlayerHandlers {
  /** It came to the end by itself. */
  ended(): void
  /** The recording could not be read; it pauses. */
  failed(text: string): void
  /** What became of the speaker: `fine` where sound flows. */
  speaker(fine: boolean, message: string): void
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
  /** Where it plays on once it does. */
  #position = 0
  /** Counts jumps: what was made for before one is not played. */
  #generation = 0
  #jumped = true
  /** What makes frames ahead; null where enough are there. */
  #filling: Promise<void> | null = null
  #ended = false
  #ready: { readonly samples: Int16Array; readonly at: number }[] = []
  #given: Given[] = []

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
      open: (spec) => openSpeaker(spec, { rate, frameMs: FRAME_MS }, clock),
      start: (speaker, told) => this.#start(speaker, told),
      told: (fine, message) => handlers.speaker(fine, message),
    })
  }

  get playing(): boolean {
    return this.#playing
  }

  /** The sample that is heard now; where it does not play, the one from which it will. */
  get heard(): number {
    if (!this.#playing) return this.#position
    const now = this.#clock.now()
    const given = this.#given.findLast(({ heardAt }) => heardAt <= now) ?? null
    if (!given) return this.#position
    const since = Math.min(now - given.heardAt, FRAME_MS)
    return Math.round(given.at + (since / 1000) * this.#rate * this.speed)
  }

  /** Loudest sample of what is heard now, 0 to 1. */
  get peak(): number {
    const now = this.#clock.now()
    return this.#playing ? (this.#given.findLast(({ heardAt }) => heardAt <= now)?.peak ?? 0) : 0
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

  /** Silences that are passed over. */
  set skipped(spans: readonly Span[]) {
    this.#change(() => {
      this.#playback.skipped = spans
    })
  }

  /** Goes on with an edited timeline. */
  change(timeline: Timeline): void {
    this.#timeline = timeline
    this.#change(() => this.#playback.change(timeline))
  }

  /** Opens the speaker where that was not done, or did not work. What is wrong with it is told. */
  async open(spec: string | undefined): Promise<void> {
    if (this.#slot.state.name !== null) return
    this.#opening ??= this.#slot.open(spec).finally(() => {
      this.#opening = null
    })
    await this.#opening
  }

  /** Plays on from where it stands. */
  play(): void {
    this.#playing = true
    this.#jump(this.#position)
  }

  pause(): void {
    this.#position = this.heard
    this.#playing = false
    this.#given = []
  }

  /** Goes on from a sample, whether it plays or not. */
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

  /** What changes how it sounds is heard at once, not after what was made ahead. */
  #change(change: () => void): void {
    const at = this.heard
    change()
    this.#jump(at)
  }

  #jump(sample: number): void {
    this.#position = sample
    this.#generation++
    this.#jumped = true
    this.#ended = false
    this.#ready = []
    this.#given = []
    if (this.#playing) this.#fill()
  }

  /** The frame that the speaker wants now. */
  #next(): Int16Array {
    const frame = this.#playing ? this.#ready.shift() : undefined
    if (!frame) {
      if (this.#playing && this.#ended) this.#finish()
      return this.#silence
    }
    this.#fill()
    const heardAt = this.#clock.now() + (this.#speaker?.delayMs ?? 0)
    this.#given = this.#given.filter((given) => given.heardAt > this.#clock.now() - 2 * FRAME_MS)
    this.#given.push({ at: frame.at, heardAt, peak: peakLevel(frame.samples) })
    return frame.samples
  }

  /** The last of it is heard once it has come through the speaker. */
  #finish(): void {
    const last = this.#given.at(-1)
    if (last && this.#clock.now() < last.heardAt + FRAME_MS) return
    this.#position = this.#playback.position
    this.#playing = false
    this.#handlers.ended()
  }

  #fill(): void {
    this.#filling ??= this.#makeAhead().finally(() => {
      this.#filling = null
    })
  }

  async #makeAhead(): Promise<void> {
    try {
      while (this.#playing && !this.#ended && this.#ready.length < AHEAD) await this.#make()
    } catch (error) {
      this.pause()
      this.#handlers.failed((error as Error).message)
    }
  }

  async #make(): Promise<void> {
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
