import { stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { compiledProgram } from '../../lib/process/host-child.ts'
import { type FileHash, hashStream } from './hash-stream.ts'

const PROGRAM = compiledProgram('server/recording/hash-worker')
/** Files whose hash is remembered. */
const KEPT = 1_000

interface Waiting {
  readonly path: string
  resolve(hash: FileHash): void
  reject(error: Error): void
}

/**
 * Hashes files in a thread of its own, one after another, so that neither voice nor other work waits for a large file.
 * A file is hashed once for everybody who asks, also while that is in progress, as long as it does not change.
 */
export class FileHasher {
  /** Hashes by the identity of the file: device, inode, length, and time of the last change. */
  readonly #known = new Map<string, Promise<FileHash>>()
  readonly #waiting: Waiting[] = []
  #worker: Worker | null = null

  /** The length and SHA-256 of a file. @throws the file system's error */
  async hash(path: string): Promise<FileHash> {
    const identity = await identityOf(path)
    const known = this.#known.get(identity)
    if (known) return known
    const hashing = this.#enqueue(path)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size < KEPT) break
      this.#known.delete(oldest)
    }
    this.#known.set(identity, hashing)
    // A hash of a file that changed meanwhile belongs to neither of its states.
    const forget = () => this.#known.delete(identity)
    void hashing.then(async () => (await identityOf(path)) === identity || forget()).catch(forget)
    return hashing
  }

  #enqueue(path: string): Promise<FileHash> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ path, resolve, reject })
      if (this.#waiting.length === 1) this.#begin()
    })
  }

  #begin(): void {
    const [next] = this.#waiting
    if (!next) {
      void this.#worker?.terminate()
      this.#worker = null
      return
    }
    this.#worker ??= this.#start()
    this.#worker.postMessage(next.path)
  }

  #start(): Worker {
    const worker = new Worker(PROGRAM, { execArgv: [] })
    worker.on('message', ({ code, ...hash }: FileHash & { code?: string }) => {
      const done = this.#waiting.shift()
      if (code === undefined) done?.resolve({ bytes: hash.bytes, sha256: hash.sha256 })
      else done?.reject(Object.assign(new Error(`cannot read a recorded file: ${code}`), { code }))
      this.#begin()
    })
    worker.on('error', () => this.#hashHere())
    return worker
  }

  /** Without a thread, as when there is no memory for one, the file is hashed in pieces between other work. */
  #hashHere(): void {
    this.#worker = null
    const next = this.#waiting.shift()
    if (next) hashStream(next.path).then(next.resolve, next.reject)
    this.#begin()
  }
}

async function identityOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true })
  return `${dev}:${ino}:${size}:${mtimeNs}`
}
