import type { RecordingKey } from '../../protocol/shapes.ts'
import type { Memory } from '../store/memory.ts'

/** What lets one have the recordings that one server made for one. */
export class RecordingKeys {
  readonly #memory: Memory
  readonly #host: string
  readonly #port: number

  constructor(memory: Memory, host: string, port: number) {
    this.#memory = memory
    this.#host = host
    this.#port = port
  }

  /** Those that are known, the latest first. */
  get all(): RecordingKey[] {
    return this.#memory.recordingsAt(this.#host, this.#port)
  }

  /** A disk that refuses costs no more than that. */
  keep(key: RecordingKey): void {
    void this.#memory.rememberRecording(this.#host, this.#port, key)
  }
}
