import type { Clock } from '../../lib/clock.ts'
import { Moments } from '../edit/moments.ts'
import type { Timeline } from '../edit/timeline.ts'
import { type UtterancePart, utteranceParts } from '../transcript/captions.ts'
import { findText, type Hit } from '../transcript/find.ts'
import { openTranscript, type Transcript } from '../transcript/transcript.ts'
import { CommandTemplate, type EngineSettings } from './command-template.ts'
import { transcribe } from './transcribe.ts'

/** The state of the transcript panel. */
export interface SpokenState {
  readonly shown: boolean
  /** The utterances on the timeline, in its order; null without a transcript. */
  readonly parts: readonly UtterancePart[] | null
  /** The search text; empty without a search. */
  readonly query: string
  readonly hits: readonly Hit[]
  /** Progress of the engine, 0 to 1, and its current track; null when none runs. */
  readonly transcribing: { readonly share: number; readonly voice: string } | null
}

export interface SpokenHandlers {
  changed(urgent: boolean): void
  notify(kind: 'notice' | 'error', text: string): void
}

/** The parts and hits for a timeline. */
interface Placed extends Pick<SpokenState, 'parts' | 'hits'> {
  readonly timeline: Timeline
}

/** The transcript of a recording in the studio: loads it, searches it, and creates it in the background. */
export class Spoken {
  readonly #recording: string
  readonly #clock: Clock
  readonly #handlers: SpokenHandlers
  #transcript: Transcript | null = null
  #shown = false
  #query = ''
  #transcribing: { readonly share: number; readonly voice: string; readonly abort: AbortController } | null = null
  /** Cached result for the last timeline; null after a change of transcript or query. */
  #on: Placed | null = null
  #work: Promise<void> = Promise.resolve()
  #closed = false

  /** @param recording folder or file of the recording */
  constructor(recording: string, clock: Clock, handlers: SpokenHandlers) {
    this.#recording = recording
    this.#clock = clock
    this.#handlers = handlers
    void this.#load()
  }

  /** Whether the panel is visible. */
  get shown(): boolean {
    return this.#shown
  }

  /** The state for a timeline. */
  on(timeline: Timeline): SpokenState {
    if (this.#on?.timeline !== timeline) this.#on = this.#placed(timeline)
    const { parts, hits } = this.#on
    const { share = 0, voice = '' } = this.#transcribing ?? {}
    const transcribing = this.#transcribing && { share, voice }
    return { shown: this.#shown, parts, query: this.#query, hits, transcribing }
  }

  /** Shows or hides the panel. */
  toggle(): void {
    this.#shown = !this.#shown
    this.#handlers.changed(true)
  }

  /** Searches for text; an empty query clears the search. */
  find(query: string): void {
    this.#query = query
    this.#shown = true
    this.#changed()
  }

  /** Transcribes the recording, unless an engine already runs; replaces an existing transcript. */
  transcribe(engine: EngineSettings): Promise<void> {
    if (!this.#transcribing) this.#work = this.#transcribe(engine)
    return this.#work
  }

  /** Stops the engine. */
  stop(): void {
    this.#transcribing?.abort.abort(new Error('stopped'))
  }

  /** Resolves when the engine has stopped. */
  close(): Promise<void> {
    this.#closed = true
    this.stop()
    return this.#work
  }

  async #transcribe({ command, model, language }: EngineSettings): Promise<void> {
    const abort = new AbortController()
    const onProgress = (share: number, voice: string) => {
      this.#transcribing = { share, voice, abort }
      this.#handlers.changed(false)
    }
    onProgress(0, '')
    this.#shown = true
    try {
      const { transcript } = await transcribe({
        ...{ recording: this.#recording, model, language, whole: false, force: true },
        ...{ engine: new CommandTemplate(command), clock: this.#clock, signal: abort.signal, onProgress },
      })
      this.#transcript = transcript
      const { length } = transcript.utterances
      this.#handlers.notify('notice', `Transcribed ${length} ${length === 1 ? 'utterance' : 'utterances'}.`)
    } catch (error) {
      if (this.#closed) return
      if (abort.signal.aborted) this.#handlers.notify('notice', 'Transcription cancelled')
      else this.#handlers.notify('error', (error as Error).message)
    } finally {
      this.#transcribing = null
      this.#changed()
    }
  }

  async #load(): Promise<void> {
    try {
      this.#transcript = await openTranscript(this.#recording)
      this.#shown = this.#transcript !== null
      if (!this.#closed) this.#changed()
    } catch (error) {
      if (!this.#closed) this.#handlers.notify('error', (error as Error).message)
    }
  }

  #changed(): void {
    this.#on = null
    if (!this.#closed) this.#handlers.changed(true)
  }

  #placed(timeline: Timeline): Placed {
    if (!this.#transcript) return { timeline, parts: null, hits: [] }
    const moments = new Moments(timeline)
    const parts = this.#transcript.utterances
      .flatMap((utterance) => utteranceParts(utterance, moments))
      .sort((a, b) => a.from - b.from)
    return { timeline, parts, hits: findText(this.#transcript, this.#query, moments) }
  }
}
