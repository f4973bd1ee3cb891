import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Block, Coverage } from './coverage.ts'
import { minimise } from './minimise.ts'
import { Mutator } from './mutator.ts'
import { SeededRandom } from './seeded-random.ts'
import type { Target } from './target.ts'
import { Watchdog } from './watchdog.ts'

/** Longest input in bytes. */
const MOST_BYTES = 70_000
/** Most inputs that run between two looks at the coverage. */
const MOST_IN_A_BATCH = 64
/** Share of inputs that the target draws by itself. */
const DRAWN = 0.3
/** ms of CPU that one input may take, unless the target says otherwise. */
const MOST_CPU = 5_000
/** ms that a finding is reduced for. */
const REDUCING = 20_000
/** Findings of a run after which it ends. */
const MOST_FINDINGS = 8
/** Growth of this process in bytes after the first fifth of the run that counts as a leak. */
const GROWTH = 384 * 1024 * 1024

/** An input that does harm. */
export interface Finding {
  readonly wrong: string
  /** Reduced to what it takes. */
  readonly input: Buffer
}

/**
 * A run of the fuzzer against one target, guided by coverage: inputs that execute new blocks of src/ join the corpus,
 * from which further ones are made by mutation. The same seed and corpus give the same inputs in the same order.
 */
export class Guided {
  readonly corpus: Buffer[] = []
  readonly findings: Finding[] = []
  /** Inputs that were run, without those of the reduction. */
  ran = 0
  readonly #target: Target
  readonly #random: SeededRandom
  readonly #mutator: Mutator
  readonly #coverage: Coverage
  readonly #watchdog: Watchdog
  readonly #escaped: string[] = []

  /** @param coverage begun before the target was loaded: of a function that ran before, V8 counts no blocks */
  constructor(target: Target, coverage: Coverage, seed: number) {
    this.#target = target
    this.#coverage = coverage
    this.#random = new SeededRandom(seed)
    this.#mutator = new Mutator(target.dictionary, MOST_BYTES)
    this.#watchdog = new Watchdog(target.name)
  }

  /** How many blocks of src/ were executed. */
  get blocks(): number {
    return this.#coverage.size
  }

  /**
   * @param kept inputs of earlier runs
   * @param ms for which new inputs are tried
   * @param most new inputs that are tried
   */
  async run(kept: readonly Buffer[], ms: number, most = Number.POSITIVE_INFINITY): Promise<void> {
    const note = (error: unknown) =>
      this.#escaped.push(`an exception outside all handlers: ${(error as Error)?.stack ?? error}`)
    process.on('uncaughtException', note).on('unhandledRejection', note)
    try {
      for (const input of [...this.#target.examples, ...kept]) await this.#explore([input])
      await this.#try(performance.now(), ms, this.ran + most)
    } finally {
      process.off('uncaughtException', note).off('unhandledRejection', note)
      this.#watchdog.close()
      this.#coverage.close()
    }
  }

  async #try(begin: number, ms: number, most: number): Promise<void> {
    let size = 1
    let warm: { rss: number; live: number } | null = null
    for (;;) {
      const passed = performance.now() - begin
      if (passed > ms || this.ran >= most || this.findings.length >= MOST_FINDINGS) return
      const isNew = await this.#explore(Array.from({ length: size }, () => this.#next()))
      size = isNew ? Math.max(1, size >> 2) : Math.min(MOST_IN_A_BATCH, 2 * size)
      const { rss } = process.memoryUsage()
      if (warm === null && passed > ms / 5) warm = { rss, live: liveMemory() }
      // The process also grows by what the collector has not looked at yet, up to some size.
      if (warm && rss > warm.rss + GROWTH) {
        const live = liveMemory()
        if (live > warm.live + GROWTH) {
          const wrong = `the memory in use grew from ${warm.live} to ${live} bytes`
          this.findings.push({ wrong, input: Buffer.alloc(0) })
          return
        }
        warm.rss = rss
      }
    }
  }

  #next(): Buffer {
    const { draw } = this.#target
    if (this.corpus.length === 0 || (draw && this.#random.chance(DRAWN))) return draw?.(this.#random) ?? Buffer.alloc(0)
    // Half of the time one of the latest, which leads to where nobody was before.
    const recent = this.#random.chance(0.5) ? Math.min(20, this.corpus.length) : this.corpus.length
    const input = this.corpus[this.corpus.length - 1 - this.#random.below(recent)]!
    return this.#mutator.mutate(input, this.#random.of(this.corpus), this.#random)
  }

  /** Runs inputs, and keeps those that reach new blocks. @returns whether there are any */
  async #explore(inputs: readonly Buffer[]): Promise<boolean> {
    for (const input of inputs) {
      this.ran++
      const wrong = await this.#play(input)
      if (wrong !== null) await this.#report(wrong, input)
    }
    const fresh = this.#coverage.look()
    if (fresh.length === 0) return false
    await this.#find(inputs, fresh)
    return true
  }

  /** Finds who of some inputs reaches these blocks, by running halves again. What nobody does is known from here on. */
  async #find(inputs: readonly Buffer[], fresh: readonly Block[]): Promise<void> {
    if (inputs.length === 1) this.corpus.push(inputs[0]!)
    else {
      const middle = inputs.length >> 1
      for (const half of [inputs.slice(0, middle), inputs.slice(middle)]) {
        for (const input of half) await this.#play(input)
        const again = this.#coverage.look()
        if (again.length > 0) await this.#find(half, again)
      }
    }
    this.#coverage.learn(fresh)
  }

  async #play(input: Buffer): Promise<string | null> {
    this.#escaped.length = 0
    this.#watchdog.begin(input)
    const before = process.cpuUsage()
    let wrong: string | null
    try {
      wrong = await this.#target.run(input)
    } catch (error) {
      wrong = `an exception: ${(error as Error)?.stack ?? error}`
    }
    const { user } = process.cpuUsage(before)
    this.#watchdog.end()
    const { mostCpu = MOST_CPU } = this.#target
    if (user > mostCpu * 1000) wrong ??= `takes more than ${mostCpu} ms of CPU`
    await turn()
    return this.#escaped[0] ?? wrong
  }

  async #report(wrong: string, input: Buffer): Promise<void> {
    const kind = kindOf(wrong)
    if (this.findings.some((one) => kindOf(one.wrong) === kind)) return
    const end = performance.now() + REDUCING
    const bytes = await minimise(
      [...input],
      async (some) => {
        const again = await this.#play(Buffer.from(some))
        return again !== null && kindOf(again) === kind
      },
      () => performance.now() < end,
    )
    this.findings.push({ wrong, input: Buffer.from(bytes) })
  }
}

/** What two findings of the same fault have in common: where an exception came from, or the words without values. */
function kindOf(wrong: string): string {
  const frame = /\/(?:src|fuzz)\/[\w./-]+:\d+/.exec(wrong)?.[0]
  return frame ?? wrong.replace(/"(?:[^"\\]|\\.)*"|\d+/g, '').slice(0, 80)
}

/** Bytes that are in use, in the heap and outside, after a collection. */
function liveMemory(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
