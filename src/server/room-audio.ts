import { BYTES_PER_SAMPLE, FRAME_MS, frameBytes, frameLength } from '../audio/format.ts'
import { JitterBuffer } from '../audio/jitter-buffer.ts'
import { gainFactor, rmsLevel } from '../audio/level.ts'
import { Limiter } from '../audio/limiter.ts'
import { type Adjustment, Mixer } from '../audio/mixer.ts'
import type { Cancel, Clock } from '../clock.ts'
import { Envelope } from '../protocol/encoder.ts'
import { Pace } from './pace.ts'

/** ms by which a frame may be late before the others are mixed without it. */
const GRACE = 15
/**
 * How much slower than real time the room may run for a talker whose clock is slow: more than the 2 % that one
 * may be off, and no more, or a client that sends too little would slow down everybody.
 */
const SLOWEST = 1.03
/** ms without a mix after which the schedule starts afresh. */
const IDLE = 100
/** ms without a frame after which nobody waits for a talker any more. */
const ABSENT = 60
/** ms of a talker's sound that may wait; a burst of 200 ms fits well. */
const CAPACITY = 320
/** dB at or below which a volume is off. */
const OFF = -60
/** Looks at every eighth sample to tell whether somebody talks. */
const LEVEL_STRIDE = 8

/** Whom a room's sound goes to. */
export interface Listener {
  /** Whether voice is wanted at all. */
  readonly deafened: boolean
  /** Sends a voice message: header and payload in one buffer, which is shared and must not be changed. */
  hear(message: Buffer, payloadBytes: number): void
}

export interface RoomAudioEvents<Member> {
  /** The level of a frame that was mixed, in dBFS. */
  level(member: Member, dbfs: number): void
}

export interface RoomAudioStats {
  /** Mixes made: slots of 20 ms in which somebody talked. */
  mixes: number
  /** Distinct messages built, at most one a talker and one for all who are silent. */
  encodes: number
}

/** A member's place in the mix. */
class Seat<Member extends Listener> {
  readonly member: Member
  readonly buffer: JitterBuffer
  readonly frame: Int16Array
  readonly limiter = new Limiter()
  /** How loud others are for this member alone, where not 0 dB. */
  readonly gains = new Map<Member, number>()
  active = false
  /** Whether `frame` is part of the mix being made. */
  sounding = false
  heardAt = 0

  constructor(member: Member, rate: number) {
    this.member = member
    this.buffer = new JitterBuffer({ rate, delay: 0, capacity: CAPACITY })
    this.frame = new Int16Array(frameLength(rate))
  }
}

/**
 * The sound of one room. Frames wait in a jitter buffer a talker; as soon as the last talker's frame is there
 * the room is mixed, and at the latest when one is 15 ms overdue. A lone talker's frame therefore passes at
 * once, and several run at the pace of the slowest, the others being shortened where it is not heard.
 */
export class RoomAudio<Member extends Listener> {
  readonly #clock: Clock
  readonly #rate: number
  readonly #events: RoomAudioEvents<Member>
  readonly #mixer: Mixer
  readonly #envelope: Envelope
  readonly #sharedLimiter = new Limiter()
  readonly #scratch: Int16Array
  readonly #scratchBytes: Uint8Array
  readonly #seats = new Map<Member, Seat<Member>>()
  /** Those whose frame a mix waits for. */
  readonly #active: Seat<Member>[] = []
  readonly #frames: Int16Array[] = []
  /** How many of the active have no frame ready. */
  #waiting = 0
  readonly #pace: Pace
  #mixedAt = -IDLE
  /** When the next slot is mixed with what is there. */
  #deadline = 0
  #cancelTimer: Cancel | null = null
  #timerAt = Infinity
  readonly stats: RoomAudioStats = { mixes: 0, encodes: 0 }

  constructor(rate: number, clock: Clock, events: RoomAudioEvents<Member>) {
    this.#rate = rate
    this.#clock = clock
    this.#events = events
    this.#mixer = new Mixer(frameLength(rate))
    this.#envelope = new Envelope({ label: 'voice' }, frameBytes(rate))
    this.#scratch = new Int16Array(frameLength(rate))
    this.#scratchBytes = new Uint8Array(this.#scratch.buffer, 0, frameLength(rate) * BYTES_PER_SAMPLE)
    this.#pace = new Pace(CAPACITY)
  }

  join(member: Member): void {
    this.#seats.set(member, new Seat<Member>(member, this.#rate))
  }

  leave(member: Member): void {
    const seat = this.#seats.get(member)
    if (!seat) return
    this.#seats.delete(member)
    for (const other of this.#seats.values()) other.gains.delete(member)
    this.#deactivate(seat)
    this.#advance()
  }

  /** Drops what waits of a member who was muted. */
  silence(member: Member): void {
    const seat = this.#seats.get(member)
    if (!seat) return
    seat.buffer.clear()
    this.#deactivate(seat)
    this.#advance()
  }

  /** Sets how loud `source` is for `listener` alone, in dB; 0 is as everybody hears it, -60 is off. */
  setVolume(listener: Member, source: Member, gainDb: number): void {
    const gains = this.#seats.get(listener)?.gains
    if (gainDb === 0) gains?.delete(source)
    else gains?.set(source, gainDb <= OFF ? 0 : gainFactor(gainDb))
  }

  /** Takes a frame of a member's voice: 16-bit little-endian PCM of exactly 20 ms, which is copied. */
  push(member: Member, pcm: Uint8Array): void {
    const seat = this.#seats.get(member)
    if (!seat) return
    const wasReady = seat.buffer.ready
    seat.buffer.push(pcm)
    seat.heardAt = this.#clock.now()
    if (!seat.active) {
      seat.active = true
      this.#active.push(seat)
    } else if (!wasReady) {
      this.#waiting--
    }
    this.#advance()
  }

  /** Ends the timer. */
  close(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#timerAt = Infinity
  }

  /** Mixes as often as all frames are there, then sees to it that nobody waits for ever. */
  #advance(): void {
    while (this.#active.length > 0 && this.#waiting === 0 && this.#pace.allows(this.#clock.now())) this.#mix()
    if (this.#active.length > 0) this.#setTimer()
  }

  #setTimer(): void {
    const now = this.#clock.now()
    const at = this.#nextDue(now)
    // A timer that fires too early is set again then: cheaper than a new one for every frame.
    if (this.#timerAt <= at) return
    this.close()
    this.#timerAt = at
    this.#cancelTimer = this.#clock.after(at - now, () => this.#due())
  }

  /** When the slot must be mixed with what is there, or a talker who has gone silent be given up. */
  #nextDue(now: number): number {
    if (this.#waiting === 0) return now + this.#pace.untilAllowed(now)
    let due = this.#waiting < this.#active.length ? this.#deadline : Infinity
    for (const seat of this.#active) {
      if (!seat.buffer.ready) due = Math.min(due, seat.heardAt + ABSENT)
    }
    return due
  }

  #due(): void {
    this.close()
    const now = this.#clock.now()
    for (const seat of [...this.#active]) {
      if (!seat.buffer.ready && now - seat.heardAt >= ABSENT) this.#deactivate(seat)
    }
    if (this.#waiting > 0 && this.#waiting < this.#active.length && now >= this.#deadline) this.#mix()
    this.#advance()
  }

  #deactivate(seat: Seat<Member>): void {
    if (!seat.active) return
    seat.active = false
    if (!seat.buffer.ready) this.#waiting--
    this.#active.splice(this.#active.indexOf(seat), 1)
  }

  #mix(): void {
    const now = this.#clock.now()
    const latest = now + FRAME_MS + GRACE
    const idle = now - this.#mixedAt >= IDLE
    this.#deadline = idle ? latest : Math.min(latest, this.#deadline + FRAME_MS * SLOWEST)
    this.#mixedAt = now
    this.#pace.spend(now)
    this.stats.mixes++
    this.#frames.length = 0
    this.#waiting = 0
    for (const seat of this.#active) {
      seat.sounding = seat.buffer.pull(seat.frame)
      if (!seat.buffer.ready) this.#waiting++
      if (!seat.sounding) continue
      this.#frames.push(seat.frame)
      this.#events.level(seat.member, rmsLevel(seat.frame, LEVEL_STRIDE))
    }
    if (this.#frames.length > 0) this.#send()
    for (const seat of this.#active) seat.sounding = false
  }

  #send(): void {
    this.#mixer.sum(this.#frames)
    let shared: Buffer | null = null
    for (const seat of this.#seats.values()) {
      if (seat.member.deafened) continue
      let message: Buffer | null
      if (seat.gains.size > 0) message = this.#adjusted(seat)
      else if (seat.sounding) message = this.#without(seat)
      else message = shared ??= this.#shared()
      if (message) seat.member.hear(message, this.#envelope.payloadBytes)
    }
  }

  #shared(): Buffer {
    this.#mixer.shared(this.#sharedLimiter, this.#scratch)
    return this.#seal()
  }

  /** The mix without the member's own voice, null where that leaves nothing. */
  #without(seat: Seat<Member>): Buffer | null {
    if (this.#frames.length === 1) return null
    this.#mixer.without(seat.frame, seat.limiter, this.#scratch)
    return this.#seal()
  }

  /** The mix of a member who turned somebody's volume, null where nobody is left to hear. */
  #adjusted(seat: Seat<Member>): Buffer | null {
    const adjustments: Adjustment[] = []
    let heard = 0
    for (const source of this.#active) {
      if (!source.sounding || source === seat) continue
      const factor = seat.gains.get(source.member) ?? 1
      if (factor !== 0) heard++
      if (factor !== 1) adjustments.push({ frame: source.frame, factor })
    }
    if (heard === 0) return null
    this.#mixer.adjusted(seat.sounding ? seat.frame : null, adjustments, seat.limiter, this.#scratch)
    return this.#seal()
  }

  #seal(): Buffer {
    this.stats.encodes++
    return this.#envelope.seal(this.#scratchBytes)
  }
}
