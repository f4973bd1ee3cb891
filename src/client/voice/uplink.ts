import type { FrameEncoder, VoiceCodec } from '../../audio/codec.ts'
import type { AudioFormat } from '../../audio/format.ts'
import { rmsLevel, SILENCE } from '../../audio/level.ts'
import { LevelMeter } from '../../audio/level-meter.ts'
import { SpeechDetector, SustainedSound } from '../../audio/processing/speech-detector.ts'
import { VoiceProcessing } from '../../audio/processing/voice-processing.ts'
import type { FeatureSwitches } from '../../audio/processing/voice-processor.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Codec } from '../../protocol/shapes.ts'
import { Transmission } from './transmission.ts'

export interface UplinkOptions {
  format: AudioFormat
  clock: Clock
  /** What one's own voice is sent as. */
  codec: VoiceCodec
  /** Bits per second of it; ignored by PCM. */
  bitrate: number
}

export interface UplinkHandlers {
  /** A frame of one's own voice that others are to hear, before it is encoded. */
  spoken(samples: Int16Array): void
  /** The same to be sent. */
  send(payload: Uint8Array, codec: Codec): void
  /** For people: how the processing of the voice fares. */
  told(message: string): void
}

/** What is done unasked. Echo cancellation is for those without headphones, and costs the others some quality. */
const FOR_PERSONS: FeatureSwitches = { noiseSuppression: true, automaticGain: true, echoCancellation: false }
const FOR_RECORDINGS: FeatureSwitches = {
  noiseSuppression: false,
  automaticGain: false,
  echoCancellation: false,
}

/** The way of one's own voice: processing, the decision whether it is sent, encoding. */
export class Uplink {
  readonly processing: VoiceProcessing
  readonly transmission = new Transmission()
  readonly #handlers: UplinkHandlers
  readonly #rate: number
  readonly #codec: Codec
  readonly #encoder: FrameEncoder
  readonly #sustained: SustainedSound
  #detector: SpeechDetector | null = null
  readonly #before = new LevelMeter()
  readonly #after = new LevelMeter()
  /** dBFS that the microphone's sound keeps up; by it and not by the processed one the threshold is set. */
  #level = SILENCE
  #sending = false
  /** While muted, one's own voice goes nowhere, not even into one's own recording. */
  muted = false
  /** Whether a person speaks here: only then is it asked whether a sound is speech. */
  #live = false

  constructor({ format, clock, codec, bitrate }: UplinkOptions, handlers: UplinkHandlers) {
    this.#handlers = handlers
    const { rate } = format
    this.#rate = rate
    this.#codec = codec.name
    this.#encoder = codec.createEncoder(format, bitrate)
    this.#sustained = new SustainedSound(rate)
    this.processing = new VoiceProcessing(rate, clock, {
      frame: (samples) => this.#pass(samples),
      told: (message) => handlers.told(message),
    })
  }

  /** Whether the last frame was sent. */
  get sending(): boolean {
    return this.#sending
  }

  /** Loads what tells speech from noise; until then, or where it is missing, loudness alone decides. */
  async open(): Promise<void> {
    this.#detector = await SpeechDetector.create(this.#rate)
  }

  /**
   * Says what is heard from now on. A person's voice is improved, but for what the user chose otherwise; a recording,
   * which may be music or a tone, is left as it is.
   */
  takeFrom(source: 'person' | 'recording'): void {
    this.#live = source === 'person'
    this.processing.choose(this.#live ? FOR_PERSONS : FOR_RECORDINGS)
  }

  /** Takes a frame of what the microphone heard. */
  hear(samples: Int16Array): void {
    this.#before.hear(samples)
    this.#level = this.#live ? this.#sustained.hear(samples) : rmsLevel(samples)
    this.processing.near(samples)
  }

  /** Loudest moments since the last time, in dBFS: as the microphone heard it, and as it was sent. */
  levels(): { microphone: number; processed: number } {
    return { microphone: this.#before.take(), processed: this.#after.take() }
  }

  close(): Promise<void> {
    return this.processing.close()
  }

  #pass(samples: Int16Array): void {
    const speech = !this.#live || this.#detector === null || this.#detector.hear(samples)
    const ms = (samples.length / this.#rate) * 1000
    this.#sending = this.transmission.admits(this.#level, speech, ms) && !this.muted
    if (!this.#sending) return
    this.#after.hear(samples)
    this.#handlers.spoken(samples)
    this.#handlers.send(this.#encoder.encode(samples), this.#codec)
  }
}
