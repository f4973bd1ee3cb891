import type { Clock } from '../../lib/clock.ts'
import { ProcessingProcess, type ProcessingProcessHandlers } from './processing-process.ts'
import { type Feature, type FeatureSwitches, featureNames, features } from './voice-processor.ts'
import { WaitingFrames } from './waiting-frames.ts'

export interface VoiceProcessingHandlers {
  /** Receives the next frame of the microphone, in order: processed, or unchanged if that is not possible. */
  frame(samples: Int16Array): void
  /** Receives a message for the user: an error of the processing, or its recovery. */
  told(message: string): void
}

/** Starts the process that does the work; replaceable in tests. */
export type StartProcessing = (
  rate: number,
  clock: Clock,
  wanted: FeatureSwitches,
  handlers: ProcessingProcessHandlers,
) => Pick<ProcessingProcess, 'set' | 'near' | 'far' | 'close'>

/**
 * Noise suppression, automatic gain and echo cancellation of the microphone, each switchable at any time. It runs in a
 * separate process while any feature is on. If that process is late or dead, voice passes unchanged.
 */
export class VoiceProcessing {
  readonly #rate: number
  readonly #clock: Clock
  readonly #handlers: VoiceProcessingHandlers
  readonly #start: StartProcessing
  readonly #waiting: WaitingFrames
  #on: FeatureSwitches = { noiseSuppression: false, automaticGain: false, echoCancellation: false }
  #missing: Partial<Record<Feature, string>> = {}
  /** Features that the user switched explicitly. Defaults do not change them, and their absence is reported. */
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

  /** The available features as far as known: libraries are loaded when a feature is first switched on. */
  get available(): Readonly<FeatureSwitches> {
    const { noiseSuppression, automaticGain, echoCancellation } = this.#missing
    return {
      noiseSuppression: noiseSuppression === undefined,
      automaticGain: automaticGain === undefined,
      echoCancellation: echoCancellation === undefined,
    }
  }

  /** Why a feature is unavailable, as a message for the user; null if it is available. */
  whyNot(feature: Feature): string | null {
    const reason = this.#missing[feature]
    if (reason === undefined) return null
    return `${featureNames[feature]} is not available: ${reason}. Your voice is sent without it.`
  }

  /** Switches a feature at the request of the user. */
  ask(feature: Feature, on: boolean): void {
    this.#asked = { ...this.#asked, [feature]: on }
    this.choose(this.#on)
  }

  /** Sets the defaults of features that the user did not switch. Unavailable ones are not reported. */
  choose(on: FeatureSwitches): void {
    if (this.#closed) return
    this.#on = { ...on, ...this.#asked }
    if (!this.#useful()) this.#stop()
    else if (this.#process) this.#process.set(this.#on)
    else this.#begin()
  }

  /** Takes a frame of the microphone. */
  near(samples: Int16Array): void {
    if (this.#ready) this.#process!.near(this.#waiting.push(samples), samples)
    else this.#handlers.frame(samples)
  }

  /** Takes a frame that the speaker plays, as the reference for echo cancellation. */
  far(samples: Int16Array): void {
    if (this.#ready && this.#on.echoCancellation) this.#process!.far(samples)
  }

  /** Ends the process. Frames in it are dropped. */
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
      recovered: () => this.#handlers.told('Voice processing works again.'),
    })
  }

  #takeReady(missing: Partial<Record<Feature, string>>): void {
    const news = features.filter((feature) => this.#asked[feature] && !this.#missing[feature] && missing[feature])
    this.#missing = missing
    this.#ready = this.#useful()
    if (!this.#ready) this.#stop()
    for (const feature of news) this.#handlers.told(this.whyNot(feature)!)
  }

  /** Whether any feature is on that is not known to be unavailable. */
  #useful(): boolean {
    return features.some((feature) => this.#on[feature] && !this.#missing[feature])
  }

  #complain(message: string): void {
    const sentence = message.charAt(0).toUpperCase() + message.slice(1)
    this.#handlers.told(`${sentence} Your voice is sent unprocessed.`)
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
