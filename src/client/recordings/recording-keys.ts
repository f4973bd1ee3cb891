import type { RecordingKey } from '../../protocol/shapes.ts'
import type { Memory } from '../store/memory.ts'

/** The keys to the user's recordings on one server. */
export class RecordingKeys {
  readonly #memory: Memory
  readonly #host: string
  readonly #port: number

  constructor(memory: Memory, host: string, port: number) {
    this.#memory = memory
    this.#host = host
    this.#port = port
  }

  /** All known keys, latest first. */
  get all(): RecordingKey[] {
    return this.#memory.recordingsAt(this.#host, this.#port)
  }

  /** Stores a key. A disk error is ignored. */
  keep(key: RecordingKey): void {
    void this.#memory.rememberRecording(this.#host, this.#port, key)
  }
}
