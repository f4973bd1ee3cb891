import type { FrameEncoder, VoiceCodec } from '../../audio/codec.ts'
import type { AudioFormat } from '../../audio/format.ts'
import { rmsLevel, SILENCE } from '../../audio/level.ts'
import { LevelMeter } from '../../audio/level-meter.ts'
import { SpeechDetector } from '../../audio/processing/speech-detector.ts'
import { SustainedSound } from '../../audio/processing/sustained-sound.ts'
import { Transmission } from '../../audio/processing/transmission.ts'
import { VoiceProcessing } from '../../audio/processing/voice-processing.ts'
import type { FeatureSwitches } from '../../audio/processing/voice-processor.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Codec } from '../../protocol/shapes.ts'

export interface UplinkOptions {
  format: AudioFormat
  clock: Clock
  /** Codec of the user's voice. */
  codec: VoiceCodec
  /** Bits per second of it; ignored by PCM. */
  bitrate: number
}

export interface UplinkHandlers {
  /** A frame of the user's voice that is sent, before encoding. */
  spoken(samples: Int16Array): void
  /** The encoded frame to send. */
  send(payload: Uint8Array, codec: Codec): void
  /** A message for the user about voice processing. */
  told(message: string): void
}

/** Defaults for a live microphone. Echo cancellation is off, as it costs quality and is not needed with headphones. */
const FOR_PERSONS: FeatureSwitches = { noiseSuppression: true, automaticGain: true, echoCancellation: false }
const FOR_RECORDINGS: FeatureSwitches = { noiseSuppression: false, automaticGain: false, echoCancellation: false }

/** The send path of the user's voice: processing, transmission gate, encoder. */
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
  /** Sustained level of the microphone in dBFS. The threshold applies to it, not to the processed sound. */
  #level = SILENCE
  #sending = false
  /** While muted, the user's voice is neither sent nor recorded. */
  muted = false
  /** Whether the source is a live microphone; speech detection applies only to it. */
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

  /** Loads the speech detector. Until then, or if it is missing, only the level decides. */
  async open(): Promise<void> {
    this.#detector = await SpeechDetector.create(this.#rate)
  }

  /**
   * Sets the kind of source. A live voice gets the default processing unless the user chose otherwise; a file, which may
   * be music or a tone, is not processed.
   */
  takeFrom(source: 'person' | 'recording'): void {
    this.#live = source === 'person'
    this.processing.choose(this.#live ? FOR_PERSONS : FOR_RECORDINGS)
  }

  /** Takes a frame of the microphone. */
  hear(samples: Int16Array): void {
    this.#before.hear(samples)
    this.#level = this.#live ? this.#sustained.hear(samples) : rmsLevel(samples)
    this.processing.near(samples)
  }

  /** Loudest levels since the last call, dBFS: microphone input, and voice as sent. */
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
