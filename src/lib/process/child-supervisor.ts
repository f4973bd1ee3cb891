import type { Cancel, Clock } from '../clock.ts'

/** ms between checks of the heartbeat. A stall of this process counts as one missed beat, not as a dead child. */
const WATCH_MS = 500
/** Checks without a heartbeat after which a program counts as hanging: 2 s, or 5 s after its start. */
const STUCK_AFTER = 4
const STUCK_AT_START_AFTER = 10
/** ms to wait before each restart. */
const PAUSES_MS = [250, 500, 1000, 2000, 4000, 5000, 5000, 5000, 5000, 5000]
/** A life that lasted so long was a success: the attempts start again from zero. */
const LONG_LIFE_MS = 10_000

/** The events of one run of the program. */
export interface Life {
  /** It has started, and for a device opened it. */
  ready(): void
  /** It works. Call it regularly; silence for 2 s counts as a hang. */
  beat(): void
  /** It ended by itself. */
  died(reason: string): void
}

/** Starts the program once. Returns a function that ends that run and never hangs. */
export type StartLife = (life: Life) => () => Promise<void>

/** How failures of a program are reported to the user. */
export interface FailureReport<Failure extends Error> {
  /** The error that carries a sentence for the user. */
  error: new (
    sentence: string,
  ) => Failure
  /** The reason given for a program that was ended because it hung. */
  stuck: string
  /** What the user can do after the last attempt to restart it. */
  advice: string
}

export interface ChildSupervisorHandlers<Failure extends Error> {
  failed(error: Failure): void
  recovered?(): void
}

/**
 * Supervises a child program. If it ends, or sends no heartbeat for 2 s, it is killed and restarted, with increasing pauses
 * and a limited number of times.
 */
export class ChildSupervisor<Failure extends Error> {
  readonly #clock: Clock
  readonly #name: string
  readonly #start: StartLife
  readonly #report: FailureReport<Failure>
  #handlers: ChildSupervisorHandlers<Failure> | undefined
  /** Ends the current run, if there is one. */
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

  /** Sets the handlers. Reports the current failure at once, if there is one. */
  listen(handlers: ChildSupervisorHandlers<Failure>): void {
    this.#handlers = handlers
    if (this.#failure) handlers.failed(this.#failure)
  }

  /** Ends the current run and restarts no other. Idempotent. */
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

  /** Restarts the program. Reports the first failure of an outage, and the last. */
  #revive(reason: string): void {
    const pause = PAUSES_MS[this.#attempts++]
    if (pause === undefined) {
      this.#fail(`${this.#name} cannot be restarted: ${reason}. ${this.#report.advice}`)
      return
    }
    if (!this.#failure) this.#fail(`${this.#name} stopped: ${reason}. Restarting it.`)
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
