import { type CodecName, PCM } from '../../audio/codec.ts'
import { gainFactor, rmsLevel } from '../../audio/level.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Listener, VoiceFormat } from './encoded-mix.ts'
import { MixMinus } from './mix-minus.ts'
import { CAPACITY, MixerInput } from './mixer-input.ts'
import { RealTimePacer } from './real-time-pacer.ts'
import { RoomMixerStats } from './room-mixer-stats.ts'

/** ms by which a frame may be late before the others are mixed without it. */
const GRACE = 15
/**
 * Longest time per slot, relative to real time, while waiting for a talker with a slow clock. More than the 2 % by
 * which a clock may be off, but no more: otherwise a client that sends too little would slow down everyone.
 */
const SLOWEST = 1.03
/** ms without a frame after which the mixer stops waiting for a talker. */
const ABSENT = 60
/** Gain in dB at or below which a talker is not heard at all. */
const OFF = -60
/** Every seventh sample is measured: with an even stride, a tone could be sampled at its zero crossings only. */
const LEVEL_STRIDE = 7

/** What a mixer reports. */
export interface RoomMixerEvents<Member> {
  /** The level in dBFS of a frame that was mixed and sent. */
  level(member: Member, dbfs: number): void
  /** The frames of all talkers, before they are mixed; overwritten after this returns. */
  voices?(voices: readonly Voice<Member>[]): void
}

/** A frame of one talker. */
export interface Voice<Member> {
  readonly member: Member
  readonly frame: Int16Array
}

/**
 * Mixes the voice of one room. Frames wait in one jitter buffer per talker. The room is mixed as soon as every talker's
 * frame has arrived, and at the latest when one is 15 ms overdue. The frame of a lone talker therefore passes at once;
 * several talkers run at the pace of the slowest, and the sound of the others is shortened where that is inaudible.
 */
export class RoomMixer<Member extends Listener> {
  readonly #clock: Clock
  readonly #format: VoiceFormat
  readonly #events: RoomMixerEvents<Member>
  readonly #roomMix: MixMinus<Member>
  readonly #inputs = new Map<Member, MixerInput<Member>>()
  /** Talkers whose frames the next mix waits for. */
  readonly #active: MixerInput<Member>[] = []
  /** Talkers no longer waited for, while the fade that conceals their gap still sounds. */
  readonly #fading = new Set<MixerInput<Member>>()
  /** Talkers whose frame is part of the current mix. */
  readonly #sounding: MixerInput<Member>[] = []
  /** How many of the active have no frame ready. */
  #waiting = 0
  readonly #pace: RealTimePacer
  /** When the next slot is mixed with the frames that have arrived (ms). */
  #deadline = -Infinity
  #cancelTimer: Cancel | null = null
  #timerAt = Infinity
  readonly stats: RoomMixerStats

  /** @param stats may be shared by several rooms, to count them together */
  constructor(
    format: VoiceFormat,
    clock: Clock,
    events: RoomMixerEvents<Member>,
    stats: RoomMixerStats = new RoomMixerStats(),
  ) {
    this.stats = stats
    this.#format = format
    this.#clock = clock
    this.#events = events
    this.#roomMix = new MixMinus<Member>(format, this.#countEncode)
    this.#pace = new RealTimePacer(CAPACITY, format.frameMs)
  }

  /** Adds a member, who hears the room from now on. */
  join(member: Member): void {
    this.#inputs.set(
      member,
      new MixerInput<Member>(member, this.#format, this.#countEncode, this.stats.waiting),
    )
  }

  /** Removes a member and every volume set for them. */
  leave(member: Member): void {
    const input = this.#inputs.get(member)
    if (!input) return
    this.#inputs.delete(member)
    for (const other of this.#inputs.values()) other.gains.delete(member)
    this.#deactivate(input)
    this.#fading.delete(input)
    input.close()
    this.#advance()
  }

  /** Drops the waiting frames of a member who was muted. */
  silence(member: Member): void {
    const input = this.#inputs.get(member)
    if (!input) return
    this.#deactivate(input)
    this.#fading.delete(input)
    input.buffer.clear()
    this.#advance()
  }

  /** Number of members who talk, or did up to 60 ms ago. */
  get talkers(): number {
    return this.#active.length
  }

  /** Sets the gain of `source` for `listener` alone, in dB: 0 is unchanged, -60 or less is off. */
  setVolume(listener: Member, source: Member, gainDb: number): void {
    const gains = this.#inputs.get(listener)?.gains
    if (gainDb === 0) gains?.delete(source)
    else gains?.set(source, gainDb <= OFF ? 0 : gainFactor(gainDb))
  }

  /**
   * Takes a frame of a member's voice and copies it.
   * @param payload exactly one frame in `codec`. A payload that cannot be decoded is counted in `stats.corrupt` and
   * replaced by silence.
   */
  push(member: Member, payload: Uint8Array, codec: CodecName = PCM.name): void {
    const input = this.#inputs.get(member)
    if (!input) return
    const wasReady = input.buffer.ready
    if (!input.push(payload, codec)) this.stats.corrupt++
    input.heardAt = this.#clock.now()
    if (!input.active) {
      input.active = true
      this.#active.push(input)
      this.#fading.delete(input)
    } else if (!wasReady) {
      this.#waiting--
    }
    this.#advance()
  }

  readonly #countEncode = (): void => {
    this.stats.encodes++
  }

  /** Cancels the timer and frees the decoders. */
  close(): void {
    this.#stopTimer()
    for (const input of this.#inputs.values()) input.close()
  }

  #stopTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#timerAt = Infinity
  }

  /** Mixes as long as every talker has a frame ready, then sets the timer for the next overdue frame. */
  #advance(): void {
    while (this.#active.length > 0 && this.#waiting === 0 && this.#pace.allows(this.#clock.now())) this.#mix()
    if (this.#active.length > 0) this.#setTimer()
    else this.#endFades()
  }

  #setTimer(): void {
    const now = this.#clock.now()
    const at = this.#nextDue(now)
    // A timer that fires too early is set again: cheaper than a new timer for every frame.
    if (this.#timerAt <= at) return
    this.#stopTimer()
    this.#timerAt = at
    this.#cancelTimer = this.#clock.after(at - now, () => this.#due())
  }

  /** When the slot must be mixed with the frames that have arrived, or a silent talker is no longer waited for (ms). */
  #nextDue(now: number): number {
    if (this.#waiting === 0) return now + this.#pace.untilAllowed(now)
    let due = this.#waiting < this.#active.length ? this.#deadline : Infinity
    for (const input of this.#active) {
      if (!input.buffer.ready) due = Math.min(due, input.heardAt + ABSENT)
    }
    return due
  }

  #due(): void {
    const now = this.#clock.now()
    const late = now - this.#timerAt
    this.stats.lateness.record(late)
    this.#stopTimer()
    if (late > GRACE) {
      // The process was stalled, and frames that arrived in the meantime are still unread: read them first.
      this.#timerAt = now + 1
      this.#cancelTimer = this.#clock.after(1, () => this.#due())
      return
    }
    for (const input of [...this.#active]) {
      if (!input.buffer.ready && now - input.heardAt >= ABSENT) {
        this.#deactivate(input)
        this.#fading.add(input)
      }
    }
    if (this.#waiting > 0 && this.#waiting < this.#active.length && now >= this.#deadline) this.#mix()
    this.#advance()
  }

  #deactivate(input: MixerInput<Member>): void {
    if (!input.active) return
    input.active = false
    if (!input.buffer.ready) this.#waiting--
    this.#active.splice(this.#active.indexOf(input), 1)
  }

  /** Without a talker there is no mix to fade out in. */
  #endFades(): void {
    for (const input of this.#fading) input.buffer.clear()
    this.#fading.clear()
  }

  #mix(): void {
    const now = this.#clock.now()
    const { frameMs } = this.#format
    const latest = now + frameMs + GRACE
    const missed = now > this.#deadline + GRACE // no talker had a frame: restart the schedule
    this.#deadline = missed ? latest : Math.min(latest, this.#deadline + frameMs * SLOWEST)
    this.#pace.spend(now)
    this.stats.mixes++
    for (const input of this.#sounding.splice(0)) input.sounding = false
    this.#waiting = 0
    for (const input of this.#active) {
      this.#pull(input)
      if (!input.buffer.ready) this.#waiting++
    }
    for (const input of this.#fading) {
      this.#pull(input)
      if (!input.sounding) this.#fading.delete(input)
    }
    if (this.#sounding.length > 0) {
      this.#events.voices?.(this.#sounding)
      this.#roomMix.send(this.#inputs, this.#sounding)
    }
    this.stats.mixing.record(this.#clock.now() - now)
    // Last, because a handler may remove a member.
    for (const { member, frame } of [...this.#sounding])
      this.#events.level(member, rmsLevel(frame, LEVEL_STRIDE))
  }

  #pull(input: MixerInput<Member>): void {
    input.sounding = input.buffer.pull(input.frame)
    if (input.sounding) this.#sounding.push(input)
  }
}
