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

export interface RoomMixerEvents<Member> {
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
export class RoomMixer<Member extends Listener> {
  readonly #clock: Clock
  readonly #format: VoiceFormat
  readonly #events: RoomMixerEvents<Member>
  readonly #roomMix: MixMinus<Member>
  readonly #inputs = new Map<Member, MixerInput<Member>>()
  /** Those whose frame a mix waits for. */
  readonly #active: MixerInput<Member>[] = []
  /** Those who were given up, while what hides their gap still sounds. */
  readonly #fading = new Set<MixerInput<Member>>()
  /** Those whose frame is part of the mix being made. */
  readonly #sounding: MixerInput<Member>[] = []
  /** How many of the active have no frame ready. */
  #waiting = 0
  readonly #pace: RealTimePacer
  /** When the next slot is mixed with what is there. */
  #deadline = -Infinity
  #cancelTimer: Cancel | null = null
  #timerAt = Infinity
  readonly stats: RoomMixerStats

  /** @param stats may be shared by several rooms, which are counted together then. */
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

  join(member: Member): void {
    this.#inputs.set(
      member,
      new MixerInput<Member>(member, this.#format, this.#countEncode, this.stats.waiting),
    )
  }

  leave(member: Member): void {
    const input = this.#inputs.get(member)
    if (!input) return
    this.#inputs.delete(member)
    for (const other of this.#inputs.values()) other.gains.delete(member)
    this.#deactivate(input)
    this.#fading.delete(input)
    this.#advance()
  }

  /** Drops what waits of a member who was muted. */
  silence(member: Member): void {
    const input = this.#inputs.get(member)
    if (!input) return
    this.#deactivate(input)
    this.#fading.delete(input)
    input.buffer.clear()
    this.#advance()
  }

  /** How many talk, or did a moment ago. */
  get talkers(): number {
    return this.#active.length
  }

  /** Sets how loud `source` is for `listener` alone, in dB; 0 is as everybody hears it, -60 is off. */
  setVolume(listener: Member, source: Member, gainDb: number): void {
    const gains = this.#inputs.get(listener)?.gains
    if (gainDb === 0) gains?.delete(source)
    else gains?.set(source, gainDb <= OFF ? 0 : gainFactor(gainDb))
  }

  /**
   * Takes a frame of a member's voice, which is copied. One of PCM has exactly the bytes of a frame; what another
   * codec cannot decode is counted and heard as silence.
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
    for (const input of this.#active) {
      if (!input.buffer.ready) due = Math.min(due, input.heardAt + ABSENT)
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

  /** Where nobody talks any more there is no mix to fade out in. */
  #endFades(): void {
    for (const input of this.#fading) input.buffer.clear()
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
    // The last thing, for whoever is told may throw somebody out.
    for (const { member, frame } of [...this.#sounding])
      this.#events.level(member, rmsLevel(frame, LEVEL_STRIDE))
  }

  #pull(input: MixerInput<Member>): void {
    input.sounding = input.buffer.pull(input.frame)
    if (input.sounding) this.#sounding.push(input)
  }
}
