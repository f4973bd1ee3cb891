import type { Clock } from '../../lib/clock.ts'
import type { FetchProgress } from './fetch-file.ts'

/** ms over which the rate is counted, and that are counted together. */
const SPAN = 2_000
const STEP = 100

/** How far a recording is that is being fetched. */
export interface FetchStatus {
  readonly recording: string
  /** 0 to 1. */
  readonly share: number
  /** Bytes a second that come now. */
  readonly rate: number
}

/** Why a fetch was given up: somebody wanted it so. */
export class FetchCancelled extends Error {}

/** A recording on its way here. */
export class Fetching implements FetchProgress {
  readonly recording: string
  /** Bytes that there are, once that is known. */
  total = 0
  readonly #clock: Clock
  readonly #abort = new AbortController()
  readonly #told: (status: FetchStatus) => void
  readonly #begun: number
  #done = 0
  #came: { at: number; bytes: number }[] = []

  /** @param told is told of each piece */
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

  /** Gives it up; what is here stays, and the next fetch goes on with it. */
  cancel(): void {
    this.#abort.abort(new FetchCancelled('it was given up'))
  }

  #count(bytes: number): void {
    const now = this.#clock.now()
    const last = this.#came.at(-1)
    if (last && now - last.at < STEP) last.bytes += bytes
    else this.#came.push({ at: now, bytes })
  }
}

/** Bytes a second for people. */
export function rateText(rate: number): string {
  return rate < 1e6 ? `${Math.round(rate / 1000)} kB/s` : `${(rate / 1e6).toFixed(1)} MB/s`
}
