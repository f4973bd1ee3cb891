import type { Cancel, Clock } from './clock.ts'

/** How often the pulse is felt. A stall of this process counts as one time, not as silence of the device. */
const WATCH_MS = 500
/** Times without a sign of life until a program counts as stuck: 2 s, and 5 s where it has just begun. */
const STUCK_AFTER = 4
const STUCK_AT_START_AFTER = 10
/** Pauses before each new attempt. */
const PAUSES_MS = [250, 500, 1000, 2000, 4000, 5000, 5000, 5000, 5000, 5000]
/** A life that lasted so long was a success: the attempts start again from zero. */
const LONG_LIFE_MS = 10_000

/** What one run of a device program tells. */
export interface Life {
  /** The device is open. */
  ready(): void
  /** Sound flows. */
  beat(): void
  /** It ended by itself. */
  died(reason: string): void
}

/** Starts the program once; the function given back ends that run and never hangs. */
export type StartLife = (life: Life) => () => Promise<void>

/** How failures of a program are reported to the user. */
export interface FailureReport<Failure extends Error> {
  /** The error that carries a sentence for the user. */
  error: new (
    sentence: string,
  ) => Failure
  /** Why a program that gave no sign of life was ended. */
  stuck: string
  /** What to do when it is not restarted any more. */
  advice: string
}

export interface ChildSupervisorHandlers<Failure extends Error> {
  failed(error: Failure): void
  recovered?(): void
}

/**
 * Keeps a child program alive. One that ends, or gives no sign of life for 2 s, is ended and started again, with
 * growing pauses and a limited number of times.
 */
export class ChildSupervisor<Failure extends Error> {
  readonly #clock: Clock
  readonly #name: string
  readonly #start: StartLife
  readonly #report: FailureReport<Failure>
  #handlers: ChildSupervisorHandlers<Failure> | undefined
  /** Ends the present run, if there is one. */
  #end: (() => Promise<void>) | undefined
  #cancel: Cancel = () => {}
  #attempts = 0
  #failure: Failure | undefined
  #closed = false

  /** @param name of the program or device, for messages: `the microphone "Built-in"` */
  constructor(clock: Clock, name: string, start: StartLife, report: FailureReport<Failure>) {
    this.#clock = clock
    this.#name = name
    this.#start = start
    this.#report = report
  }

  /** Starts the first run. Rejects with a `Failure` when that cannot be opened: it is not retried. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      let opened = false
      const onReady = () => {
        opened = true
        resolve()
      }
      this.#live(onReady, (reason) => {
        if (opened) this.#revive(reason)
        else reject(new this.#report.error(`${this.#name} cannot be opened: ${reason}.`))
      })
    })
  }

  /** Tells from now on how the device fares. */
  listen(handlers: ChildSupervisorHandlers<Failure>): void {
    this.#handlers = handlers
    if (this.#failure) handlers.failed(this.#failure)
  }

  /** Ends the present run; there is no other. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    const end = this.#end
    this.#end = undefined
    await end?.()
  }

  #live(onReady: () => void, onDeath: (reason: string) => void): void {
    const begin = this.#clock.now()
    let over = false
    let ready = false
    let quiet = 0
    let patience = STUCK_AT_START_AFTER

    const die = (reason: string) => {
      if (over || this.#closed) return
      over = true
      this.#cancel()
      void this.#end?.()
      this.#end = undefined
      if (this.#clock.now() - begin >= LONG_LIFE_MS) this.#attempts = 0
      onDeath(reason)
    }
    const watch = () => {
      quiet++
      if (quiet >= patience) die(this.#report.stuck)
      else this.#cancel = this.#clock.after(WATCH_MS, watch)
    }

    this.#cancel = this.#clock.after(WATCH_MS, watch)
    const end = this.#start({
      ready: () => {
        if (over || ready) return
        ready = true
        onReady()
      },
      beat: () => {
        if (over) return
        quiet = 0
        patience = STUCK_AFTER
        this.#recover()
      },
      died: die,
    })
    if (over || this.#closed) void end()
    else this.#end = end
  }

  #recover(): void {
    if (!this.#failure || this.#closed) return
    this.#failure = undefined
    this.#handlers?.recovered?.()
  }

  /** Reports the first death of an outage, and the last. */
  #revive(reason: string): void {
    const pause = PAUSES_MS[this.#attempts++]
    if (pause === undefined) {
      this.#fail(`${this.#name} does not come back: ${reason}. ${this.#report.advice}`)
      return
    }
    if (!this.#failure) this.#fail(`${this.#name} stopped: ${reason}. Trying to get it back.`)
    this.#cancel = this.#clock.after(pause, () =>
      this.#live(
        () => {},
        (why) => this.#revive(why),
      ),
    )
  }

  #fail(message: string): void {
    this.#failure = new this.#report.error(message)
    this.#handlers?.failed(this.#failure)
  }
}
