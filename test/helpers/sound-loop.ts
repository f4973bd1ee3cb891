import type { Microphone, Speaker } from '../../src/audio/devices/device.ts'
import { openMicrophone, openSpeaker } from '../../src/audio/devices/open-device.ts'
import { type AudioFormat, frameLength } from '../../src/audio/format.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { sine, toneLevel } from './tones.ts'

const TONE_HZ = 500

/** A microphone that hears a speaker, which plays a tone of -20 dBFS when told to; it keeps what both report. */
export class SoundLoop {
  readonly microphone: Microphone
  readonly speaker: Speaker
  /** What was reported, as `microphone failed: ...`. */
  readonly reports: string[] = []
  /** Lengths of all frames heard. */
  readonly lengths = new Set<number>()
  heardFrames = 0
  playedFrames = 0
  readonly #format: AudioFormat
  #heard: number[] = []
  #loud = false
  #played = 0

  private constructor(microphone: Microphone, speaker: Speaker, format: AudioFormat) {
    this.microphone = microphone
    this.speaker = speaker
    this.#format = format
  }

  static async open(microphoneSpec: string, speakerSpec: string, format: AudioFormat): Promise<SoundLoop> {
    const microphone = await openMicrophone(microphoneSpec, format, systemClock)
    const speaker = await openSpeaker(speakerSpec, format, systemClock)
    const loop = new SoundLoop(microphone, speaker, format)
    microphone.start({ frame: (samples) => loop.#hear(samples), ...loop.#handlers('microphone') })
    speaker.start(() => loop.#next(), loop.#handlers('speaker'))
    return loop
  }

  play(loud: boolean): void {
    this.#loud = loud
  }

  /** Level of the tone in dBFS in the last half second heard; NaN before that much was heard. */
  level(): number {
    const half = this.#format.rate / 2
    if (this.#heard.length < half) return Number.NaN
    return toneLevel(Int16Array.from(this.#heard.slice(-half)), TONE_HZ, this.#format.rate)
  }

  async close(): Promise<void> {
    await Promise.all([this.microphone.close(), this.speaker.close()])
  }

  #hear(samples: Int16Array): void {
    this.lengths.add(samples.length)
    this.heardFrames++
    this.#heard.push(...samples)
    if (this.#heard.length > this.#format.rate * 2) this.#heard = this.#heard.slice(-this.#format.rate)
  }

  #next(): Int16Array {
    const length = frameLength(this.#format)
    this.playedFrames++
    if (!this.#loud) return new Int16Array(length)
    const samples = sine(TONE_HZ, this.#format.rate, length, 0.1, this.#played)
    this.#played += length
    return samples
  }

  #handlers(who: string) {
    return {
      failed: (error: Error) => this.reports.push(`${who} failed: ${error.message}`),
      recovered: () => this.reports.push(`${who} recovered`),
    }
  }
}
