import type { CaptureSetup } from './messages.ts'
import { RateConverter } from './rate-converter.ts'

/** Collects the samples of the microphone into frames at the rate of the server, and posts them to the page. */
class Capture extends AudioWorkletProcessor {
  readonly #converter: RateConverter | null
  readonly #length: number
  #frame: Float32Array<ArrayBuffer>
  #filled = 0

  constructor({ processorOptions }: { processorOptions: CaptureSetup }) {
    super()
    const { rate, frame } = processorOptions
    this.#length = frame
    this.#frame = new Float32Array(frame)
    this.#converter = rate === sampleRate ? null : new RateConverter(sampleRate, rate, (one) => this.#add(one))
  }

  process([input]: Float32Array[][]): boolean {
    const samples = input?.[0]
    if (!samples) return true
    for (const sample of samples) {
      if (this.#converter) this.#converter.push(sample)
      else this.#add(sample)
    }
    return true
  }

  #add(sample: number): void {
    this.#frame[this.#filled++] = sample
    if (this.#filled < this.#length) return
    this.port.postMessage(this.#frame, [this.#frame.buffer])
    this.#frame = new Float32Array(this.#length)
    this.#filled = 0
  }
}

registerProcessor('capture', Capture)
