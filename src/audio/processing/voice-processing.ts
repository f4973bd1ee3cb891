import type { Clock } from '../../lib/clock.ts'
import { ProcessingProcess, type ProcessingProcessHandlers } from './processing-process.ts'
import { type Feature, type FeatureSwitches, featureNames, features } from './voice-processor.ts'
import { WaitingFrames } from './waiting-frames.ts'

export interface VoiceProcessingHandlers {
  /** The next frame of one's voice, processed or, where that cannot be, as it was. In order. */
  frame(samples: Int16Array): void
  /** For people: what is wrong with the processing, or that it works again. */
  told(message: string): void
}

/** What does the work; a test may put its own in its place. */
export type StartProcessing = (
  rate: number,
  clock: Clock,
  wanted: FeatureSwitches,
  handlers: ProcessingProcessHandlers,
) => Pick<ProcessingProcess, 'set' | 'near' | 'far' | 'close'>

/**
 * Noise suppression, automatic gain and echo cancellation of one's own voice, each on or off at any time. It happens in
 * a process of its own, which runs while any is on. Where that is late, missing or dead, voice passes as it is.
 */
export class VoiceProcessing {
  readonly #rate: number
  readonly #clock: Clock
  readonly #handlers: VoiceProcessingHandlers
  readonly #start: StartProcessing
  readonly #waiting: WaitingFrames
  #on: FeatureSwitches = { noiseSuppression: false, automaticGain: false, echoCancellation: false }
  #missing: Partial<Record<Feature, string>> = {}
  /** What the user asked for, which no default changes, and whose lack is worth a word. */
  #asked: Partial<FeatureSwitches> = {}
  #process: ReturnType<StartProcessing> | null = null
  #ready = false
  #closed = false

  constructor(
    rate: number,
    clock: Clock,
    handlers: VoiceProcessingHandlers,
    start: StartProcessing = (...all) => new ProcessingProcess(...all),
  ) {
    this.#rate = rate
    this.#clock = clock
    this.#handlers = handlers
    this.#start = start
    this.#waiting = new WaitingFrames(clock, (samples) => handlers.frame(samples))
  }

  get noiseSuppression(): boolean {
    return this.#on.noiseSuppression
  }

  set noiseSuppression(on: boolean) {
    this.ask('noiseSuppression', on)
  }

  get automaticGain(): boolean {
    return this.#on.automaticGain
  }

  set automaticGain(on: boolean) {
    this.ask('automaticGain', on)
  }

  get echoCancellation(): boolean {
    return this.#on.echoCancellation
  }

  set echoCancellation(on: boolean) {
    this.ask('echoCancellation', on)
  }

  /** What can be had here, as far as is known: a library is looked for when something is first on. */
  get available(): Readonly<FeatureSwitches> {
    const { noiseSuppression, automaticGain, echoCancellation } = this.#missing
    return {
      noiseSuppression: noiseSuppression === undefined,
      automaticGain: automaticGain === undefined,
      echoCancellation: echoCancellation === undefined,
    }
  }

  /** Why a feature cannot be had, as a sentence; null where it can. */
  whyNot(feature: Feature): string | null {
    const reason = this.#missing[feature]
    if (reason === undefined) return null
    return `${featureNames[feature]} is not available here: ${reason}. Your voice is sent without it.`
  }

  /** Switches a feature because the user asked for it. */
  ask(feature: Feature, on: boolean): void {
    this.#asked = { ...this.#asked, [feature]: on }
    this.choose(this.#on)
  }

  /** Switches all that the user did not ask for. Nothing is said where it cannot be had. */
  choose(on: FeatureSwitches): void {
    if (this.#closed) return
    this.#on = { ...on, ...this.#asked }
    if (!this.#useful()) this.#stop()
    else if (this.#process) this.#process.set(this.#on)
    else this.#begin()
  }

  /** Takes a frame of what the microphone heard. */
  near(samples: Int16Array): void {
    if (this.#ready) this.#process!.near(this.#waiting.push(samples), samples)
    else this.#handlers.frame(samples)
  }

  /** Takes a frame of what the speaker plays. */
  far(samples: Int16Array): void {
    if (this.#ready && this.#on.echoCancellation) this.#process!.far(samples)
  }

  /** Ends the process. What waits in it is forgotten. */
  async close(): Promise<void> {
    this.#closed = true
    this.#waiting.clear()
    this.#ready = false
    const process = this.#process
    this.#process = null
    await process?.close()
  }

  #begin(): void {
    this.#process = this.#start(this.#rate, this.#clock, this.#on, {
      ready: (missing) => this.#takeReady(missing),
      near: (number, samples) => this.#waiting.answer(number, samples),
      gone: () => this.#bypass(),
      refused: (message) => {
        this.#stop()
        this.#complain(message)
      },
      failed: (message) => this.#complain(message),
      recovered: () => this.#handlers.told('The voice processing works again.'),
    })
  }

  #takeReady(missing: Partial<Record<Feature, string>>): void {
    const news = features.filter(
      (feature) => this.#asked[feature] && !this.#missing[feature] && missing[feature],
    )
    this.#missing = missing
    this.#ready = this.#useful()
    if (!this.#ready) this.#stop()
    for (const feature of news) this.#handlers.told(this.whyNot(feature)!)
  }

  /** Whether anything is on that can be had, as far as is known. */
  #useful(): boolean {
    return features.some((feature) => this.#on[feature] && !this.#missing[feature])
  }

  #complain(message: string): void {
    const sentence = message.charAt(0).toUpperCase() + message.slice(1)
    this.#handlers.told(`${sentence} Meanwhile your voice is sent as it is.`)
  }

  #bypass(): void {
    this.#ready = false
    this.#waiting.flush()
  }

  #stop(): void {
    this.#bypass()
    void this.#process?.close()
    this.#process = null
  }
}
