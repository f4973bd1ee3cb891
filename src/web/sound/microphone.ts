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

/** The parts of a `MediaStreamTrack` and a `MediaStream` that are used here. */
interface Track {
  readonly muted: boolean
  stop(): void
  addEventListener(type: 'ended' | 'mute' | 'unmute', listener: () => void): void
}
export interface MicrophoneStream {
  getAudioTracks(): readonly Track[]
}

/** What is asked of a microphone (Media Capture and Streams, section 4.3). */
export interface MicrophoneConstraints {
  readonly channelCount: number
  readonly noiseSuppression: boolean
  readonly echoCancellation: boolean
  readonly autoGainControl: boolean
  readonly deviceId?: { readonly ideal: string }
}

/** What a microphone needs of the browser. */
export interface MicrophoneBrowser<Stream extends MicrophoneStream = MicrophoneStream> {
  /** @throws DOMException whose name says why there is none */
  getUserMedia(constraints: { readonly audio: MicrophoneConstraints }): Promise<Stream>
  /** Connects a stream to frames at the rate of the server. @returns releases it */
  connect(stream: Stream, setup: CaptureSetup, frame: (samples: Float32Array) => void): Promise<() => void>
}

/** The microphone of the browser, as frames at the rate of the server. */
export class Microphone {
  readonly #browser: MicrophoneBrowser
  readonly #format: AudioFormat
  readonly #handlers: MicrophoneHandlers
  #choice: MicrophoneChoice | null = null
  #stream: MicrophoneStream | null = null
  #status: DeviceStatus = 'off'
  #release: () => void = () => {}
  #attempt = 0

  constructor(browser: MicrophoneBrowser, format: AudioFormat, handlers: MicrophoneHandlers) {
    this.#browser = browser
    this.#format = format
    this.#handlers = handlers
  }

  /** Opens the chosen microphone in place of the one before, unless that is the same. Failures are reported as a status. */
  async open(choice: MicrophoneChoice): Promise<void> {
    const isSame = JSON.stringify(constraintsOf(choice)) === JSON.stringify(this.#choice && constraintsOf(this.#choice))
    this.#choice = choice
    if (isSame && this.#stream && this.#status !== 'replaced') return
    this.#tell('opening')
    await this.#open('on')
  }

  /** The devices of the machine changed: opens the microphone again if none worked, or if the chosen one is back. */
  async devicesChanged(): Promise<void> {
    if (['none found', 'failed', 'replaced'].includes(this.#status)) {
      await this.#open(this.#status === 'replaced' ? 'replaced' : 'on')
    }
  }

  /** The user has seen that another microphone is in use. */
  accept(): void {
    if (this.#status === 'replaced' && this.#stream) this.#tell('on')
  }

  /** Releases the microphone. */
  close(): void {
    this.#attempt++
    this.#choice = null
    this.#close()
    this.#tell('off')
  }

  /** @param status to report when it is open */
  async #open(status: 'on' | 'replaced'): Promise<void> {
    const attempt = ++this.#attempt
    if (!this.#choice) return
    try {
      const stream = await this.#browser.getUserMedia({ audio: constraintsOf(this.#choice) })
      if (attempt !== this.#attempt) {
        stop(stream)
        return
      }
      this.#close()
      await this.#connect(stream)
      if (this.#stream === stream) this.#tell(stream.getAudioTracks()[0]!.muted ? 'silenced' : status)
    } catch (error) {
      if (attempt === this.#attempt) this.#tell(statusOf(error as Error))
    }
  }

  #close(): void {
    this.#release()
    this.#release = () => {}
    if (this.#stream) stop(this.#stream)
    this.#stream = null
  }

  async #connect(stream: MicrophoneStream): Promise<void> {
    this.#stream = stream
    const setup: CaptureSetup = { rate: this.#format.rate, frame: frameLength(this.#format) }
    const release = await this.#browser.connect(stream, setup, (samples) => this.#handlers.frame(samples))
    if (this.#stream !== stream) {
      release()
      return
    }
    this.#release = release
    const track = stream.getAudioTracks()[0]!
    const isCurrent = () => this.#stream === stream
    track.addEventListener('ended', () => {
      if (!isCurrent()) return
      this.#close()
      this.#tell('replaced')
      void this.#open('replaced')
    })
    track.addEventListener('mute', () => {
      if (isCurrent()) this.#tell('silenced')
    })
    track.addEventListener('unmute', () => {
      if (isCurrent()) this.#tell('on')
    })
  }

  #tell(status: DeviceStatus): void {
    this.#status = status
    this.#handlers.status(status)
  }
}

function constraintsOf(choice: MicrophoneChoice): MicrophoneConstraints {
  const { microphone, noiseSuppression, echoCancellation, automaticGain } = choice
  return {
    channelCount: 1,
    noiseSuppression,
    echoCancellation,
    autoGainControl: automaticGain,
    ...(microphone === null ? {} : { deviceId: { ideal: microphone } }),
  }
}

function statusOf({ name }: Error): DeviceStatus {
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none found' : 'failed'
}

function stop(stream: MicrophoneStream): void {
  for (const track of stream.getAudioTracks()) track.stop()
}
