import { gainFactor, SILENCE } from '../../audio/level.ts'
import type { SampleSource } from '../../audio/sound/sample-source.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Span } from '../analysis/silent-spans.ts'
import { soloGains } from '../edit/playback.ts'
import type { TrackGains } from '../edit/render.ts'
import { type Clip, type Timeline, timelineLength } from '../edit/timeline.ts'
import { type ColumnSources, trackColumns } from '../edit/track-columns.ts'
import { Player } from './player.ts'
import type { StudioState } from './state.ts'

/** ms between updates of the playhead. */
const TICK = 40

/** The parameters of playback. */
export interface ListeningOptions {
  readonly timeline: Timeline
  readonly sources: ReadonlyMap<string, SampleSource>
  /** Peaks and renderer, for finding silences. */
  readonly waves: ColumnSources
  readonly clock: Clock
  /** Output device, in the notation of `openSpeaker`. */
  readonly speaker: string | undefined
}

export interface ListeningHandlers {
  /** The playback position moved. */
  moved(sample: number): void
  /** Other playback state changed. */
  changed(): void
  failed(text: string): void
}

/** Controls the playback of a recording: solo and mute, speed, loop and skipping of silences. */
export class Listening {
  readonly #options: ListeningOptions
  readonly #handlers: ListeningHandlers
  readonly #player: Player
  #timeline: Timeline
  #selection: Clip | null = null
  #solo: ReadonlySet<string> = new Set()
  #muted: ReadonlySet<string> = new Set()
  #looping = false
  /** Cancels the search for silences; null when they are not skipped. */
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
      ended: () => handlers.moved(this.#player.position),
      failed: (text) => handlers.failed(text),
      speaker: (ok, message) => this.#speakerChanged(ok, message),
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

  /** The gain factor of each track, from solo and mute. */
  get gains(): TrackGains {
    const names = this.#timeline.tracks.map(({ name }) => name)
    return soloGains(names, this.#solo, this.#muted)
  }

  /** Plays from a sample. A failure of the speaker is reported by `failed`. */
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
    this.#handlers.moved(this.#player.position)
  }

  /** Continues from a sample, playing or paused. */
  seek(sample: number): void {
    this.#player.seek(sample)
  }

  /** Continues with an edited timeline. */
  change(timeline: Timeline): void {
    this.#timeline = timeline
    this.#player.change(timeline)
    this.#player.gains = this.gains
    this.#setLoop()
    if (this.#skipping) this.skip(true)
  }

  /** Sets the range of the loop; null loops the whole timeline. */
  select(selection: Clip | null): void {
    this.#selection = selection
    this.#setLoop()
  }

  /** @param speed 0.5 to 3 */
  setSpeed(speed: number): void {
    this.#player.speed = speed
    this.#handlers.changed()
  }

  /** Turns the loop of the selection on or off. */
  loop(on: boolean): void {
    this.#looping = on
    this.#setLoop()
    this.#handlers.changed()
  }

  /** Turns skipping of long silences on or off. */
  skip(on: boolean): void {
    this.#skipping?.abort()
    this.#skipping = on ? new AbortController() : null
    this.#player.skipped = []
    if (this.#skipping) void this.#findSilences(this.#skipping.signal)
    this.#handlers.changed()
  }

  /** Sets the soloed and muted tracks. */
  setAudible(solo: ReadonlySet<string>, muted: ReadonlySet<string>): void {
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
      this.#handlers.moved(this.#player.position)
      this.#tick()
    })
  }

  #speakerChanged(ok: boolean, message: string): void {
    this.#problem = ok ? null : message
    if (ok) return
    if (this.#player.playing) this.pause()
    this.#handlers.failed(`playback failed: ${message}`)
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

/** Length of the RMS cells in ms, and of the batches in s. */
const CELL_MS = 25
const BATCH_S = 60
/** Silence threshold in dBFS, minimum length in s, and s kept at either end. */
const THRESHOLD_DB = -45
const MIN_SILENCE_S = 0.8
const KEPT_S = 0.2

/**
 * Finds the silences to skip during playback, where the sum of all tracks is quiet. Uses the peaks of the files, so
 * hours of audio take about a second.
 * @throws the reason of `signal`
 */
async function findSilences(timeline: Timeline, sources: ColumnSources, signal: AbortSignal): Promise<Span[]> {
  const { rate, tracks } = timeline
  const length = timelineLength(timeline)
  const cell = Math.round((rate * CELL_MS) / 1000)
  const threshold = 32_768 * gainFactor(THRESHOLD_DB)
  const silences: Span[] = []
  let began: number | null = null
  const end = (at: number) => {
    if (began !== null && at - began >= MIN_SILENCE_S * rate) {
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
