import type { Rnnoise } from '@echogarden/rnnoise-wasm'
import { clipped } from '../format.ts'
import { BUFFER_LENGTH, type Feature, type FeatureSwitches, type VoiceProcessor } from './voice-processor.ts'
import { loadWebrtc, type Webrtc } from './webrtc.ts'
import { WebrtcProcessor } from './webrtc-processor.ts'

/** Loaders of the optional libraries. Each throws or rejects with a reason for the user. */
export interface ProcessingLibraries {
  webrtc(): Webrtc
  rnnoise(): Promise<Rnnoise>
}

/** The result of `openProcessor`. */
export interface OpenedProcessor {
  /** null if no feature is wanted, or none is available. */
  processor: VoiceProcessor | null
  /** Why features are unavailable, whether wanted or not. */
  missing: Partial<Record<Feature, string>>
}

const installed: ProcessingLibraries = {
  webrtc: loadWebrtc,
  rnnoise: async () => (await import('@echogarden/rnnoise-wasm')).default(),
}

/** Opens the best available processor: WebRTC, or RNNoise for noise suppression only. Never throws. */
export async function openProcessor(
  wanted: FeatureSwitches,
  libraries: ProcessingLibraries = installed,
): Promise<OpenedProcessor> {
  let reason: string
  try {
    const webrtc = libraries.webrtc()
    const any = Object.values(wanted).includes(true)
    return { processor: any ? new WebrtcProcessor(webrtc, wanted) : null, missing: {} }
  } catch (error) {
    reason = (error as Error).message
  }
  const missing = { automaticGain: reason, echoCancellation: reason }
  try {
    const rnnoise = await libraries.rnnoise()
    return { processor: wanted.noiseSuppression ? new RnnoiseProcessor(rnnoise) : null, missing }
  } catch (error) {
    const second = (error as Error).message.split('\n')[0]
    return { processor: null, missing: { ...missing, noiseSuppression: `${reason}, and ${second}` } }
  }
}

/** Noise suppression with RNNoise (WebAssembly, so it runs on every platform). Delays voice by 10 ms. */
class RnnoiseProcessor implements VoiceProcessor {
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
      buffer[i] = clipped(Math.round(denoised[i]!))
    }
  }

  far(): void {}

  close(): void {
    this.#rnnoise._rnnoise_destroy(this.#state)
    this.#rnnoise._free(this.#from)
    this.#rnnoise._free(this.#to)
  }

  /** A view of the memory at an address. Created for each use, because the memory moves when it grows. */
  #floats(address: number): Float32Array {
    const index = address / Float32Array.BYTES_PER_ELEMENT
    return this.#rnnoise.HEAPF32.subarray(index, index + BUFFER_LENGTH)
  }
}
