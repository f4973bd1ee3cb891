import { readdirSync, readFileSync } from 'node:fs'

/** ms between two looks. */
const EVERY = 50
/** ms between two searches for new programs. */
const SEARCH_EVERY = 500
/** ms that one thread waited for a CPU between two looks, from which on live sound may stutter: less than a frame. */
const LIVE = 20
/** Threads that sound does not wait for: garbage collection and compilation. */
const ASIDE = /^(V8Worker|DelayedTaskSche|SignalInspector)/

/** When the programs of a test did not get a CPU, in ms of `performance.now`. */
interface Wait {
  readonly from: number
  readonly to: number
}

/**
 * Witnesses when this process and all that it started waited for a CPU. On a busy machine sound stutters, whatever a
 * program does: what was heard then says nothing of the program. On a quiet machine there are no such moments.
 *
 * Linux counts the time that each thread is ready to run and does not (`/proc/PID/task/TID/schedstat`, the second
 * number, in ns; Documentation/scheduler/sched-stats.rst). What the machine itself lacked, as a guest of another one,
 * shows in the lateness of the witness's own timer. Elsewhere only that is known.
 */
export class CpuWitness {
  readonly #waits: Wait[] = []
  /** ns waited so far, by the file that says so. */
  #waited = new Map<string, number>()
  #searchedAt = -Infinity
  #lookedAt = performance.now()
  readonly #timer: NodeJS.Timeout
  readonly #tooLong: number

  /** @param tooLong ms of a wait that count; default: those that live sound minds */
  constructor(tooLong = LIVE) {
    this.#tooLong = tooLong
    this.#timer = setInterval(() => this.#look(), EVERY)
    this.#timer.unref()
    this.#look()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Whether a program lacked a CPU at some moment between two times, in ms of `performance.now`. */
  disturbed(from: number, to: number): boolean {
    return this.#waits.some((wait) => wait.from < to && wait.to > from)
  }

  #look(): void {
    const now = performance.now()
    const late = now - this.#lookedAt - EVERY
    if (late > this.#tooLong) this.#add(now, late)
    this.#lookedAt = now
    if (now - this.#searchedAt >= SEARCH_EVERY) this.#search(now)
    for (const [file, before] of this.#waited) {
      const waited = readNumber(file)
      if (waited === null) {
        this.#waited.delete(file)
        continue
      }
      this.#waited.set(file, waited)
      const ms = (waited - before) / 1e6
      if (ms > this.#tooLong) this.#add(now, ms)
    }
  }

  /** A wait is counted when it is over, some time since the last look. */
  #add(now: number, ms: number): void {
    this.#waits.push({ from: now - EVERY - ms, to: now })
  }

  /** Finds the threads of this process and its descendants. */
  #search(now: number): void {
    this.#searchedAt = now
    const found = new Map<string, number>()
    for (const task of tasksBelow(process.pid)) {
      const file = `${task}/schedstat`
      const waited = this.#waited.get(file) ?? readNumber(file)
      if (waited !== null) found.set(file, waited)
    }
    this.#waited = found
  }
}

function tasksBelow(pid: number): string[] {
  const tasks: string[] = []
  for (const tid of list(`/proc/${pid}/task`)) {
    const task = `/proc/${pid}/task/${tid}`
    if (!ASIDE.test(read(`${task}/comm`))) tasks.push(task)
    for (const child of read(`${task}/children`).split(' ')) {
      if (child.trim() !== '') tasks.push(...tasksBelow(Number(child)))
    }
  }
  return tasks
}

function readNumber(file: string): number | null {
  const [, waited] = read(file).split(' ')
  return waited === undefined ? null : Number(waited)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
