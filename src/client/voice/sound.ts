import type { VoiceCodec } from '../../audio/codec.ts'
import type { Microphone, Speaker } from '../../audio/devices/device.ts'
import { DeviceSlot, type DeviceState, type DeviceTold } from '../../audio/devices/device-slot.ts'
import { parseDeviceSpec } from '../../audio/devices/device-spec.ts'
import { nullSpeaker } from '../../audio/devices/file/null-device.ts'
import { openMicrophone, openSpeaker } from '../../audio/devices/open-device.ts'
import { type AudioFormat, frameLength } from '../../audio/format.ts'
import type { TransmissionMode } from '../../audio/processing/transmission.ts'
import type { VoiceProcessing } from '../../audio/processing/voice-processing.ts'
import { type FeatureSwitches, features } from '../../audio/processing/voice-processor.ts'
import { CHIME, type Tune } from '../../audio/tunes.ts'
import type { Clock } from '../../lib/clock.ts'
import { type Result, refused } from '../../lib/result.ts'
import type { Codec } from '../../protocol/shapes.ts'
import { Downlink, type DownlinkStats } from './downlink.ts'
import type { Recorder } from './recorder.ts'
import { Uplink } from './uplink.ts'

/** Options of the user's voice; what is undefined is left to the defaults. */
export interface VoiceOptions extends Partial<FeatureSwitches> {
  transmission?: TransmissionMode
  /** Voice-activation threshold, dBFS. */
  threshold?: number
}

export interface SoundOptions {
  /** Audio format of the server. */
  format: AudioFormat
  clock: Clock
  /** Device, file or stream, as `openMicrophone` and `openSpeaker` take them. */
  microphone: string | undefined
  speaker: string | undefined
  voice: VoiceOptions
  /** Codec of the user's voice. */
  codec: VoiceCodec
  /** Bits per second of it; ignored by PCM. */
  bitrate: number
}

export interface SoundHandlers {
  /** A frame of the user's voice to send. The payload is valid only during the call. */
  voice(payload: Uint8Array, codec: Codec): void
  /** State of a device changed; `fine` while it works. */
  device(kind: 'microphone' | 'speaker', fine: boolean, message: string): void
  /** The file or stream used as microphone has ended. */
  ended(name: string): void
  /** A message for the user about voice processing. */
  processing(message: string): void
}

/** Loudest levels since the last call, dBFS; -120 is silence. */
export interface Levels {
  /** Microphone input. */
  microphone: number
  /** Voice as sent. */
  processed: number
  /** Speaker output. */
  speaker: number
}

const NO_STREAM = '"-" works only on the command line; choose a device, a file or null'

/**
 * A participant's sound in both directions: microphone to network, network to speaker. The speaker pulls frames, so its
 * clock paces playback and recording. If a device is missing, the rest works without it.
 */
export class Sound {
  readonly #options: SoundOptions
  readonly #handlers: SoundHandlers
  readonly #uplink: Uplink
  readonly #downlink: Downlink
  readonly #microphone: DeviceSlot<Microphone>
  readonly #speaker: DeviceSlot<Speaker>
  readonly #silence: Int16Array
  /** Replaces a speaker that does not work. */
  #standIn: Speaker | null = null
  #closed = false
  recorder: Recorder | null = null

  constructor(options: SoundOptions, handlers: SoundHandlers) {
    const { format, clock, voice } = options
    this.#options = options
    this.#handlers = handlers
    this.#silence = new Int16Array(frameLength(format))
    this.#uplink = new Uplink(options, {
      spoken: (samples) => this.recorder?.own(samples),
      send: (payload, codec) => handlers.voice(payload, codec),
      told: (message) => handlers.processing(message),
    })
    this.#downlink = new Downlink(format, clock, {
      heard: (samples) => this.recorder?.heard(samples),
      played: (samples) => this.processing.far(samples),
    })
    if (voice.transmission !== undefined) this.transmission = voice.transmission
    if (voice.threshold !== undefined) this.threshold = voice.threshold
    this.#microphone = new DeviceSlot<Microphone>({
      kind: 'microphone',
      open: (spec) => openMicrophone(spec, format, clock),
      start: (device, told, spec) => this.#startMicrophone(device, told, spec),
      told: (fine, message) => handlers.device('microphone', fine, message),
    })
    this.#speaker = new DeviceSlot<Speaker>({
      kind: 'speaker',
      open: (spec) => openSpeaker(spec, format, clock),
      start: (device, told) => this.#startSpeaker(device, told),
      told: (fine, message) => this.#speakerTold(fine, message),
    })
  }

  /** Statistics of playout. */
  get stats(): DownlinkStats {
    return this.#downlink.stats
  }

  /** Noise suppression, automatic gain and echo cancellation of the user's voice. */
  get processing(): VoiceProcessing {
    return this.#uplink.processing
  }

  /** While muted, the user's voice is neither sent nor recorded. */
  get muted(): boolean {
    return this.#uplink.muted
  }

  set muted(on: boolean) {
    this.#uplink.muted = on
  }

  /** When the user's voice is sent. */
  get transmission(): TransmissionMode {
    return this.#uplink.transmission.mode
  }

  set transmission(mode: TransmissionMode) {
    this.#uplink.transmission.mode = mode
  }

  /** Voice-activation threshold in dBFS, used by the transmission `voice`. */
  get threshold(): number {
    return this.#uplink.transmission.threshold
  }

  set threshold(level: number) {
    this.#uplink.transmission.threshold = level
  }

  /** Whether the push-to-talk key is down. */
  get talking(): boolean {
    return this.#uplink.transmission.talking
  }

  set talking(on: boolean) {
    this.#uplink.transmission.talking = on
  }

  /** Whether the user's voice is being sent now. */
  get sending(): boolean {
    return this.#uplink.sending
  }

  get microphone(): DeviceState {
    return this.#microphone.state
  }

  get speaker(): DeviceState {
    return this.#speaker.state
  }

  /** Loudest levels since the last call. Nothing is measured unless this is called. */
  levels(): Levels {
    return { ...this.#uplink.levels(), speaker: this.#downlink.level() }
  }

  /** Opens both devices. Never throws: a device that fails is reported, and the meeting continues without it. */
  async open(): Promise<void> {
    const { microphone, speaker, voice } = this.#options
    for (const feature of features) {
      const on = voice[feature]
      if (on !== undefined) this.processing.ask(feature, on)
    }
    await Promise.all([this.#uplink.open(), this.#microphone.open(microphone), this.#speaker.open(speaker)])
  }

  /** Switches the microphone. If refused, the old one stays in use. */
  async useMicrophone(spec: string): Promise<Result<undefined>> {
    if (parseDeviceSpec(spec).kind === 'stream') return refused(NO_STREAM)
    return this.#microphone.use(spec)
  }

  /** Switches the speaker. If refused, the old one stays in use. */
  async useSpeaker(spec: string): Promise<Result<undefined>> {
    if (parseDeviceSpec(spec).kind === 'stream') return refused(NO_STREAM)
    return this.#speaker.use(spec)
  }

  /** Plays the test tone on the speaker; others do not hear it. */
  playTestTone(): void {
    this.#downlink.tone.start()
  }

  /** Rings on the speaker, over and over; null stops it. */
  ring(tune: Tune | null): void {
    this.#downlink.ring(tune, true)
  }

  /** Plays the chime before somebody is put through. */
  playChime(): void {
    this.#downlink.ring(CHIME, false)
  }

  /** Takes an encoded frame of the room mix. One that cannot be decoded is counted and played as silence. */
  receive(payload: Uint8Array, codec: Codec): void {
    this.#downlink.receive(payload, codec)
  }

  async close(): Promise<void> {
    this.#closed = true
    const devices = [this.#microphone.close(), this.#speaker.close(), this.#standIn?.close()]
    await Promise.all([...devices, this.#uplink.close()])
  }

  #startMicrophone(device: Microphone, told: DeviceTold, spec: string | undefined): void {
    const { kind } = parseDeviceSpec(spec)
    this.#uplink.takeFrom(kind === 'default' || kind === 'named' ? 'person' : 'recording')
    device.start({
      ...told,
      frame: (samples) => this.#microphone.holds(device) && this.#uplink.hear(samples),
      ended: () => this.#microphone.holds(device) && this.#handlers.ended(device.name),
    })
  }

  #startSpeaker(device: Speaker, told: DeviceTold): void {
    // Two speakers are open during a switch, and only one of them may pull frames.
    device.start(() => (this.#speaker.holds(device) ? this.#downlink.play() : this.#silence), told)
  }

  #speakerTold(fine: boolean, message: string): void {
    this.#handlers.device('speaker', fine, message)
    if (fine) {
      void this.#standIn?.close()
      this.#standIn = null
    } else {
      this.#playForNobody()
    }
  }

  /** Without a speaker, a null speaker sets the pace, so that a recording continues. */
  #playForNobody(): void {
    if (this.#closed || this.#standIn) return
    this.#standIn = nullSpeaker(this.#options.format, this.#options.clock)
    this.#standIn.start(() => this.#downlink.play(), { failed() {} })
  }
}
