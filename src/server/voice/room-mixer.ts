import { gainFactor, rmsLevel } from '../../audio/level.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Codec } from '../../protocol/shapes.ts'
import type { VoiceFormat } from './encoded-mix.ts'
import { RoomMix } from './mix-minus.ts'
import { CAPACITY, type Listener, Seat } from './mixer-input.ts'
import { Pace } from './real-time-pacer.ts'
import { RoomAudioStats } from './room-mixer-stats.ts'

/** ms by which a frame may be late before the others are mixed without it. */
const GRACE = 15
/**
 * How much slower than real time the room may run for a talker whose clock is slow: more than the 2 % that one
 * may be off, and no more, or a client that sends too little would slow down everybody.
 */
const SLOWEST = 1.03
/** ms without a frame after which nobody waits for a talker any more. */
const ABSENT = 60
/** dB at or below which a volume is off. */
const OFF = -60
/** Looks at every seventh sample to tell whether somebody talks: of an even stride, a tone may show its zeros only. */
const LEVEL_STRIDE = 7

export interface RoomAudioEvents<Member> {
  /** The level of a frame that was mixed and sent, in dBFS. */
  level(member: Member, dbfs: number): void
  /** The frames of all who talk, before they are mixed. They are written over once this returns. */
  voices?(voices: readonly Voice<Member>[]): void
}

/** A frame of somebody who talks. */
export interface Voice<Member> {
  readonly member: Member
  readonly frame: Int16Array
}

/**
 * The sound of one room. Frames wait in a jitter buffer a talker; as soon as the last talker's frame is there
 * the room is mixed, and at the latest when one is 15 ms overdue. A lone talker's frame therefore passes at
 * once, and several run at the pace of the slowest, the others being shortened where it is not heard.
 */
export class RoomAudio<Member extends Listener> {
  readonly #clock: Clock
  readonly #format: VoiceFormat
  readonly #events: RoomAudioEvents<Member>
  readonly #roomMix: RoomMix<Member>
  readonly #seats = new Map<Member, Seat<Member>>()
  /** Those whose frame a mix waits for. */
  readonly #active: Seat<Member>[] = []
  /** Those who were given up, while what hides their gap still sounds. */
  readonly #fading = new Set<Seat<Member>>()
  /** Those whose frame is part of the mix being made. */
  readonly #sounding: Seat<Member>[] = []
  /** How many of the active have no frame ready. */
  #waiting = 0
  readonly #pace: Pace
  /** When the next slot is mixed with what is there. */
  #deadline = -Infinity
  #cancelTimer: Cancel | null = null
  #timerAt = Infinity
  readonly stats: RoomAudioStats

  /** @param stats may be shared by several rooms, which are counted together then. */
  constructor(
    format: VoiceFormat,
    clock: Clock,
    events: RoomAudioEvents<Member>,
    stats: RoomAudioStats = new RoomAudioStats(),
  ) {
    this.stats = stats
    this.#format = format
    this.#clock = clock
    this.#events = events
    this.#roomMix = new RoomMix<Member>(format, this.#countEncode)
    this.#pace = new Pace(CAPACITY, format.frameMs)
  }

  join(member: Member): void {
    this.#seats.set(member, new Seat<Member>(member, this.#format, this.#countEncode, this.stats.waiting))
  }

  leave(member: Member): void {
    const seat = this.#seats.get(member)
    if (!seat) return
    this.#seats.delete(member)
    for (const other of this.#seats.values()) other.gains.delete(member)
    this.#deactivate(seat)
    this.#fading.delete(seat)
    this.#advance()
  }

  /** Drops what waits of a member who was muted. */
  silence(member: Member): void {
    const seat = this.#seats.get(member)
    if (!seat) return
    this.#deactivate(seat)
    this.#fading.delete(seat)
    seat.buffer.clear()
    this.#advance()
  }

  /** How many talk, or did a moment ago. */
  get talkers(): number {
    return this.#active.length
  }

  /** Sets how loud `source` is for `listener` alone, in dB; 0 is as everybody hears it, -60 is off. */
  setVolume(listener: Member, source: Member, gainDb: number): void {
    const gains = this.#seats.get(listener)?.gains
    if (gainDb === 0) gains?.delete(source)
    else gains?.set(source, gainDb <= OFF ? 0 : gainFactor(gainDb))
  }

  /**
   * Takes a frame of a member's voice, which is copied: 16-bit little-endian PCM of exactly a frame, or Opus, of which
   * what cannot be decoded is counted and heard as silence.
   */
  push(member: Member, payload: Uint8Array, codec: Codec = 'pcm'): void {
    const seat = this.#seats.get(member)
    if (!seat) return
    const wasReady = seat.buffer.ready
    if (codec === 'pcm') seat.buffer.push(payload)
    else if (!seat.pushOpus(payload)) this.stats.corrupt++
    seat.heardAt = this.#clock.now()
    if (!seat.active) {
      seat.active = true
      this.#active.push(seat)
      this.#fading.delete(seat)
    } else if (!wasReady) {
      this.#waiting--
    }
    this.#advance()
  }

  readonly #countEncode = (): void => {
    this.stats.encodes++
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
    else this.#endFades()
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
    const now = this.#clock.now()
    const late = now - this.#timerAt
    this.stats.lateness.record(late)
    this.close()
    if (late > GRACE) {
      // The server was held up, and what came meanwhile waits to be read: nobody is given up before that.
      this.#timerAt = now + 1
      this.#cancelTimer = this.#clock.after(1, () => this.#due())
      return
    }
    for (const seat of [...this.#active]) {
      if (!seat.buffer.ready && now - seat.heardAt >= ABSENT) {
        this.#deactivate(seat)
        this.#fading.add(seat)
      }
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

  /** Where nobody talks any more there is no mix to fade out in. */
  #endFades(): void {
    for (const seat of this.#fading) seat.buffer.clear()
    this.#fading.clear()
  }

  #mix(): void {
    const now = this.#clock.now()
    const { frameMs } = this.#format
    const latest = now + frameMs + GRACE
    const missed = now > this.#deadline + GRACE // nobody had a frame: the schedule starts afresh
    this.#deadline = missed ? latest : Math.min(latest, this.#deadline + frameMs * SLOWEST)
    this.#pace.spend(now)
    this.stats.mixes++
    for (const seat of this.#sounding.splice(0)) seat.sounding = false
    this.#waiting = 0
    for (const seat of this.#active) {
      this.#pull(seat)
      if (!seat.buffer.ready) this.#waiting++
    }
    for (const seat of this.#fading) {
      this.#pull(seat)
      if (!seat.sounding) this.#fading.delete(seat)
    }
    if (this.#sounding.length > 0) {
      this.#events.voices?.(this.#sounding)
      this.#roomMix.send(this.#seats, this.#sounding)
    }
    this.stats.mixing.record(this.#clock.now() - now)
    // The last thing, for whoever is told may throw somebody out.
    for (const { member, frame } of [...this.#sounding])
      this.#events.level(member, rmsLevel(frame, LEVEL_STRIDE))
  }

  #pull(seat: Seat<Member>): void {
    seat.sounding = seat.buffer.pull(seat.frame)
    if (seat.sounding) this.#sounding.push(seat)
  }
}
