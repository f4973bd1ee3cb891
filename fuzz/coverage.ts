import { type Profiler, Session } from 'node:inspector'

/** A part of a file of src/ that was executed: offsets in the file as it was loaded. */
export interface Block {
  readonly url: string
  readonly from: number
  readonly to: number
}

/**
 * Which parts of src/ were executed, by V8's precise coverage. The counts are reset with each look, so that each look is
 * about what ran since the last.
 */
export class Coverage {
  readonly #session = new Session()
  /** By file, 1 for each character that was executed. */
  readonly #known = new Map<string, Uint8Array>()
  #now = new Uint8Array(0)
  #size = 0

  /** Starts to count. Files that are loaded later are counted too. */
  constructor() {
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** How many blocks were learned so far. */
  get size(): number {
    return this.#size
  }

  /** What was executed since the last look, and never before. It is known only after `learn`. */
  look(): Block[] {
    return this.#take().flatMap((script) => this.#freshOf(script))
  }

  learn(blocks: readonly Block[]): void {
    for (const { url, from, to } of blocks) {
      const known = this.#knownOf(url, to)
      if (known[from] === 0) this.#size++
      known.fill(1, from, to)
    }
  }

  close(): void {
    this.#session.disconnect()
  }

  /** V8 lists a range only where its count differs from the range around it, so inner ones are painted over outer ones. */
  #freshOf({ url, functions }: Profiler.ScriptCoverage): Block[] {
    if (!url.includes('/src/') || url.includes('/node_modules/')) return []
    const ranges = functions.flatMap((one) => one.ranges)
    const length = ranges.reduce((longest, { endOffset }) => Math.max(longest, endOffset), 0)
    if (this.#now.length < length) this.#now = new Uint8Array(2 * length)
    this.#now.fill(0, 0, length)
    for (const { startOffset, endOffset, count } of ranges) this.#now.fill(count > 0 ? 1 : 0, startOffset, endOffset)
    const known = this.#knownOf(url, length)
    const fresh: Block[] = []
    for (let at = 0; at < length; at++) {
      if (this.#now[at] === 0 || known[at] === 1) continue
      const from = at
      while (at < length && this.#now[at] === 1 && known[at] === 0) at++
      fresh.push({ url, from, to: at })
    }
    return fresh
  }

  #knownOf(url: string, length: number): Uint8Array {
    const known = this.#known.get(url)
    if (known && known.length >= length) return known
    const grown = new Uint8Array(2 * length)
    if (known) grown.set(known)
    this.#known.set(url, grown)
    return grown
  }

  #take(): Profiler.ScriptCoverage[] {
    let taken: Profiler.ScriptCoverage[] = []
    // Within one thread the answer comes before the call returns.
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error) throw error
      taken = answer.result
    })
    return taken
  }
}
