/** A thread that hashes files, one at a time: receives paths, and answers each with `{ path, bytes, sha256 }` or `{ path, code }`. */
import { setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { hashStream } from './hash-stream.ts'

/** Hashing can wait, the voice on the same machine cannot; on a busy one it still gets a tenth of a core. */
const NICE = 10

// On Linux this is the priority of the calling thread; elsewhere it would be that of the whole process.
if (process.platform === 'linux') setPriority(0, NICE)

parentPort!.on('message', (path: string) => {
  hashStream(path).then(
    (hashed) => parentPort!.postMessage({ path, ...hashed }),
    ({ code, message }: NodeJS.ErrnoException) => parentPort!.postMessage({ path, code: code ?? message }),
  )
})
