import {
  BUFFER_LENGTH,
  type FeatureSwitches,
  PROCESSING_RATE,
  type VoiceProcessor,
} from './voice-processor.ts'
import type { Webrtc } from './webrtc.ts'

/**
 * ms from a sample's way to the speaker until the microphone hears it, as told to the echo canceller, which finds the
 * rest by itself: what playing and recording through a sound server took when it was measured.
 */
const STREAM_DELAY = 60

/** The audio processing of WebRTC: echo cancellation, noise suppression and gain, each at choice, and a high-pass. */
export class WebrtcProcessor implements VoiceProcessor {
  readonly #webrtc: Webrtc
  readonly #handle: { dispose(): void }
  /** The library works on memory at an address, so this one array lives as long as the processor. */
  readonly #samples = new Int16Array(BUFFER_LENGTH)
  /** The requests are always the same: address and length do not change. */
  readonly #near: Uint8Array
  readonly #far: Uint8Array

  /** @throws Error where the library refuses. */
  constructor(webrtc: Webrtc, wanted: FeatureSwitches) {
    this.#webrtc = webrtc
    const { apm } = this.#ask<{ apm: { handle: { id: bigint } } }>('newApm', {
      echoCancellerEnabled: wanted.echoCancellation,
      gainControllerEnabled: wanted.automaticGain,
      noiseSuppressionEnabled: wanted.noiseSuppression,
      highPassFilterEnabled: true,
    })
    const apmHandle = apm.handle.id
    this.#handle = new webrtc.FfiHandle(apmHandle)
    const bytes = new Uint8Array(this.#samples.buffer)
    const buffer = {
      apmHandle,
      dataPtr: webrtc.livekitRetrievePtr(bytes),
      size: bytes.length,
      sampleRate: PROCESSING_RATE,
      numChannels: 1,
    }
    this.#near = this.#request('apmProcessStream', buffer)
    this.#far = this.#request('apmProcessReverseStream', buffer)
    if (wanted.echoCancellation) this.#ask('apmSetStreamDelay', { apmHandle, delayMs: STREAM_DELAY })
  }

  near(buffer: Int16Array): void {
    this.#process(this.#near, buffer)
    buffer.set(this.#samples)
  }

  far(buffer: Int16Array): void {
    this.#process(this.#far, buffer)
  }

  close(): void {
    this.#handle.dispose()
  }

  #process(request: Uint8Array, buffer: Int16Array): void {
    // Any other length would make the library end the process.
    if (buffer.length !== BUFFER_LENGTH) throw new RangeError(`a buffer of ${buffer.length} samples`)
    this.#samples.set(buffer)
    this.#send(request)
  }

  #ask<Reply extends object>(name: string, value: object): Reply {
    return this.#send<Reply>(this.#request(name, value))
  }

  #request(name: string, value: object): Uint8Array {
    return new this.#webrtc.FfiRequest({ message: { case: name, value } }).toBinary()
  }

  #send<Reply extends object>(request: Uint8Array): Reply {
    const { message } = this.#webrtc.FfiResponse.fromBinary(this.#webrtc.livekitFfiRequest(request))
    const reply = message.value as Reply & { error?: string }
    if (reply.error) throw new Error(reply.error)
    return reply
  }
}
