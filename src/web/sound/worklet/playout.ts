import { PlayoutBuffer } from '../../../audio/playout-buffer.ts'
import { rings, TunePlayer } from '../../../audio/tunes.ts'
import type { PlayoutReport, PlayoutSetup, ToPlayout } from './messages.ts'
import { PullBurst } from './pull-burst.ts'
import { RateConverter } from './rate-converter.ts'

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
  readonly #tone: TunePlayer
  #ring: TunePlayer | null = null
  readonly #samples = new Int16Array(QUANTUM)
  /** Converts from the rate of the server where the browser has no context of that rate. */
  readonly #converter: RateConverter | null
  readonly #converted: number[] = []
  #peak = 0
  #reportedAt = 0

  constructor({ processorOptions }: { processorOptions: PlayoutSetup }) {
    super()
    // The clock of the device: frames that wait are measured against what was played.
    const clock = { now: () => (1000 * currentFrame) / sampleRate, date: Date.now, after: () => () => {} }
    this.#buffer = new PlayoutBuffer(processorOptions, clock, { pull: QUANTUM })
    const { rate } = processorOptions
    this.#converter =
      rate === sampleRate ? null : new RateConverter(rate, sampleRate, (one) => this.#converted.push(one))
    this.#tone = new TunePlayer(processorOptions.rate)
    this.port.onmessage = ({ data }: MessageEvent<ToPlayout>) => {
      if (data.type === 'tone') this.#tone.start()
      else if (data.type === 'ring') {
        this.#ring = data.ring && new TunePlayer(rate, rings[data.ring])
        this.#ring?.start(true)
      } else this.#buffer.push(data.pcm, data.at)
    }
  }

  process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const burst = Math.min(LONGEST_BURST, this.#burst.pulled(Date.now()))
    this.#buffer.burst = (1000 * burst * QUANTUM) / sampleRate
    const channel = output![0]!
    if (this.#converter) {
      while (this.#converted.length < channel.length) {
        this.#pull()
        for (const sample of this.#samples) this.#converter.push(sample)
      }
      channel.set(this.#converted.splice(0, channel.length).map((sample) => sample / 32768))
    } else {
      this.#pull()
      for (let i = 0; i < channel.length; i++) channel[i] = this.#samples[i]! / 32768
    }
    for (const sample of channel) this.#peak = Math.max(this.#peak, Math.abs(sample))
    this.#report()
    return true
  }

  #pull(): void {
    this.#buffer.pull(this.#samples)
    this.#tone.mixInto(this.#samples)
    this.#ring?.mixInto(this.#samples)
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
