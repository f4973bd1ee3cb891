import { Worker } from 'node:worker_threads'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { compiledProgram } from '../../lib/process/host-child.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { AccountStore, BlockingStore } from './account-store.ts'

/** What the thread is started with. */
export interface ThreadOptions {
  readonly folder: string
  /** ms for which a call waits for a file that another program has locked. */
  readonly patience: number
}

/** A call of a method of the store on the thread. */
export interface StoreCall {
  readonly id: number
  readonly method: keyof BlockingStore
  readonly args: readonly unknown[]
}

/** The answer of the thread; the one with id 0 says whether the database is open. */
export interface StoreAnswer {
  readonly id: number
  readonly value?: unknown
  readonly failure?: string
}

export interface SqliteStoreOptions {
  readonly folder: string
  readonly clock: Clock
  /** ms that a call waits for a file that another program has locked; default: 2 s. */
  readonly patience?: number
  /** Receives the reason why a call failed, for the log. */
  failed(message: string): void
}

const PROGRAM = compiledProgram('server/accounts/sqlite-thread')
const PATIENCE = 2_000
/** ms after which a thread that does not answer hangs, such as on a disk that does not. */
const SILENCE = 10_000
/** Calls that wait at the same time; further ones fail at once. */
const MOST_WAITING = 1_000

interface Waiting {
  resolve(value: unknown): void
  reject(reason: string): void
}

/**
 * Accounts in SQLite on a thread of their own, so that a file that is locked and a disk that is slow delay only those who wait
 * for them. Each call has a limited time.
 */
export class SqliteStore {
  readonly #options: SqliteStoreOptions
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #lastId = 0
  #closed = false

  private constructor(options: SqliteStoreOptions) {
    this.#options = options
  }

  /** Starts the thread and opens the database. @throws Error with a sentence for the operator */
  static async open(options: SqliteStoreOptions): Promise<AccountStore> {
    const store = new SqliteStore(options)
    await store.#start()
    const method = (name: keyof AccountStore) =>
      name === 'close' ? () => store.#close() : (...args: unknown[]) => store.#call(name, args)
    const names = Object.keys(METHODS) as (keyof AccountStore)[]
    return Object.fromEntries(names.map((name) => [name, method(name)])) as unknown as AccountStore
  }

  #start(): Promise<void> {
    const { folder, patience = PATIENCE } = this.#options
    const worker = new Worker(PROGRAM, { workerData: { folder, patience } satisfies ThreadOptions })
    worker.unref()
    this.#worker = worker
    const opened = new Promise<void>((resolve, reject) =>
      this.#waiting.set(0, { resolve: () => resolve(), reject: (reason) => reject(new Error(reason)) }),
    )
    worker.on('message', ({ id, value, failure }: StoreAnswer) => {
      const waiting = this.#waiting.get(id)
      if (failure === undefined) waiting?.resolve(value)
      else waiting?.reject(failure)
      this.#waiting.delete(id)
    })
    worker.on('error', (error) => this.#lose(worker, error.message))
    worker.on('exit', () => this.#lose(worker, 'the thread ended'))
    return opened
  }

  /** The thread died: everything that waits fails, and the next call starts another one. */
  #lose(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return
    this.#worker = null
    for (const { reject } of this.#waiting.values()) reject(reason)
    this.#waiting.clear()
  }

  async #call(method: keyof AccountStore, args: readonly unknown[]): Promise<unknown> {
    try {
      if (this.#closed) throw new Error('the accounts are closed')
      if (!this.#worker) await this.#start()
      return await this.#ask(method, args)
    } catch (error) {
      this.#options.failed(`${method}: ${(error as Error).message}`)
      throw new ProtocolError('unavailable', UNAVAILABLE)
    }
  }

  #ask(method: keyof AccountStore, args: readonly unknown[]): Promise<unknown> {
    if (this.#waiting.size >= MOST_WAITING) throw new Error('too many calls are waiting')
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      const done = this.#options.clock.after(SILENCE, () => {
        this.#waiting.delete(id)
        reject(new Error(`no answer within ${SILENCE / 1_000} s`))
      })
      this.#waiting.set(
        id,
        settling(done, resolve, (reason) => reject(new Error(reason))),
      )
      this.#worker?.postMessage({ id, method, args } satisfies StoreCall)
    })
  }

  async #close(): Promise<void> {
    const worker = this.#worker
    if (this.#closed || !worker) return
    await this.#ask('close', []).catch(() => {})
    this.#closed = true
    this.#worker = null
    await worker.terminate()
  }
}

const UNAVAILABLE = 'The server cannot read or store accounts at the moment; try again later'

/** Every method of the store; the compiler asks for one that is missing. */
const METHODS: Record<keyof AccountStore, true> = {
  find: true,
  byId: true,
  list: true,
  register: true,
  hasKey: true,
  addKey: true,
  keys: true,
  removeKey: true,
  removeKeys: true,
  setPassword: true,
  rehash: true,
  used: true,
  setOperator: true,
  remove: true,
  setCode: true,
  codeOf: true,
  redeem: true,
  notes: true,
  addNote: true,
  removeNotes: true,
  shiftCodes: true,
  bans: true,
  saveBans: true,
  close: true,
}

function settling(cancel: Cancel, resolve: (value: unknown) => void, reject: (reason: string) => void): Waiting {
  return {
    resolve(value) {
      cancel()
      resolve(value)
    },
    reject(reason) {
      cancel()
      reject(reason)
    },
  }
}
