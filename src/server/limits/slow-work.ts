import { setImmediate as turn } from 'node:timers/promises'

/** A kind of slow work; the kinds take turns, so that a flood of one does not hold up another. */
export type SlowWorkKind = 'check a password' | 'hash a new password'

/** One turn of the queue: does the work and settles the promise of its caller; never rejects. */
type Job = () => Promise<void>
/** Jobs in the order of arrival, by address; the address whose turn is next comes first. */
type FairQueue = Map<string, Job[]>

/**
 * Does slow work, one piece at a time, so that it takes one core at most. Each kind has a queue of its own, in which the
 * addresses take turns: somebody who asks for much waits behind themselves, and others wait for one piece of theirs.
 */
export class SlowWork {
  readonly #queues = new Map<SlowWorkKind, FairQueue>()
  #working = false
  #waiting = 0
  #done = 0

  /** Pieces that wait, without the one being done. */
  get waiting(): number {
    return this.#waiting
  }

  /** Pieces done so far. */
  get done(): number {
    return this.#done
  }

  /**
   * Waits for a turn and does the work. The work should first check whether it is still needed.
   * @param address who asks, as grouped by `addressGroup`
   * @returns the result of the work, or rejects with its error
   */
  run<T>(kind: SlowWorkKind, address: string, work: () => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const queue = this.#queues.get(kind) ?? new Map<string, Job[]>()
      const jobs = queue.get(address) ?? []
      jobs.push(async () => {
        try {
          resolve(await work())
        } catch (error) {
          reject(error)
        }
      })
      queue.set(address, jobs)
      this.#queues.set(kind, queue)
      this.#waiting++
      void this.#work()
    })
  }

  async #work(): Promise<void> {
    if (this.#working) return
    this.#working = true
    for (let job = this.#next(); job; job = this.#next()) {
      await job()
      this.#done++
      // Its caller acts on the result, before the next piece checks whether it is still needed.
      await turn()
    }
    this.#working = false
  }

  /** The next job of the kind and the address whose turn it is, both of which then go to the end. */
  #next(): Job | null {
    const ofKind = takeFirst(this.#queues)
    if (!ofKind) return null
    const [kind, queue] = ofKind
    // A queue and a list of jobs are removed once they are empty.
    const [address, jobs] = takeFirst(queue)!
    const job = jobs.shift()!
    if (jobs.length > 0) queue.set(address, jobs)
    if (queue.size > 0) this.#queues.set(kind, queue)
    this.#waiting--
    return job
  }
}

function takeFirst<Key, Value>(map: Map<Key, Value>): [Key, Value] | null {
  for (const entry of map) {
    map.delete(entry[0])
    return entry
  }
  return null
}
