import { gainFactor, SILENCE } from '../../audio/level.ts'
import type { SampleSource } from '../../audio/wav/sample-source.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Span } from '../analysis/silent-spans.ts'
import { soloGains } from '../edit/playback.ts'
import type { TrackGains } from '../edit/render.ts'
import { type Clip, type Timeline, timelineLength } from '../edit/timeline.ts'
import { type ColumnSources, trackColumns } from '../edit/track-columns.ts'
import { Player } from './player.ts'
import type { StudioState } from './state.ts'

/** ms between two looks at where sound is. */
const TICK = 40

/** What listening needs of the recording. */
export interface ListeningOptions {
  readonly timeline: Timeline
  readonly sources: ReadonlyMap<string, SampleSource>
  /** What silences are found by. */
  readonly waves: ColumnSources
  readonly clock: Clock
  /** The device to play to, as `openSpeaker` takes it. */
  readonly speaker: string | undefined
}

export interface ListeningHandlers {
  /** Sound is here now. */
  moved(sample: number): void
  /** Something else is another now. */
  changed(): void
  failed(text: string): void
}

/** How a recording is heard: which of its tracks, how fast, over and over, without silences. */
export class Listening {
  readonly #options: ListeningOptions
  readonly #handlers: ListeningHandlers
  readonly #player: Player
  #timeline: Timeline
  #selection: Clip | null = null
  #solo: ReadonlySet<string> = new Set()
  #muted: ReadonlySet<string> = new Set()
  #looping = false
  /** Gives up to look for silences; null where they are not passed over. */
  #skipping: AbortController | null = null
  #problem: string | null = null
  #stopTicking: Cancel = () => {}
  #closed = false

  constructor(options: ListeningOptions, handlers: ListeningHandlers) {
    const { timeline, sources, clock } = options
    this.#options = options
    this.#handlers = handlers
    this.#timeline = timeline
    this.#player = new Player(timeline, sources, clock, {
      ended: () => handlers.moved(this.#player.heard),
      failed: (text) => handlers.failed(text),
      speaker: (fine, message) => this.#speakerTold(fine, message),
    })
  }

  get state(): Pick<
    StudioState,
    'playing' | 'speed' | 'looping' | 'skipping' | 'solo' | 'muted' | 'level' | 'speakerProblem'
  > {
    const { playing, speed, peak } = this.#player
    return {
      playing,
      speed,
      looping: this.#looping,
      skipping: this.#skipping !== null,
      solo: this.#solo,
      muted: this.#muted,
      level: peak > 0 ? 20 * Math.log10(peak) : SILENCE,
      speakerProblem: this.#problem,
    }
  }

  /** What of each track is heard, by its name. */
  get gains(): TrackGains {
    const names = this.#timeline.tracks.map(({ name }) => name)
    return soloGains(names, this.#solo, this.#muted)
  }

  /** Plays from a sample on; what is wrong with the speaker is told. */
  async play(from: number): Promise<void> {
    await this.#player.open(this.#options.speaker)
    if (this.#closed || this.#problem !== null) return
    this.#player.seek(from)
    this.#player.play()
    this.#tick()
    this.#handlers.changed()
  }

  pause(): void {
    this.#player.pause()
    this.#handlers.moved(this.#player.heard)
  }

  /** Goes on from a sample, whether it plays or not. */
  seek(sample: number): void {
    this.#player.seek(sample)
  }

  /** Goes on with an edited timeline. */
  change(timeline: Timeline): void {
    this.#timeline = timeline
    this.#player.change(timeline)
    this.#player.gains = this.gains
    this.#setLoop()
    if (this.#skipping) this.skip(true)
  }

  /** What is played over and over, where that is wanted; all where it is null. */
  select(selection: Clip | null): void {
    this.#selection = selection
    this.#setLoop()
  }

  setSpeed(speed: number): void {
    this.#player.speed = speed
    this.#handlers.changed()
  }

  /** Plays the selection over and over, or all where there is none. */
  loop(on: boolean): void {
    this.#looping = on
    this.#setLoop()
    this.#handlers.changed()
  }

  /** Passes over what is silent for long. */
  skip(on: boolean): void {
    this.#skipping?.abort()
    this.#skipping = on ? new AbortController() : null
    this.#player.skipped = []
    if (this.#skipping) void this.#findSilences(this.#skipping.signal)
    this.#handlers.changed()
  }

  /** Chooses which tracks are heard. */
  hear(solo: ReadonlySet<string>, muted: ReadonlySet<string>): void {
    this.#solo = solo
    this.#muted = muted
    this.#player.gains = this.gains
    this.#handlers.changed()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stopTicking()
    this.#skipping?.abort()
    await this.#player.close()
  }

  #setLoop(): void {
    const { from, to } = this.#selection ?? { from: 0, to: timelineLength(this.#timeline) }
    this.#player.loop = this.#looping ? [from, to] : null
  }

  #tick(): void {
    this.#stopTicking()
    this.#stopTicking = this.#options.clock.after(TICK, () => {
      if (!this.#player.playing) return
      this.#handlers.moved(this.#player.heard)
      this.#tick()
    })
  }

  #speakerTold(fine: boolean, message: string): void {
    this.#problem = fine ? null : message
    if (fine) return
    if (this.#player.playing) this.pause()
    this.#handlers.failed(`nothing can be heard: ${message}`)
  }

  async #findSilences(signal: AbortSignal): Promise<void> {
    try {
      const spans = await findSilences(this.#timeline, this.#options.waves, signal)
      if (!signal.aborted) this.#player.skipped = spans
    } catch (error) {
      if (!signal.aborted) this.#handlers.failed((error as Error).message)
    }
  }
}

/** ms that are judged together; s that are looked at in one go. */
const CELL_MS = 25
const BATCH_S = 60
/** What is quieter is passed over, in dBFS, where it lasts so many s, but for some s at its ends. */
const THRESHOLD_DB = -45
const SHORTEST_S = 0.8
const KEPT_S = 0.2

/**
 * The silences of a timeline that are passed over when it is played: where all tracks together are quiet for long. From
 * the peaks of its files, so that hours take about a second.
 * @throws the reason of `signal`
 */
async function findSilences(
  timeline: Timeline,
  sources: ColumnSources,
  signal: AbortSignal,
): Promise<Span[]> {
  const { rate, tracks } = timeline
  const length = timelineLength(timeline)
  const cell = Math.round((rate * CELL_MS) / 1000)
  const threshold = 32_768 * gainFactor(THRESHOLD_DB)
  const silences: Span[] = []
  let began: number | null = null
  const end = (at: number) => {
    if (began !== null && at - began >= SHORTEST_S * rate) {
      silences.push([began + Math.round(KEPT_S * rate), at - Math.round(KEPT_S * rate)])
    }
    began = null
  }
  for (let from = 0; from < length; from += Math.round(BATCH_S * rate)) {
    signal.throwIfAborted()
    const to = Math.min(length, from + Math.round(BATCH_S * rate))
    const count = Math.max(1, Math.floor((to - from) / cell))
    const loudness = new Float64Array(count)
    for (const { segments } of tracks) {
      const { rms } = await trackColumns(segments, sources, from, to, count)
      for (let i = 0; i < count; i++) loudness[i] = Math.hypot(loudness[i]!, rms[i]!)
    }
    for (let i = 0; i < count; i++) {
      const at = from + Math.floor(((to - from) * i) / count)
      if (loudness[i]! >= threshold) end(at)
      else began ??= at
    }
  }
  end(length)
  return silences
}
