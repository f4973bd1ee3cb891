import { Worker } from 'node:worker_threads'
import { compiledProgram } from '../../../lib/host-child.ts'
import type { Picture } from '../../../screen/picture.ts'
import { encodeSixel } from '../../../screen/terminal/sixel-encoder.ts'

const PROGRAM = compiledProgram('sixel-worker.js', import.meta.url)

/** Makes sixels on a thread of its own, so that voice does not wait for it; on this one where that is not to be had. */
export class SixelThread {
  #worker: Worker | null = null
  #failed = false
  readonly #waiting: { picture: Picture; resolve: (sixels: string) => void }[] = []

  /** Sixels of a picture, in the order in which they were asked for. The picture must stay as it is until then. */
  encode(picture: Picture): string | Promise<string> {
    if (this.#failed) return encodeSixel(picture)
    this.#worker ??= this.#start()
    return new Promise((resolve) => {
      this.#waiting.push({ picture, resolve })
      this.#worker?.postMessage(picture)
    })
  }

  /** Ends the thread. What is asked for after this is made here. */
  close(): void {
    this.#giveUp()
  }

  #start(): Worker {
    const worker = new Worker(PROGRAM)
    worker.unref()
    worker.on('message', (sixels: string) => this.#waiting.shift()?.resolve(sixels))
    worker.on('error', () => this.#giveUp())
    worker.on('exit', () => this.#giveUp())
    return worker
  }

  #giveUp(): void {
    this.#failed = true
    void this.#worker?.terminate()
    for (const { picture, resolve } of this.#waiting.splice(0)) resolve(encodeSixel(picture))
  }
}
