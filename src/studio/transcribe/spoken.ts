import type { Clock } from '../../lib/clock.ts'
import { Moments } from '../edit/moments.ts'
import type { Timeline } from '../edit/timeline.ts'
import { type HeardPart, heardParts } from '../transcript/captions.ts'
import { findSaid, type Hit } from '../transcript/find.ts'
import { openTranscript, type Transcript } from '../transcript/transcript.ts'
import { CommandTemplate, type EngineSettings } from './command-template.ts'
import { transcribe } from './transcribe.ts'

/** What is seen of a transcript. */
export interface SpokenState {
  readonly shown: boolean
  /** What is said on the timeline, in its order; null where there is no transcript. */
  readonly parts: readonly HeardPart[] | null
  /** What was looked for; empty where nothing was. */
  readonly query: string
  readonly hits: readonly Hit[]
  /** How far an engine is that listens; null where none does. */
  readonly listening: { readonly share: number; readonly voice: string } | null
}

export interface SpokenHandlers {
  changed(urgent: boolean): void
  tell(kind: 'notice' | 'error', text: string): void
}

/** What was found on a timeline. */
interface Placed extends Pick<SpokenState, 'parts' | 'hits'> {
  readonly timeline: Timeline
}

/** The transcript of a recording in the studio: read, looked through, and made by an engine while one does other things. */
export class Spoken {
  readonly #recording: string
  readonly #clock: Clock
  readonly #handlers: SpokenHandlers
  #transcript: Transcript | null = null
  #shown = false
  #query = ''
  #listening: { readonly share: number; readonly voice: string; readonly abort: AbortController } | null =
    null
  /** What was last found on a timeline; made anew where that or what is looked for is another. */
  #on: Placed | null = null
  #work: Promise<void> = Promise.resolve()
  #closed = false

  /** @param recording its folder or file */
  constructor(recording: string, clock: Clock, handlers: SpokenHandlers) {
    this.#recording = recording
    this.#clock = clock
    this.#handlers = handlers
    void this.#load()
  }

  /** Whether there is room wanted for it. */
  get shown(): boolean {
    return this.#shown
  }

  on(timeline: Timeline): SpokenState {
    if (this.#on?.timeline !== timeline) this.#on = this.#placed(timeline)
    const { parts, hits } = this.#on
    const { share = 0, voice = '' } = this.#listening ?? {}
    const listening = this.#listening && { share, voice }
    return { shown: this.#shown, parts, query: this.#query, hits, listening }
  }

  /** Shows it, or hides it. */
  toggle(): void {
    this.#shown = !this.#shown
    this.#handlers.changed(true)
  }

  /** Looks for words; none takes back what was looked for. */
  find(query: string): void {
    this.#query = query
    this.#shown = true
    this.#changed()
  }

  /** Lets an engine write down what is said; a transcript that is there is replaced. */
  listen(engine: EngineSettings): Promise<void> {
    if (!this.#listening) this.#work = this.#listen(engine)
    return this.#work
  }

  /** Stops the engine that listens. */
  stop(): void {
    this.#listening?.abort.abort(new Error('stopped'))
  }

  /** Resolves when no engine listens any more. */
  close(): Promise<void> {
    this.#closed = true
    this.stop()
    return this.#work
  }

  async #listen({ command, model, language }: EngineSettings): Promise<void> {
    const abort = new AbortController()
    const onProgress = (share: number, voice: string) => {
      this.#listening = { share, voice, abort }
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
      this.#handlers.tell('notice', `Written down: ${length} ${length === 1 ? 'utterance' : 'utterances'}.`)
    } catch (error) {
      if (this.#closed) return
      if (abort.signal.aborted) this.#handlers.tell('notice', 'the engine was stopped; nothing was written')
      else this.#handlers.tell('error', (error as Error).message)
    } finally {
      this.#listening = null
      this.#changed()
    }
  }

  async #load(): Promise<void> {
    try {
      this.#transcript = await openTranscript(this.#recording)
      this.#shown = this.#transcript !== null
      if (!this.#closed) this.#changed()
    } catch (error) {
      if (!this.#closed) this.#handlers.tell('error', (error as Error).message)
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
      .flatMap((utterance) => heardParts(utterance, moments))
      .sort((a, b) => a.from - b.from)
    return { timeline, parts, hits: findSaid(this.#transcript, this.#query, moments) }
  }
}
