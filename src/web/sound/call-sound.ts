import { type AudioFormat, frameLength } from '../../audio/format.ts'
import { rmsLevel, SILENCE } from '../../audio/level.ts'
import { SustainedSound } from '../../audio/processing/sustained-sound.ts'
import { Transmission } from '../../audio/processing/transmission.ts'
import type { rings } from '../../audio/tunes.ts'
import type { Codec } from '../../protocol/shapes.ts'
import type { DeviceStatus, Preferences } from '../state/page-state.ts'
import { toInt16 } from './audio-frames.ts'
import { microphonesOf, workletUrl } from './browser-microphones.ts'
import { Microphone } from './microphone.ts'
import { createDecoder, createEncoder, type PageDecoder, type PageEncoder } from './voice-codec.ts'
import type { PlayoutReport, PlayoutSetup, ToPlayout } from './worklet/messages.ts'

export interface CallSoundHandlers {
  /** An encoded frame of the user's voice. */
  send(payload: Uint8Array, codec: Codec): void
  device(kind: 'microphone' | 'speaker', status: DeviceStatus): void
}

/** Statistics of the sound since it was opened. */
export type SoundStats = Omit<PlayoutReport, 'peak'>

const NOTHING: SoundStats = { played: 0, underruns: 0, dropped: 0, delay: 0 }

/**
 * The sound of a page in a room: the microphone, when its voice is sent, and the speaker with the playout buffer. Create it in
 * the handler of a click: browsers play no sound before one.
 */
export class CallSound {
  readonly #context: AudioContext
  readonly #format: AudioFormat
  readonly #handlers: CallSoundHandlers
  readonly #microphone: Microphone
  readonly #transmission = new Transmission()
  readonly #sustained: SustainedSound
  #encoder: PageEncoder | null = null
  readonly #decoders = new Map<Codec, PageDecoder>()
  #playout: AudioWorkletNode | null = null
  #stats = NOTHING
  #level = SILENCE
  #heard = 0
  #sending = false
  #muted = false

  constructor(context: AudioContext, format: AudioFormat, handlers: CallSoundHandlers) {
    this.#context = context
    this.#format = format
    this.#handlers = handlers
    this.#sustained = new SustainedSound(format.rate)
    this.#microphone = new Microphone(microphonesOf(context), format, {
      frame: (samples) => this.#hear(samples),
      status: (status) => handlers.device('microphone', status),
    })
    context.addEventListener('statechange', () => this.#tellSpeaker())
  }

  /** Loads the worklets and opens the speaker. @param codec of the user's voice */
  async open(codec: Codec): Promise<void> {
    this.#handlers.device('speaker', 'opening')
    await Promise.all([
      this.#context.audioWorklet.addModule(workletUrl('capture')),
      this.#context.audioWorklet.addModule(workletUrl('playout')),
    ])
    const setup: PlayoutSetup = this.#format
    const playout = new AudioWorkletNode(this.#context, 'playout', {
      numberOfInputs: 0,
      outputChannelCount: [1],
      processorOptions: setup,
    })
    playout.port.onmessage = ({ data }: MessageEvent<PlayoutReport>) => {
      const { peak, ...stats } = data
      this.#heard = peak
      this.#stats = stats
    }
    playout.connect(this.#context.destination)
    this.#playout = playout
    this.#encoder = createEncoder(codec, this.#format, (payload, sent) => this.#handlers.send(payload, sent))
    this.#tellSpeaker()
  }

  /** Whether the user's voice is sent now. */
  get sending(): boolean {
    return this.#sending
  }

  get stats(): SoundStats {
    return this.#stats
  }

  /** Level of the microphone in dBFS, and peak of what was played, 0 to 1. */
  get levels(): { microphone: number; heard: number } {
    return { microphone: this.#level, heard: this.#heard }
  }

  set muted(on: boolean) {
    this.#muted = on
    if (on) this.#sending = false
    else this.#microphone.accept()
  }

  /** Whether the push-to-talk key is down. */
  set talking(on: boolean) {
    this.#transmission.talking = on
  }

  /** Applies preferences; opens the microphone again if they change it. */
  async use(preferences: Preferences): Promise<void> {
    this.#transmission.mode = preferences.mode
    await Promise.all([this.#microphone.open(preferences), this.#useSpeaker(preferences.speaker)])
  }

  /** Continues after the browser or the system paused the sound. Call it in the handler of a click. */
  async resume(): Promise<void> {
    await this.#context.resume().catch(() => {})
    this.#tellSpeaker()
  }

  /** The devices of the machine changed. */
  devicesChanged(): void {
    void this.#microphone.devicesChanged()
  }

  /** Plays a frame of the room mix. */
  receive(payload: Uint8Array, codec: Codec): void {
    let decoder = this.#decoders.get(codec)
    if (!decoder) {
      decoder = createDecoder(codec, this.#format, (pcm, at) => this.#play(pcm, at))
      this.#decoders.set(codec, decoder)
    }
    decoder.decode(payload)
  }

  playTestTone(): void {
    this.#post({ type: 'tone' })
  }

  /** Rings until it is called again; null: no more. */
  ring(ring: keyof typeof rings | null): void {
    this.#post({ type: 'ring', ring })
  }

  close(): void {
    this.#microphone.close()
    this.#encoder?.close()
    for (const decoder of this.#decoders.values()) decoder.close()
    void this.#context.close()
    this.#handlers.device('speaker', 'off')
  }

  #hear(samples: Float32Array): void {
    const frame = toInt16(samples)
    this.#level = rmsLevel(frame)
    const sustained = this.#sustained.hear(frame)
    this.#sending = this.#transmission.admits(sustained, true, this.#format.frameMs) && !this.#muted
    if (this.#sending) this.#encoder?.encode(samples)
  }

  #play(pcm: Uint8Array<ArrayBuffer>, at: number): void {
    if (pcm.length === 2 * frameLength(this.#format)) this.#post({ type: 'frame', pcm, at })
  }

  #post(message: ToPlayout): void {
    this.#playout?.port.postMessage(message)
  }

  #tellSpeaker(): void {
    const status = statusOfContext(this.#context.state)
    if (status !== 'off') this.#handlers.device('speaker', status)
  }

  async #useSpeaker(speaker: string | null): Promise<void> {
    const context = this.#context as AudioContext & { setSinkId?: (id: string) => Promise<void> }
    // A device that is gone leaves the sound where it is.
    await context.setSinkId?.(speaker ?? '').catch(() => {})
  }
}

/** What a context of that state means for the user. Safari knows a state of its own (`interrupted`). */
export function statusOfContext(state: string): DeviceStatus {
  if (state === 'closed') return 'off'
  if (state === 'running') return 'on'
  return state === 'interrupted' ? 'interrupted' : 'blocked'
}

/**
 * A context at the rate of the server, so that the browser converts to that of the devices. Call it in the handler of a click, or
 * soon after.
 *
 * @param made an earlier one, which is kept if it fits or if the browser has none of that rate
 */
export function contextAt(rate: number, made: AudioContext | null): AudioContext | null {
  if (typeof AudioWorkletNode === 'undefined' || made?.sampleRate === rate) return made
  try {
    const context = new AudioContext({ latencyHint: 'interactive', sampleRate: rate })
    void made?.close()
    return context
  } catch {
    return made
  }
}
