import { type CodecName, StreamDecoder } from '../../audio/codec.ts'
import { frameBytes, frameLength } from '../../audio/format.ts'
import { JitterBuffer, type JitterBufferStats } from '../../audio/jitter-buffer.ts'
import { rmsLevel, SILENCE } from '../../audio/level.ts'
import { EncodedMix, type VoiceFormat } from './encoded-mix.ts'
import { RealTimePacer } from './real-time-pacer.ts'
import type { Talker } from './talker-selection.ts'

/** Capacity of a talker's jitter buffer in ms; holds a burst of 200 ms with room to spare. */
export const CAPACITY = 320

/** Level in dBFS from which a frame counts as speech; the noise of a quiet room is below. */
export const SPEECH = -55
/** dB per second by which the level of a member falls between their frames, to bridge pauses between words. */
const DECAY = 30
/** Every seventh sample is measured: with an even stride, a tone could be sampled at its zero crossings only. */
const LEVEL_STRIDE = 7
/**
 * ms of sound that a member may be ahead of real time, and ms for which they count as hasty after more. While the server is
 * overloaded it reads them so slowly that they no longer seem to be, so it remembers them for long.
 */
const BURST = 1_000
const HASTE = 30_000

/** The parts of a mixer that its inputs use. */
export interface InputOwner<Member> {
  readonly format: VoiceFormat
  /** Counters of the jitter buffers, shared by all inputs. */
  readonly waiting: JitterBufferStats
  /** Called for each distinct message that is built. */
  encoded(): void
  /** Called when a member is not mixed any more although they still send. */
  dropped(input: MixerInput<Member>): void
}

/** The mixer's state of one member: jitter buffer, decoder, level, gains and, if needed, their own mix. */
export class MixerInput<Member> implements Talker {
  readonly member: Member
  /** The mixer. */
  readonly room: InputOwner<Member>
  readonly address: string | null
  /** Frames for which the member still hears `own` and not the shared mix. */
  ownFor = 0
  /** Linear gain of other members for this member alone, where it is not 1. */
  readonly gains = new Map<Member, number>()
  heard = false
  heardSince = 0
  auditioned = false
  auditionedAt = -Infinity
  spokeAt = -Infinity
  hastyUntil = -Infinity
  /** Whether the mixer waits for this member's frames. */
  active = false
  /** Whether `frame` is part of the current mix. */
  sounding = false
  heardAt = 0
  /** The level in dBFS at `#leveledAt` ms. */
  #level = SILENCE
  #leveledAt = 0
  readonly #format: VoiceFormat
  readonly #pacer: RealTimePacer
  // Created on first use: most members of a large room never talk.
  #buffer: JitterBuffer | null = null
  #frame: Int16Array | null = null
  #own: EncodedMix | null = null
  #decoder: StreamDecoder | null = null

  /** @param address what limits count as the member's address; null: the own machine */
  constructor(member: Member, room: InputOwner<Member>, address: string | null) {
    this.member = member
    this.room = room
    this.address = address
    this.#format = room.format
    this.#pacer = new RealTimePacer(BURST, room.format.frameMs)
  }

  /** Frames that wait to be mixed. */
  get buffer(): JitterBuffer {
    this.#buffer ??= new JitterBuffer(this.#format, { delay: 0, capacity: CAPACITY }, this.room.waiting)
    return this.#buffer
  }

  /** The frame pulled for the current mix. */
  get frame(): Int16Array {
    this.#frame ??= new Int16Array(frameLength(this.#format))
    return this.#frame
  }

  /** The mix for this member alone: without their voice, or with their own volumes. */
  get own(): EncodedMix {
    this.#own ??= new EncodedMix(this.#format, this.room.encoded)
    return this.#own
  }

  /** Notes that a frame arrived at `now` (ms). */
  arrived(now: number): void {
    this.heardAt = now
    if (this.#pacer.allows(now)) this.#pacer.spend(now)
    else this.hastyUntil = now + HASTE
  }

  /**
   * Decodes a frame of voice into the jitter buffer; the payload is copied.
   * @returns false when it could not be decoded; a frame of silence is queued instead, to keep the timing
   */
  push(payload: Uint8Array, codec: CodecName): boolean {
    const pcm = this.#decode(payload, codec)
    this.buffer.push(pcm ?? new Uint8Array(frameBytes(this.#format)))
    return pcm !== null
  }

  /** Measures a frame that is not mixed, if it is this member's turn. */
  audition(payload: Uint8Array, codec: CodecName, now: number): void {
    if (!this.auditioned) return
    this.auditioned = false
    const pcm = this.#decode(payload, codec)
    if (!pcm) return
    // The payload may lie at an odd address, where no array of samples can.
    new Uint8Array(this.frame.buffer).set(pcm)
    this.measure(now)
  }

  /** Takes the level of `frame`. @returns it, in dBFS */
  measure(now: number): number {
    const dbfs = rmsLevel(this.frame, LEVEL_STRIDE)
    this.#level = Math.max(dbfs, this.levelAt(now))
    this.#leveledAt = now
    if (dbfs >= SPEECH) this.spokeAt = now
    return dbfs
  }

  levelAt(now: number): number {
    return Math.max(SILENCE, this.#level - ((now - this.#leveledAt) / 1_000) * DECAY)
  }

  dropped(): void {
    this.room.dropped(this)
  }

  /** Frees the decoder of a member who left. */
  close(): void {
    this.#decoder?.close()
  }

  #decode(payload: Uint8Array, codec: CodecName): Uint8Array | null {
    this.#decoder ??= new StreamDecoder(this.#format)
    return this.#decoder.toPcm(payload, codec)
  }
}
