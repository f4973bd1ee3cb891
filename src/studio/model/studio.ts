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
import { TimelineViewport } from './timeline-viewport.ts'
import { type Extent, movedTo, type View } from './view.ts'
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
  readonly #viewport: TimelineViewport
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
  constructor(session: EditSession, about: About, clock: Clock, speaker: string | undefined, handlers: StudioHandlers) {
    const { timeline, project } = session
    this.#session = session
    this.#about = about
    this.#handlers = handlers
    this.#landmarks = landmarksOf(about, timeline)
    this.#waves = new Waves(timeline.rate, project.sources, {
      changed: () => handlers.changed(true),
      failed: (text) => handlers.notify('error', text),
    })
    this.#viewport = new TimelineViewport(() => session.timeline, this.#waves)
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
      view: this.#viewport.view,
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
    return this.#viewport.visibleTracks
  }

  get extent(): Extent {
    return this.#viewport.extent
  }

  /** Sets the size of the window. @param columns cells for waveforms @param tracks names of the visible tracks */
  fit(columns: number, tracks: readonly string[]): void {
    this.#viewport.resize(columns, tracks)
  }

  /** Changes the view or the selection. Playback follows a moved playhead. */
  setView(view: View): void {
    const before = this.#viewport.view
    this.#viewport.show(view)
    if (view.playhead !== before.playhead) this.listening.seek(view.playhead)
    if (view.selection !== before.selection) this.listening.select(view.selection)
    this.#handlers.changed(true)
  }

  /** Moves the playhead and scrolls to it. */
  goTo(sample: number): void {
    this.setView(movedTo(this.#viewport.view, sample, this.extent))
  }

  /** Plays from the playhead, or from the start of a looped selection; or pauses. */
  async playOrPause(): Promise<void> {
    const { playing, looping } = this.listening.state
    if (playing) {
      this.listening.pause()
      return
    }
    const { playhead, selection } = this.#viewport.view
    if (looping && selection && (playhead < selection.from || playhead >= selection.to)) {
      this.goTo(selection.from)
    } else if (playhead >= this.#session.length) this.goTo(0)
    await this.listening.play(this.#viewport.view.playhead)
  }

  /**
   * Measures and applies an operation; `cancel` stops the measurement.
   * @param after computes the new view from the old one
   * @throws EditError when it cannot be applied
   */
  async edit(operation: Operation, after: (view: View) => View = (view) => view): Promise<void> {
    const { timeline } = this.#session
    const before = this.#viewport.view
    // Without a measurement, the edit is applied synchronously, before the next key.
    const prepared = isPrepared(operation)
      ? operation
      : await this.wait(`${operationText(operation)}: measuring`, (progress) =>
          this.#session.prepare(operation, progress),
        )
    if (prepared === null || this.#session.timeline !== timeline) return
    const { view, showsAll: whole } = this.#viewport
    this.#session.add(prepared)
    this.#viewsBefore[this.#session.count.done - 1] = before
    this.#cut = prepared.name === 'cut' ? prepared : null
    this.#changed(operationText(operation), after(view), whole)
  }

  /** The last operation if it was a cut, which pasting turns into a move; otherwise null. */
  get cut(): Extract<Operation, { name: 'cut' }> | null {
    return this.#cut?.name === 'cut' ? this.#cut : null
  }

  undo(): void {
    const { view, showsAll: whole } = this.#viewport
    const undone = this.#session.undo()
    if (!undone) return
    const before = this.#viewsBefore[this.#session.count.done]
    this.#cut = null
    const next = before ? { ...before, chosen: view.chosen, above: view.above } : view
    this.#changed(`undone: ${operationText(undone)}`, next, whole)
  }

  redo(): void {
    const { view, showsAll: whole } = this.#viewport
    const redone = this.#session.redo()
    if (!redone) return
    this.#cut = null
    this.#changed(`redone: ${operationText(redone)}`, view, whole)
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
    const { view } = this.#viewport
    const { selection, anchor, chosen } = view
    if (this.#work.cancel()) return true
    if (selection || anchor !== null) this.setView({ ...view, selection: null, anchor: null })
    else if (chosen.size > 0) this.setView({ ...view, chosen: new Set() })
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

  /**
   * Updates playback, waveforms and landmarks after a change of the timeline.
   * @param view the wanted view @param whole whether to show the whole timeline
   */
  #changed(message: string, view: View, whole: boolean): void {
    const { timeline } = this.#session
    this.#landmarks = landmarksOf(this.#about, timeline)
    this.#viewport.change(view, whole)
    const { selection, playhead } = this.#viewport.view
    this.listening.change(timeline)
    this.listening.select(selection)
    if (!this.listening.state.playing) this.listening.seek(playhead)
    const { unsaved } = this.#session
    if (unsaved === null) this.#handlers.notify('notice', message)
    else this.#handlers.notify('error', `${message}, but the edits could not be saved: ${unsaved}`)
  }

  /** Moves the playhead with playback. */
  #playbackMoved(sample: number): void {
    this.#viewport.follow(sample)
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
