import { Worker } from 'node:worker_threads'

/** ms of CPU that an input may take before it counts as endless, and ms after which one that takes none does. */
const MOST_CPU = 60_000
const PATIENCE = 300_000
/** ms between two looks. */
const INTERVAL = 1_000
/** Bytes of an input that are kept for the report, and characters that are printed. */
const KEPT = 100_000
const SHOWN = 1_900
/** Where the number of the input, and its length, are in the shared memory. */
const HEAD = 8

/** In a thread of its own, because an endless loop never yields. The process cannot go on after one, and is ended. */
const CODE = `
const { workerData: { shared, name } } = require('node:worker_threads')
const [serial, length] = [new Int32Array(shared, 0, 1), new Int32Array(shared, 4, 1)]
let seen = 0
let since = performance.now()
let cpu = process.cpuUsage()
setInterval(() => {
  const now = Atomics.load(serial, 0)
  if (now !== seen) {
    seen = now
    since = performance.now()
    cpu = process.cpuUsage()
  } else if (now !== 0 && (process.cpuUsage(cpu).user > 1000 * ${MOST_CPU} || performance.now() - since > ${PATIENCE})) {
    const input = Buffer.from(new Uint8Array(shared, ${HEAD}, Math.min(${KEPT}, Atomics.load(length, 0))))
    const path = require('node:path').join(require('node:os').tmpdir(), 'parlor-fuzz-endless-' + name)
    require('node:fs').writeFileSync(path, input)
    const text = JSON.stringify(input.toString('latin1')).replace(/[^ -~]/g, '?')
    require('node:fs').writeSync(1, name + ': an endless input, stored in ' + path + ': ' + text.slice(0, ${SHOWN}) + '\\n')
    process.kill(process.pid, 'SIGKILL')
  }
}, ${INTERVAL})
`

/** Ends the process, and says why, when an input never ends. */
export class Watchdog {
  readonly #shared = new SharedArrayBuffer(HEAD + KEPT)
  readonly #serial = new Int32Array(this.#shared, 0, 1)
  readonly #length = new Int32Array(this.#shared, 4, 1)
  readonly #bytes = new Uint8Array(this.#shared, HEAD)
  readonly #worker: Worker
  #begun = 0

  constructor(name: string) {
    this.#worker = new Worker(CODE, { eval: true, execArgv: [], workerData: { shared: this.#shared, name } })
    this.#worker.unref()
  }

  begin(input: Buffer): void {
    this.#bytes.set(input.subarray(0, KEPT))
    Atomics.store(this.#length, 0, input.length)
    this.#begun = (this.#begun % 0x7fff_ffff) + 1
    Atomics.store(this.#serial, 0, this.#begun)
  }

  end(): void {
    Atomics.store(this.#serial, 0, 0)
  }

  close(): void {
    void this.#worker.terminate()
  }
}
