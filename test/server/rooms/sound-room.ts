import { PCM, type VoiceCodec } from '../../../src/audio/codec.ts'
import { frameLength } from '../../../src/audio/format.ts'
import type { Listener } from '../../../src/server/voice/encoded-mix.ts'
import { RoomMixer } from '../../../src/server/voice/room-mixer.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

/** Somebody in a room, and what they heard. */
export class Ear implements Listener {
  readonly name: string
  readonly #clock: ManualClock
  hears = true
  codec: VoiceCodec = PCM
  readonly media = { sendRealtime: (message: Buffer, bytes: number) => this.#hear(message, bytes) }
  readonly messages: Buffer[] = []
  readonly frames: Int16Array[] = []
  /** When each frame was heard, in ms since the room began. */
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

  /** All that was heard, in one piece. */
  get sound(): Int16Array {
    return Int16Array.from(this.frames.flatMap((frame) => [...frame]))
  }
}

/** The sound of a room whose time the test turns. */
export class SoundRoom {
  readonly clock = new ManualClock()
  readonly mixer: RoomMixer<Ear>
  readonly frame: number
  /** Whose level was told, in order, and which it was. */
  readonly levels: [string, number][] = []
  onLevel: (member: Ear) => void = () => {}

  constructor(rate = 48_000, frameMs = 20) {
    this.frame = frameLength({ rate, frameMs })
    this.mixer = new RoomMixer<Ear>({ rate, frameMs, bitrate: 32_000 }, this.clock, {
      level: (member, dbfs) => {
        this.levels.push([member.name, dbfs])
        this.onLevel(member)
      },
    })
  }

  join<Names extends readonly string[]>(...names: Names): { [I in keyof Names]: Ear } {
    const ears = names.map((name) => {
      const ear = new Ear(name, this.clock)
      this.mixer.join(ear)
      return ear
    })
    return ears as { [I in keyof Names]: Ear }
  }

  /** Sends a frame, or one of the same sample throughout. */
  say(member: Ear, sound: Int16Array | number): void {
    const frame = typeof sound === 'number' ? new Int16Array(this.frame).fill(sound) : sound
    this.mixer.push(member, new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength))
  }

  /** Lets a member talk from now on: `count` frames, one each `periodMs`, the first after `offset` ms. */
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
