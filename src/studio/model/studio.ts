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
  /** Something that is shown is another now. @param urgent whether a person waits to see it */
  changed(urgent: boolean): void
  tell(kind: 'notice' | 'error', text: string): void
}

/** What is measured of noise, by track. */
export type NoiseProfiles = Record<string, number[]>

/** A recording in the studio: what is seen of it, heard and done to it. It draws nothing. */
export class Studio {
  readonly #session: EditSession
  readonly #about: About
  readonly #handlers: StudioHandlers
  readonly #work: Work
  /** How it is heard. */
  readonly listening: Listening
  readonly #waves: Waves
  #view: View = EMPTY_VIEW
  #columns = 0
  /** The names of the tracks that are on the screen. */
  #seen: readonly string[] = []
  #landmarks: Landmarks
  /** What was seen before each edit, so that undoing it shows it again. */
  readonly #viewsBefore: View[] = []
  #measured: number | null = 0
  #closed = false
  amplitude: StudioState['amplitude'] = 'ear'
  /** ms over which seams are faded. */
  crossfadeMs = SEAM_MS
  noise: NoiseProfiles | null = null
  /** The stretch that was cut last, while nothing else was done since; what pasting puts elsewhere. */
  #cut: Operation | null = null

  /** @param speaker the device to play to, as `openSpeaker` takes it */
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
      failed: (text) => handlers.tell('error', text),
    })
    this.#work = new Work((urgent) => handlers.changed(urgent))
    const { sources } = project
    this.listening = new Listening(
      { timeline, sources, waves: this.#waves.sources, clock, speaker },
      {
        moved: (sample) => this.#soundMoved(sample),
        changed: () => handlers.changed(true),
        failed: (text) => handlers.tell('error', text),
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

  /** How many tracks are on the screen. */
  get seen(): number {
    return this.#seen.length
  }

  get extent(): Extent {
    return { length: this.#session.length, columns: this.#columns }
  }

  /** So many columns are there for waves, and these tracks are on the screen. */
  fit(columns: number, seen: readonly string[]): void {
    const first = this.#columns === 0
    const whole = this.#seesAll
    const resized = columns !== this.#columns
    this.#columns = columns
    this.#seen = seen
    const scale = wholeScale(this.extent)
    if (first || (resized && whole)) this.#view = { ...this.#view, from: 0, scale }
    this.#wantWaves()
  }

  /** Looks elsewhere, or selects. Where the playhead went elsewhere sound goes there too. */
  look(view: View): void {
    const before = this.#view
    this.#view = view
    if (view.playhead !== before.playhead) this.listening.seek(view.playhead)
    if (view.selection !== before.selection) this.listening.select(view.selection)
    this.#wantWaves()
    this.#handlers.changed(true)
  }

  /** Moves the playhead, and what is seen along with it. */
  goTo(sample: number): void {
    this.look(movedTo(this.#view, sample, this.extent))
  }

  /** Plays from the playhead, or from the selection where that is played over and over; or pauses. */
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
   * Does an operation; what it has to know is measured first, and Esc gives that up.
   * @param after what is seen then, made from what was seen before
   * @throws EditError where it cannot be done
   */
  async edit(operation: Operation, after: (view: View) => View = (view) => view): Promise<void> {
    const { timeline } = this.#session
    const before = this.#view
    // What needs no measuring is done before the next key is looked at.
    const prepared = isPrepared(operation)
      ? operation
      : await this.wait(`${operationText(operation)}: measuring`, (progress) =>
          this.#session.prepare(operation, progress),
        )
    if (prepared === null || this.#session.timeline !== timeline) return
    const whole = this.#seesAll
    this.#session.add(prepared)
    this.#viewsBefore[this.#session.count.done - 1] = before
    this.#cut = prepared.name === 'cut' ? prepared : null
    this.#view = after(this.#view)
    this.#changed(operationText(operation), whole)
  }

  /** The stretch that was just cut, which pasting puts elsewhere; null where anything was done since. */
  get cut(): Extract<Operation, { name: 'cut' }> | null {
    return this.#cut?.name === 'cut' ? this.#cut : null
  }

  undo(): void {
    const whole = this.#seesAll
    const undone = this.#session.undo()
    if (!undone) return
    const before = this.#viewsBefore[this.#session.count.done]
    if (before) this.#view = { ...before, chosen: this.#view.chosen, above: this.#view.above }
    this.#cut = null
    this.#changed(`undone: ${operationText(undone)}`, whole)
  }

  redo(): void {
    const whole = this.#seesAll
    const redone = this.#session.redo()
    if (!redone) return
    this.#cut = null
    this.#changed(`done again: ${operationText(redone)}`, whole)
  }

  /** Undoes or redoes until so many edits are in effect. */
  goBackTo(count: number): void {
    const { done, all } = this.#session.count
    const wanted = Math.max(0, Math.min(all, count))
    for (let i = done; i > wanted; i--) this.undo()
    for (let i = done; i < wanted; i++) this.redo()
  }

  /**
   * Does work that may take a while, shows how far it is and says so where it was given up.
   * @returns null then
   */
  async wait<Result>(...what: Parameters<typeof Work.prototype.wait<Result>>): Promise<Result | null> {
    const result = await this.#work.wait(...what)
    if (result === null && !this.#closed) this.#handlers.tell('notice', 'given up')
    return result
  }

  /** Gives up what goes on, or else the selection, or else the choice of tracks. @returns whether there was any of it */
  giveUp(): boolean {
    const { selection, anchor, chosen } = this.#view
    if (this.#work.giveUp()) return true
    if (selection || anchor !== null) this.look({ ...this.#view, selection: null, anchor: null })
    else if (chosen.size > 0) this.look({ ...this.#view, chosen: new Set() })
    else return false
    return true
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#work.giveUp()
    this.#session.letGo()
    await this.listening.close()
    await this.#waves.close()
    await this.#session.close()
  }

  get #seesAll(): boolean {
    return this.#view.scale >= wholeScale(this.extent)
  }

  /**
   * The timeline is another: sound, waves and what is found on it follow.
   * @param whole whether all of it was seen, and is to be now
   */
  #changed(told: string, whole: boolean): void {
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
    if (unsaved === null) this.#handlers.tell('notice', told)
    else this.#handlers.tell('error', `${told}, but it could not be saved: ${unsaved}`)
  }

  #wantWaves(): void {
    if (this.#columns === 0) return
    const { from, scale } = this.#view
    const to = from + Math.max(1, Math.round(this.#columns * scale))
    const { timeline } = this.#session
    this.#waves.want({ timeline, from, to, columns: this.#columns, tracks: this.#seen })
  }

  /** The playhead goes with the sound, and what is seen with it where the playhead was in it. */
  #soundMoved(sample: number): void {
    const { from, scale, playhead } = this.#view
    const wasSeen = playhead >= from && playhead < from + this.#columns * scale
    const next = { ...this.#view, playhead: sample }
    this.#view = wasSeen ? following(next, this.extent) : next
    this.#wantWaves()
    this.#handlers.changed(false)
  }

  /** Looks at all files for their waves, one after the other. */
  async #measure(): Promise<void> {
    const { sources } = this.#session.project
    let done = 0
    for (const [name, source] of sources) {
      const peaks = await openPeaks(source, (share) => {
        this.#measured = (done + share) / sources.size
        this.#handlers.changed(false)
      }).catch((error: Error) => {
        if (!this.#closed) this.#handlers.tell('error', error.message)
      })
      if (this.#closed) return
      if (peaks) this.#waves.measure(name, peaks)
      done++
    }
    this.#measured = null
    this.#handlers.changed(true)
  }
}
