import { DeviceError, type Microphone, type Speaker } from '../audio/devices/device.ts'
import { nullMicrophone, nullSpeaker } from '../audio/devices/null-device.ts'
import { openMicrophone, openSpeaker } from '../audio/devices/open-device.ts'
import { type AudioFormat, frameLength } from '../audio/format.ts'
import { OpusDecoder, OpusEncoder } from '../audio/opus.ts'
import { PlayoutBuffer, type PlayoutStats } from '../audio/playout-buffer.ts'
import type { Clock } from '../clock.ts'
import type { Codec } from '../protocol/shapes.ts'
import { Gate } from './gate.ts'
import type { Recorder } from './recorder.ts'

export interface SoundOptions {
  /** The server's. */
  format: AudioFormat
  clock: Clock
  /** Device, file or stream, as `openMicrophone` and `openSpeaker` take them. */
  microphone: string | undefined
  speaker: string | undefined
  /** Bits a second at which one's own voice is sent as Opus; null sends PCM. */
  opusBitrate: number | null
}

export interface SoundHandlers {
  /** A frame of one's own voice to be sent; there only during the call. */
  voice(payload: Uint8Array, codec: Codec): void
  /** What became of a device: `fine` where sound flows. */
  device(kind: 'microphone' | 'speaker', fine: boolean, message: string): void
  /** The file or stream that stands for the microphone has come to its end. */
  ended(name: string): void
}

export interface SoundStats extends PlayoutStats {
  /** Opus frames that could not be decoded. */
  corrupt: number
}

/**
 * A participant's sound, both ways: microphone to network, network to speaker. The speaker pulls, so its clock
 * sets the pace of what is heard and recorded. Where a device is missing the rest goes on without it.
 */
export class Sound {
  readonly #options: SoundOptions
  readonly #handlers: SoundHandlers
  readonly #gate: Gate
  readonly #buffer: PlayoutBuffer
  readonly #frame: Int16Array
  readonly #encoder: OpusEncoder | null
  #decoder: OpusDecoder | null = null
  #corrupt = 0
  #microphone: Microphone = nullMicrophone()
  #speaker: Speaker | null = null
  /** Takes the place of a speaker that does not work. */
  #standIn: Speaker | null = null
  #closed = false
  /** While muted, one's own voice goes nowhere, not even into one's own recording. */
  muted = false
  recorder: Recorder | null = null

  constructor(options: SoundOptions, handlers: SoundHandlers) {
    const { format, clock, opusBitrate } = options
    this.#encoder = opusBitrate === null ? null : new OpusEncoder(format, opusBitrate)
    this.#options = options
    this.#handlers = handlers
    this.#gate = new Gate(format.frameMs)
    this.#buffer = new PlayoutBuffer(format, clock)
    this.#frame = new Int16Array(frameLength(format))
  }

  /** How the arrival of voice was evened out. */
  get stats(): SoundStats {
    return { ...this.#buffer.stats, corrupt: this.#corrupt }
  }

  /** Opens both devices. Never throws: what is wrong is reported, and the meeting goes on without the device. */
  async open(): Promise<void> {
    await Promise.all([this.#openSpeaker(), this.#openMicrophone()])
  }

  /** Takes a frame of what the room says; one that cannot be decoded is counted and heard as silence. */
  receive(payload: Uint8Array, codec: Codec): void {
    const pcm = codec === 'opus' ? this.#decode(payload) : payload
    if (pcm.length === this.#frame.byteLength) this.#buffer.push(pcm)
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([this.#microphone.close(), this.#speaker?.close(), this.#standIn?.close()])
  }

  async #openMicrophone(): Promise<void> {
    const { microphone, format, clock } = this.#options
    const device = await this.#attempt('microphone', () => openMicrophone(microphone, format, clock))
    if (!device) return
    this.#microphone = device
    device.start({
      frame: (samples) => this.#speak(samples),
      ended: () => this.#handlers.ended(device.name),
      failed: ({ message }) => this.#handlers.device('microphone', false, message),
      recovered: () => this.#handlers.device('microphone', true, device.name),
    })
  }

  async #openSpeaker(): Promise<void> {
    const { speaker, format, clock } = this.#options
    const device = await this.#attempt('speaker', () => openSpeaker(speaker, format, clock))
    if (this.#closed) return
    if (!device) {
      this.#playForNobody()
      return
    }
    this.#speaker = device
    device.start(() => this.#play(), {
      failed: ({ message }) => {
        this.#handlers.device('speaker', false, message)
        this.#playForNobody()
      },
      recovered: () => {
        void this.#standIn?.close()
        this.#standIn = null
        this.#handlers.device('speaker', true, device.name)
      },
    })
  }

  /** Without a speaker somebody must still set the pace: a recording goes on where nobody can listen. */
  #playForNobody(): void {
    if (this.#closed || this.#standIn) return
    this.#standIn = nullSpeaker(this.#options.format, this.#options.clock)
    this.#standIn.start(() => this.#play(), { failed() {} })
  }

  async #attempt<Device extends Microphone | Speaker>(
    kind: 'microphone' | 'speaker',
    open: () => Promise<Device>,
  ): Promise<Device | null> {
    try {
      const device = await open()
      if (this.#closed) await device.close()
      else this.#handlers.device(kind, true, device.name)
      return this.#closed ? null : device
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error
      this.#handlers.device(kind, false, error.message)
      return null
    }
  }

  #speak(samples: Int16Array): void {
    if (this.muted) return
    this.recorder?.own(samples)
    if (!this.#gate.passes(samples)) return
    if (this.#encoder) this.#handlers.voice(this.#encoder.encode(samples), 'opus')
    else this.#handlers.voice(bytesOf(samples), 'pcm')
  }

  #decode(payload: Uint8Array): Uint8Array {
    this.#decoder ??= new OpusDecoder(this.#options.format)
    const samples = this.#decoder.decode(payload)
    if (!samples) this.#corrupt++
    return bytesOf(samples ?? new Int16Array(this.#frame.length))
  }

  #play(): Int16Array {
    this.#buffer.pull(this.#frame)
    this.recorder?.heard(this.#frame)
    return this.#frame
  }
}

function bytesOf(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}
