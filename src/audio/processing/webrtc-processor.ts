import { BUFFER_LENGTH, type FeatureSwitches, PROCESSING_RATE, type VoiceProcessor } from './voice-processor.ts'
import type { Webrtc } from './webrtc.ts'

/**
 * ms from handing a sample to the speaker until the microphone captures it: a hint for the echo canceller, which finds
 * the exact delay itself. Measured for playback and capture through a sound server.
 */
const STREAM_DELAY = 60

/** The audio processing module of WebRTC: echo cancellation, noise suppression and gain (each optional), and a high-pass filter. */
export class WebrtcProcessor implements VoiceProcessor {
  readonly #webrtc: Webrtc
  readonly #handle: { dispose(): void }
  /** The library reads memory by address, so this array must live as long as the processor. */
  readonly #samples = new Int16Array(BUFFER_LENGTH)
  /** Requests are encoded once, because address and length do not change. */
  readonly #near: Uint8Array
  readonly #far: Uint8Array

  /** @throws Error if the library cannot create a processor */
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
    // The library aborts the process on any other length.
    if (buffer.length !== BUFFER_LENGTH)
      throw new RangeError(`The buffer has ${buffer.length} samples, expected ${BUFFER_LENGTH}`)
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
