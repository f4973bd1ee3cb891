import type { Rnnoise } from '@echogarden/rnnoise-wasm'
import { BUFFER_LENGTH, type VoiceProcessor } from './voice-processor.ts'

/** Noise suppression by RNNoise, which runs wherever Node does. It delays the voice by 10 ms. */
export class RnnoiseProcessor implements VoiceProcessor {
  readonly #rnnoise: Rnnoise
  readonly #state: number
  readonly #from: number
  readonly #to: number

  constructor(rnnoise: Rnnoise) {
    this.#rnnoise = rnnoise
    this.#state = rnnoise._rnnoise_create(0)
    this.#from = rnnoise._malloc(BUFFER_LENGTH * Float32Array.BYTES_PER_ELEMENT)
    this.#to = rnnoise._malloc(BUFFER_LENGTH * Float32Array.BYTES_PER_ELEMENT)
  }

  near(buffer: Int16Array): void {
    this.#floats(this.#from).set(buffer)
    this.#rnnoise._rnnoise_process_frame(this.#state, this.#to, this.#from)
    const denoised = this.#floats(this.#to)
    for (let i = 0; i < buffer.length; i++) {
      buffer[i] = Math.max(-32768, Math.min(32767, Math.round(denoised[i]!)))
    }
  }

  far(): void {}

  close(): void {
    this.#rnnoise._rnnoise_destroy(this.#state)
    this.#rnnoise._free(this.#from)
    this.#rnnoise._free(this.#to)
  }

  /** The memory at an address; looked up each time, as it moves when it grows. */
  #floats(address: number): Float32Array {
    const index = address / Float32Array.BYTES_PER_ELEMENT
    return this.#rnnoise.HEAPF32.subarray(index, index + BUFFER_LENGTH)
  }
}
