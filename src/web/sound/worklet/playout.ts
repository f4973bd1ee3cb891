import { PlayoutBuffer } from '../../../audio/playout-buffer.ts'
import { TestTone } from '../../../audio/test-tone.ts'
import type { PlayoutReport, PlayoutSetup, ToPlayout } from './messages.ts'
import { PullBurst } from './pull-burst.ts'

/** Samples that a worklet is asked for at a time (Web Audio API, "render quantum"). */
const QUANTUM = 128
/** ms between two reports. */
const REPORT_EVERY = 500
/** Longest burst in pulls that the delay makes up for: 40 ms at 48 kHz. */
const LONGEST_BURST = 15

/** Plays the room mix through the adaptive playout buffer, pulled a render quantum at a time. */
class Playout extends AudioWorkletProcessor {
  readonly #buffer: PlayoutBuffer
  readonly #burst = new PullBurst()
  readonly #tone: TestTone
  readonly #samples = new Int16Array(QUANTUM)
  #peak = 0
  #reportedAt = 0

  constructor({ processorOptions }: { processorOptions: PlayoutSetup }) {
    super()
    // The clock of the device: frames that wait are measured against what was played.
    const clock = { now: () => (1000 * currentFrame) / sampleRate, date: Date.now, after: () => () => {} }
    this.#buffer = new PlayoutBuffer(processorOptions, clock, { pull: QUANTUM })
    this.#tone = new TestTone(processorOptions.rate)
    this.port.onmessage = ({ data }: MessageEvent<ToPlayout>) => {
      if (data.type === 'tone') this.#tone.start()
      else this.#buffer.push(data.pcm, data.at)
    }
  }

  process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const burst = Math.min(LONGEST_BURST, this.#burst.pulled(Date.now()))
    this.#buffer.burst = (1000 * burst * QUANTUM) / sampleRate
    this.#buffer.pull(this.#samples)
    this.#tone.mixInto(this.#samples)
    const channel = output![0]!
    for (let i = 0; i < channel.length; i++) {
      channel[i] = this.#samples[i]! / 32768
      this.#peak = Math.max(this.#peak, Math.abs(channel[i]!))
    }
    this.#report()
    return true
  }

  #report(): void {
    const now = (1000 * currentFrame) / sampleRate
    if (now - this.#reportedAt < REPORT_EVERY) return
    this.#reportedAt = now
    const { played, underruns, dropped, delay } = this.#buffer.stats
    this.port.postMessage({ played, underruns, dropped, delay, peak: this.#peak } satisfies PlayoutReport)
    this.#peak = 0
  }
}

registerProcessor('playout', Playout)
