import { parentPort, workerData } from 'node:worker_threads'
import { systemClock as clock } from '../../lib/clock.ts'
import { sleep } from '../../lib/timeout.ts'
import { READING } from './account-store.ts'
import { SqliteAccounts } from './sqlite-accounts.ts'
import { isBusy, SqliteDatabase } from './sqlite-database.ts'
import type { StoreAnswer, StoreCall, ThreadOptions } from './sqlite-store.ts'

// The program of a thread: it holds the database, and carries out the calls of `SqliteStore`.

/** ms between two attempts while another program has the file locked. */
const RETRY = 10

const { folder, patience } = workerData as ThreadOptions
const port = parentPort!
const reading: ReadonlySet<string> = new Set(READING)
/** Resolves when the last queued change is done: changes are made in the order of the calls. */
let changes: Promise<unknown> = Promise.resolve()

let accounts: SqliteAccounts
try {
  accounts = new SqliteAccounts(new SqliteDatabase(folder))
  post({ id: 0, value: null })
} catch (error) {
  post({ id: 0, failure: (error as Error).message })
}

port.on('message', (call: StoreCall) => {
  const until = clock.now() + patience
  if (reading.has(call.method)) void answer(call, until)
  else changes = changes.then(() => answer(call, until))
})

/** Never rejects. A call that is still waiting at the end of its time is not begun any more. */
async function answer({ id, method, args }: StoreCall, until: number): Promise<void> {
  for (;;) {
    try {
      const value = (accounts[method] as (...args: unknown[]) => unknown).call(accounts, ...args)
      post({ id, value })
      if (method === 'close') port.close()
      return
    } catch (error) {
      if (!isBusy(error) || clock.now() >= until) {
        post({ id, failure: (error as Error).message })
        return
      }
    }
    await sleep(clock, RETRY)
  }
}

function post(answer: StoreAnswer): void {
  port.postMessage(answer)
}
