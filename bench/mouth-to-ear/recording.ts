import type { ChildProcess } from 'node:child_process'
import { ended } from '../children.ts'
import { RATE } from './clicks.ts'

/** Bytes of one sample of both channels. */
const BOTH = 4

/** A stereo recording that goes on, and when it was made. */
export class Recording {
  readonly #child: ChildProcess
  readonly #parts: Buffer[] = []
  #bytes = 0
  #beginAt = Number.POSITIVE_INFINITY

  /** @param child writes s16le samples of two channels at 48 kHz to its stdout. */
  constructor(child: ChildProcess) {
    this.#child = child
    child.stdout!.on('data', (part: Buffer) => {
      this.#parts.push(part)
      this.#bytes += part.length
      // What comes promptly tells most: the earliest of all that the first sample can have been taken.
      const at = Number(process.hrtime.bigint()) / 1e6 - ((this.#bytes / BOTH) * 1000) / RATE
      this.#beginAt = Math.min(this.#beginAt, at)
    })
  }

  /**
   * When the first sample was heard, in ms of the machine's monotonic clock: by the part that came soonest after
   * its last sample, so late by what the recorder takes at least, about 1 ms.
   */
  get beginAt(): number {
    return this.#beginAt
  }

  /** Ends it and gives its two channels. */
  async stop(): Promise<[Int16Array, Int16Array]> {
    this.#child.kill('SIGTERM')
    await ended(this.#child, 2_000)
    const bytes = Buffer.concat(this.#parts)
    const both = new Int16Array(new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % BOTH))).buffer)
    const channel = (which: 0 | 1) => Int16Array.from({ length: both.length / 2 }, (_, i) => both[2 * i + which]!)
    return [channel(0), channel(1)]
  }
}
