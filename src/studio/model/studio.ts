import type { Clock } from '../../lib/clock.ts'
import { type Operation, SEAM_MS } from '../edit/operations.ts'
import { isPrepared } from '../edit/prepare.ts'
import { openPeaks } from '../peaks/peaks-file.ts'
import type { About } from '../recording/about.ts'
import { type Landmarks, landmarksOf } from '../recording/landmarks.ts'
import type { EditSession } from './edit-session.ts'
import { Listening } from './listening.ts'
import { operationText } from './operation-text.ts'
import type { StudioState } from './state.ts'
import { EMPTY_VIEW, type Extent, following, movedTo, type View, wholeScale, withinTimeline } from './view.ts'
import { Waves } from './waves.ts'
import { Work } from './work.ts'

export interface StudioHandlers {
  /** The displayed state changed. @param urgent whether the user waits for it */
  changed(urgent: boolean): void
  notify(kind: 'notice' | 'error', text: string): void
}

/** Noise power per band, by track name. */
export type NoiseProfiles = Record<string, number[]>

/** The model of the studio: view, playback and editing of a recording. Draws nothing. */
export class Studio {
  readonly #session: EditSession
  readonly #about: About
  readonly #handlers: StudioHandlers
  readonly #work: Work
  /** Playback. */
  readonly listening: Listening
  readonly #waves: Waves
  #view: View = EMPTY_VIEW
  #columns = 0
  /** Names of the visible tracks. */
  #visibleTracks: readonly string[] = []
  #landmarks: Landmarks
  /** The view before each edit, restored by undo. */
  readonly #viewsBefore: View[] = []
  #measured: number | null = 0
  #closed = false
  amplitude: StudioState['amplitude'] = 'ear'
  /** Length of cross-fades at cut edges, ms. */
  crossfadeMs = SEAM_MS
  noise: NoiseProfiles | null = null
  /** The last operation if it was a cut, for pasting. */
  #cut: Operation | null = null

  /** @param speaker output device, in the notation of `openSpeaker` */
  constructor(
    session: EditSession,
    about: About,
    clock: Clock,
    speaker: string | undefined,
    handlers: StudioHandlers,
  ) {
    const { timeline, project } = session
    this.#session = session
    this.#about = about
    this.#handlers = handlers
    this.#landmarks = landmarksOf(about, timeline)
    this.#waves = new Waves(timeline.rate, project.sources, {
      changed: () => handlers.changed(true),
      failed: (text) => handlers.notify('error', text),
    })
    this.#work = new Work((urgent) => handlers.changed(urgent))
    const { sources } = project
    this.listening = new Listening(
      { timeline, sources, waves: this.#waves.sources, clock, speaker },
      {
        moved: (sample) => this.#playbackMoved(sample),
        changed: () => handlers.changed(true),
        failed: (text) => handlers.notify('error', text),
      },
    )
    void this.#measure()
  }

  get state(): StudioState {
    const { timeline, length, count, unsaved, readOnly } = this.#session
    return {
      about: this.#about,
      timeline,
      length,
      view: this.#view,
      waves: this.#waves.drawn,
      landmarks: this.#landmarks,
      ...this.listening.state,
      edits: count,
      unsaved,
      readOnly,
      busy: this.#work.busy,
      measured: this.#measured,
      amplitude: this.amplitude,
      crossfadeMs: this.crossfadeMs,
      noiseKnown: this.noise !== null,
    }
  }

  get session(): EditSession {
    return this.#session
  }

  /** Number of visible tracks. */
  get visibleTracks(): number {
    return this.#visibleTracks.length
  }

  get extent(): Extent {
    return { length: this.#session.length, columns: this.#columns }
  }

  /** Sets the size of the window. @param columns cells for waveforms @param tracks names of the visible tracks */
  fit(columns: number, tracks: readonly string[]): void {
    const first = this.#columns === 0
    const whole = this.#showsAll
    const resized = columns !== this.#columns
    this.#columns = columns
    this.#visibleTracks = tracks
    const scale = wholeScale(this.extent)
    if (first || (resized && whole)) this.#view = { ...this.#view, from: 0, scale }
    this.#wantWaves()
  }

  /** Changes the view or the selection. Playback follows a moved playhead. */
  setView(view: View): void {
    const before = this.#view
    this.#view = view
    if (view.playhead !== before.playhead) this.listening.seek(view.playhead)
    if (view.selection !== before.selection) this.listening.select(view.selection)
    this.#wantWaves()
    this.#handlers.changed(true)
  }

  /** Moves the playhead and scrolls to it. */
  goTo(sample: number): void {
    this.setView(movedTo(this.#view, sample, this.extent))
  }

  /** Plays from the playhead, or from the start of a looped selection; or pauses. */
  async playOrPause(): Promise<void> {
    const { playing, looping } = this.listening.state
    if (playing) {
      this.listening.pause()
      return
    }
    const { playhead, selection } = this.#view
    if (looping && selection && (playhead < selection.from || playhead >= selection.to)) {
      this.goTo(selection.from)
    } else if (playhead >= this.#session.length) this.goTo(0)
    await this.listening.play(this.#view.playhead)
  }

  /**
   * Measures and applies an operation; `cancel` stops the measurement.
   * @param after computes the new view from the old one
   * @throws EditError when it cannot be applied
   */
  async edit(operation: Operation, after: (view: View) => View = (view) => view): Promise<void> {
    const { timeline } = this.#session
    const before = this.#view
    // Without a measurement, the edit is applied synchronously, before the next key.
    const prepared = isPrepared(operation)
      ? operation
      : await this.wait(`${operationText(operation)}: measuring`, (progress) =>
          this.#session.prepare(operation, progress),
        )
    if (prepared === null || this.#session.timeline !== timeline) return
    const whole = this.#showsAll
    this.#session.add(prepared)
    this.#viewsBefore[this.#session.count.done - 1] = before
    this.#cut = prepared.name === 'cut' ? prepared : null
    this.#view = after(this.#view)
    this.#changed(operationText(operation), whole)
  }

  /** The last operation if it was a cut, which pasting turns into a move; otherwise null. */
  get cut(): Extract<Operation, { name: 'cut' }> | null {
    return this.#cut?.name === 'cut' ? this.#cut : null
  }

  undo(): void {
    const whole = this.#showsAll
    const undone = this.#session.undo()
    if (!undone) return
    const before = this.#viewsBefore[this.#session.count.done]
    if (before) this.#view = { ...before, chosen: this.#view.chosen, above: this.#view.above }
    this.#cut = null
    this.#changed(`undone: ${operationText(undone)}`, whole)
  }

  redo(): void {
    const whole = this.#showsAll
    const redone = this.#session.redo()
    if (!redone) return
    this.#cut = null
    this.#changed(`redone: ${operationText(redone)}`, whole)
  }

  /** Undoes or redoes until `count` edits are in effect. */
  goBackTo(count: number): void {
    const { done, all } = this.#session.count
    const wanted = Math.max(0, Math.min(all, count))
    for (let i = done; i > wanted; i--) this.undo()
    for (let i = done; i < wanted; i++) this.redo()
  }

  /**
   * Runs a long task with progress on the screen.
   * @returns null when it was cancelled
   */
  async wait<Result>(...what: Parameters<typeof Work.prototype.wait<Result>>): Promise<Result | null> {
    const result = await this.#work.wait(...what)
    if (result === null && !this.#closed) this.#handlers.notify('notice', 'Cancelled')
    return result
  }

  /** Cancels the current task, or clears the selection, or the choice of tracks. @returns whether there was any */
  cancel(): boolean {
    const { selection, anchor, chosen } = this.#view
    if (this.#work.cancel()) return true
    if (selection || anchor !== null) this.setView({ ...this.#view, selection: null, anchor: null })
    else if (chosen.size > 0) this.setView({ ...this.#view, chosen: new Set() })
    else return false
    return true
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#work.cancel()
    this.#session.release()
    await this.listening.close()
    await this.#waves.close()
    await this.#session.close()
  }

  get #showsAll(): boolean {
    return this.#view.scale >= wholeScale(this.extent)
  }

  /**
   * Updates playback, waveforms and landmarks after a change of the timeline.
   * @param whole whether to show the whole timeline
   */
  #changed(message: string, whole: boolean): void {
    const { timeline } = this.#session
    this.#landmarks = landmarksOf(this.#about, timeline)
    const names = timeline.tracks.map(({ name }) => name)
    this.#view = withinTimeline(this.#view, this.extent, names)
    if (whole) this.#view = { ...this.#view, from: 0, scale: wholeScale(this.extent) }
    this.listening.change(timeline)
    this.listening.select(this.#view.selection)
    if (!this.listening.state.playing) this.listening.seek(this.#view.playhead)
    this.#wantWaves()
    const { unsaved } = this.#session
    if (unsaved === null) this.#handlers.notify('notice', message)
    else this.#handlers.notify('error', `${message}, but the edits could not be saved: ${unsaved}`)
  }

  #wantWaves(): void {
    if (this.#columns === 0) return
    const { from, scale } = this.#view
    const to = from + Math.max(1, Math.round(this.#columns * scale))
    const { timeline } = this.#session
    this.#waves.want({ timeline, from, to, columns: this.#columns, tracks: this.#visibleTracks })
  }

  /** Moves the playhead with playback, and scrolls along if the playhead was visible. */
  #playbackMoved(sample: number): void {
    const { from, scale, playhead } = this.#view
    const wasVisible = playhead >= from && playhead < from + this.#columns * scale
    const next = { ...this.#view, playhead: sample }
    this.#view = wasVisible ? following(next, this.extent) : next
    this.#wantWaves()
    this.#handlers.changed(false)
  }

  /** Loads or measures the peaks of all files, one at a time. */
  async #measure(): Promise<void> {
    const { sources } = this.#session.project
    let done = 0
    for (const [name, source] of sources) {
      const peaks = await openPeaks(source, (share) => {
        this.#measured = (done + share) / sources.size
        this.#handlers.changed(false)
      }).catch((error: Error) => {
        if (!this.#closed) this.#handlers.notify('error', error.message)
      })
      if (this.#closed) return
      if (peaks) this.#waves.measure(name, peaks)
      done++
    }
    this.#measured = null
    this.#handlers.changed(true)
  }
}
