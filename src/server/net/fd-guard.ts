import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { openFilesLimit } from '../../lib/process/start-program.ts'

/** Descriptors reserved for ctl, metrics and files, which must work when connections take the rest. */
const RESERVE = 32
/** At most this part of a small limit is reserved. */
const RESERVED_PART = 0.25
/** Free descriptors, beside the reserve, at which connections are accepted again (hysteresis). */
const ENOUGH = 8

/**
 * Watches the number of open file descriptors and says whether a new connection may have one.
 *
 * The kernel hands out the lowest free number, so the number of a new descriptor shows whether any below it is free; a
 * check costs two system calls. The reserve is needed because libuv silently accepts and closes a connection for which
 * there is no descriptor.
 */
export class FdGuard {
  readonly limit: number
  readonly #changed: (scarce: boolean) => void
  readonly #reserved: number
  #scarce = false

  /**
   * @param changed is called when descriptors become scarce, and when they no longer are.
   * @param limit `ulimit -n`.
   */
  constructor(changed: (scarce: boolean) => void, limit: number = openFilesLimit()) {
    this.#changed = changed
    this.limit = limit
    this.#reserved = Math.min(RESERVE, limit * RESERVED_PART)
  }

  /** Whether descriptors were scarce at the last check. */
  get scarce(): boolean {
    return this.#scarce
  }

  /** Whether a new connection may keep its descriptor. */
  suffice(): boolean {
    if (!this.#scarce && !this.#free(1)) this.#set(true)
    return !this.#scarce
  }

  /** Checks whether descriptors are scarce; to be called about once a second. */
  poll(): void {
    const free = this.#free(this.#scarce ? ENOUGH : 1)
    if (free === this.#scarce) this.#set(!free)
  }

  #set(scarce: boolean): void {
    this.#scarce = scarce
    this.#changed(scarce)
  }

  /** Whether `count` descriptors are free beside the reserve. */
  #free(count: number): boolean {
    const taken: number[] = []
    try {
      while (taken.length < count) taken.push(openSync(devNull, 'r'))
      return taken.every((number) => number < this.limit - this.#reserved)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return code !== 'EMFILE' && code !== 'ENFILE'
    } finally {
      for (const number of taken) closeSync(number)
    }
  }
}
