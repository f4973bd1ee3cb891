import { PCM, type VoiceCodec } from '../../../src/audio/codec.ts'
import { frameLength } from '../../../src/audio/format.ts'
import type { Listener } from '../../../src/server/voice/encoded-mix.ts'
import { RoomMixer } from '../../../src/server/voice/room-mixer.ts'
import { RoomMixerStats } from '../../../src/server/voice/room-mixer-stats.ts'
import type { TalkerSelection } from '../../../src/server/voice/talker-selection.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

/** A member of a room, and what they hear. */
export class Ear implements Listener {
  readonly name: string
  readonly #clock: ManualClock
  hears = true
  codec: VoiceCodec = PCM
  readonly media = { sendRealtime: (message: Buffer, bytes: number) => this.#hear(message, bytes) }
  readonly messages: Buffer[] = []
  readonly frames: Int16Array[] = []
  /** Arrival time of each frame in ms since the start of the test. */
  readonly times: number[] = []

  constructor(name: string, clock: ManualClock) {
    this.name = name
    this.#clock = clock
  }

  #hear(message: Buffer, payloadBytes: number): void {
    this.messages.push(message)
    const payload = Uint8Array.from(message.subarray(message.length - payloadBytes))
    if (this.codec === PCM) this.frames.push(new Int16Array(payload.buffer))
    this.times.push(Math.round(this.#clock.now() - 1000))
  }

  /** All frames, joined. */
  get sound(): Int16Array {
    return Int16Array.from(this.frames.flatMap((frame) => [...frame]))
  }
}

/** The mixer of a room, driven by a manual clock. */
export class SoundRoom {
  readonly clock: ManualClock
  readonly mixer: RoomMixer<Ear>
  readonly frame: number
  /** The reported levels in dBFS, with the member's name, in order. */
  readonly levels: [string, number][] = []
  onLevel: (member: Ear) => void = () => {}

  /**
   * @param clock shared with other rooms
   * @param selection of those who are mixed, shared with other rooms; default: everyone is
   */
  constructor(rate = 48_000, frameMs = 20, clock = new ManualClock(), selection?: TalkerSelection) {
    this.clock = clock
    this.frame = frameLength({ rate, frameMs })
    const level = (member: Ear, dbfs: number) => {
      this.levels.push([member.name, dbfs])
      this.onLevel(member)
    }
    const format = { rate, frameMs, bitrate: 32_000 }
    this.mixer = new RoomMixer<Ear>(format, clock, { level }, new RoomMixerStats(), selection)
  }

  /** Adds a member who connects from this address of another machine. */
  joinFrom(address: string, name: string): Ear {
    const ear = new Ear(name, this.clock)
    this.mixer.join(ear, address)
    return ear
  }

  join<Names extends readonly string[]>(...names: Names): { [I in keyof Names]: Ear } {
    const ears = names.map((name) => {
      const ear = new Ear(name, this.clock)
      this.mixer.join(ear)
      return ear
    })
    return ears as { [I in keyof Names]: Ear }
  }

  /** Sends a frame; a number stands for a frame filled with that sample. */
  say(member: Ear, sound: Int16Array | number): void {
    const frame = typeof sound === 'number' ? new Int16Array(this.frame).fill(sound) : sound
    this.mixer.push(member, new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength))
  }

  /** Lets a member talk: `count` frames, one every `periodMs`, the first after `offset` ms. */
  talk(
    member: Ear,
    sound: (index: number) => Int16Array | number,
    { count = Infinity, periodMs = 20, offset = 0 } = {},
  ): void {
    const begin = this.clock.now() + offset
    const next = (index: number) => {
      if (index === count) return
      this.clock.after(begin + index * periodMs - this.clock.now(), () => {
        this.say(member, sound(index))
        next(index + 1)
      })
    }
    next(0)
  }
}
