import type { Clock } from '../../lib/clock.ts'
import type { FetchProgress } from './fetch-file.ts'

/** ms over which the rate is averaged. */
const SPAN = 2_000
/** ms of received bytes that are counted together. */
const STEP = 100

/** Progress of a download. */
export interface FetchStatus {
  readonly recording: string
  /** Part that is done, 0 to 1. */
  readonly share: number
  /** Current rate in bytes/s. */
  readonly rate: number
}

/** The user cancelled the download. */
export class FetchCancelled extends Error {}

/** A download in progress. */
export class Fetching implements FetchProgress {
  readonly recording: string
  /** Size in bytes; 0 until known. */
  total = 0
  readonly #clock: Clock
  readonly #abort = new AbortController()
  readonly #told: (status: FetchStatus) => void
  readonly #begun: number
  #done = 0
  #came: { at: number; bytes: number }[] = []

  /** @param told receives the progress after each piece */
  constructor(recording: string, clock: Clock, told: (status: FetchStatus) => void = () => {}) {
    this.recording = recording
    this.#clock = clock
    this.#begun = clock.now()
    this.#told = told
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get status(): FetchStatus {
    const { recording, total } = this
    const oldest = this.#clock.now() - SPAN
    while (this.#came[0] && this.#came[0].at <= oldest) this.#came.shift()
    const bytes = this.#came.reduce((sum, one) => sum + one.bytes, 0)
    const span = Math.max(STEP, Math.min(SPAN, this.#clock.now() - this.#begun))
    return { recording, share: total === 0 ? 0 : this.#done / total, rate: (1000 * bytes) / span }
  }

  more(bytes: number, fresh: boolean): void {
    this.#done += bytes
    if (fresh) this.#count(bytes)
    this.#told(this.status)
  }

  /** Cancels; the next download resumes the partial file. */
  cancel(): void {
    this.#abort.abort(new FetchCancelled('it was cancelled'))
  }

  #count(bytes: number): void {
    const now = this.#clock.now()
    const last = this.#came.at(-1)
    if (last && now - last.at < STEP) last.bytes += bytes
    else this.#came.push({ at: now, bytes })
  }
}

/** A rate in bytes/s as text: `850 kB/s`, `1.2 MB/s`. */
export function rateText(rate: number): string {
  return rate < 1e6 ? `${Math.round(rate / 1000)} kB/s` : `${(rate / 1e6).toFixed(1)} MB/s`
}
