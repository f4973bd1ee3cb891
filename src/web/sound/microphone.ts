import { type AudioFormat, frameLength } from '../../audio/format.ts'
import type { DeviceStatus, Preferences } from '../state/page-state.ts'
import type { CaptureSetup } from './worklet/messages.ts'

export interface MicrophoneHandlers {
  /** A frame of the microphone at the rate of the server, samples in [-1, 1]. */
  frame(samples: Float32Array): void
  status(status: DeviceStatus): void
}

/** How the microphone is opened. */
export type MicrophoneChoice = Pick<
  Preferences,
  'microphone' | 'noiseSuppression' | 'echoCancellation' | 'automaticGain'
>

/** The microphone of the browser, as frames at the rate of the server. */
export class Microphone {
  readonly #context: AudioContext
  readonly #format: AudioFormat
  readonly #handlers: MicrophoneHandlers
  #stream: MediaStream | null = null
  #release: () => void = () => {}
  #attempt = 0

  /** @param context with the capture worklet loaded */
  constructor(context: AudioContext, format: AudioFormat, handlers: MicrophoneHandlers) {
    this.#context = context
    this.#format = format
    this.#handlers = handlers
  }

  /** Opens the chosen microphone in place of the one before. Failures are reported as a status. */
  async open(choice: MicrophoneChoice): Promise<void> {
    const attempt = ++this.#attempt
    this.#handlers.status('opening')
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: constraintsOf(choice) })
      if (attempt !== this.#attempt) {
        stop(stream)
        return
      }
      this.#close()
      await this.#connect(stream)
      this.#handlers.status('on')
    } catch (error) {
      if (attempt === this.#attempt) this.#handlers.status(statusOf(error as DOMException))
    }
  }

  /** Releases the microphone. */
  close(): void {
    this.#attempt++
    this.#close()
    this.#handlers.status('off')
  }

  #close(): void {
    this.#release()
    this.#release = () => {}
    if (this.#stream) stop(this.#stream)
    this.#stream = null
  }

  async #connect(stream: MediaStream): Promise<void> {
    this.#stream = stream
    const { context, source, own } = await sourceOf(this.#context, stream)
    const { rate } = this.#format
    const setup: CaptureSetup = { rate, frame: frameLength(this.#format) }
    const node = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0, processorOptions: setup })
    node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => this.#handlers.frame(data)
    source.connect(node)
    this.#release = () => {
      node.port.onmessage = null
      source.disconnect()
      if (own) void context.close()
    }
    const [track] = stream.getAudioTracks()
    track!.addEventListener('ended', () => {
      if (this.#stream !== stream) return
      this.#close()
      this.#handlers.status('replaced')
    })
    track!.addEventListener('mute', () => {
      if (this.#stream === stream) this.#handlers.status('interrupted')
    })
    track!.addEventListener('unmute', () => {
      if (this.#stream === stream) this.#handlers.status('on')
    })
  }
}

/** URL of the capture worklet. */
export const CAPTURE_WORKLET = new URL('capture.js', location.href).href

interface Source {
  readonly context: AudioContext
  readonly source: MediaStreamAudioSourceNode
  /** Whether the context was created for this source. */
  readonly own: boolean
}

/** Connects a stream to the context, or to one at the rate of the device where the browser cannot convert (Firefox). */
async function sourceOf(context: AudioContext, stream: MediaStream): Promise<Source> {
  try {
    return { context, source: context.createMediaStreamSource(stream), own: false }
  } catch {
    const native = new AudioContext()
    await native.audioWorklet.addModule(CAPTURE_WORKLET)
    return { context: native, source: native.createMediaStreamSource(stream), own: true }
  }
}

function constraintsOf(choice: MicrophoneChoice): MediaTrackConstraints {
  const { microphone, noiseSuppression, echoCancellation, automaticGain } = choice
  return {
    channelCount: 1,
    noiseSuppression,
    echoCancellation,
    autoGainControl: automaticGain,
    ...(microphone === null ? {} : { deviceId: { ideal: microphone } }),
  }
}

function statusOf({ name }: DOMException): DeviceStatus {
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none found' : 'failed'
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
