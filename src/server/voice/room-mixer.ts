import { type CodecName, PCM } from '../../audio/codec.ts'
import { gainFactor } from '../../audio/level.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Listener, VoiceFormat } from './encoded-mix.ts'
import { MixMinus } from './mix-minus.ts'
import { CAPACITY, type InputOwner, MixerInput } from './mixer-input.ts'
import { RealTimePacer } from './real-time-pacer.ts'
import { RoomMixerStats } from './room-mixer-stats.ts'
import { TalkerSelection } from './talker-selection.ts'

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

/** What a mixer reports. */
export interface RoomMixerEvents<Member> {
  /** The level in dBFS of a frame that was mixed and sent. */
  level(member: Member, dbfs: number): void
  /** The frames of all talkers who are mixed; overwritten after this returns. */
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
 * several talkers run at the pace of the slowest, and the sound of the others is shortened where that is inaudible. If more
 * talk than are to be mixed, a `TalkerSelection` says who is.
 */
export class RoomMixer<Member extends Listener> {
  readonly #clock: Clock
  readonly #format: VoiceFormat
  readonly #events: RoomMixerEvents<Member>
  readonly #selection: TalkerSelection
  readonly #owner: InputOwner<Member>
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

  /**
   * @param stats may be shared by several rooms, to count them together
   * @param selection may be shared by several rooms, to bound them together; default: everyone is mixed
   */
  constructor(
    format: VoiceFormat,
    clock: Clock,
    events: RoomMixerEvents<Member>,
    stats: RoomMixerStats = new RoomMixerStats(),
    selection = new TalkerSelection(clock, { roomTalkers: Infinity, addressTalkers: Infinity }),
  ) {
    this.stats = stats
    this.#selection = selection
    this.#format = format
    this.#clock = clock
    this.#events = events
    const encoded = () => {
      stats.encodes++
    }
    this.#owner = { format, waiting: stats.waiting, encoded, dropped: (input) => this.#drop(input) }
    this.#roomMix = new MixMinus<Member>(format, encoded)
    this.#pace = new RealTimePacer(CAPACITY, format.frameMs)
  }

  /**
   * Adds a member, who hears the room from now on.
   * @param address what limits count as their address; null: the own machine
   */
  join(member: Member, address: string | null = null): void {
    this.#inputs.set(member, new MixerInput<Member>(member, this.#owner, address))
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

  /** Number of members who talk and are mixed, or did up to 60 ms ago. */
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
   * @returns false when it is not mixed, because too many talk
   */
  push(member: Member, payload: Uint8Array, codec: CodecName = PCM.name): boolean {
    const input = this.#inputs.get(member)
    if (!input) return true
    const now = this.#clock.now()
    input.arrived(now)
    if (!input.active) this.#selection.enter(input)
    if (!input.heard) {
      input.audition(payload, codec, now)
      return false
    }
    const wasReady = input.buffer.ready
    if (!input.push(payload, codec)) this.stats.corrupt++
    if (!input.active) {
      input.active = true
      this.#active.push(input)
      this.#fading.delete(input)
    } else if (!wasReady) {
      this.#waiting--
    }
    this.#advance()
    return true
  }

  /** Cancels the timer and frees the decoders. */
  close(): void {
    this.#stopTimer()
    for (const input of this.#inputs.values()) {
      this.#selection.leave(input)
      input.close()
    }
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
      if (!input.buffer.ready && now - input.heardAt >= ABSENT) this.#fade(input)
    }
    if (this.#waiting > 0 && this.#waiting < this.#active.length && now >= this.#deadline) this.#mix()
    this.#advance()
  }

  /** Mixes on without a member who still sends. */
  #drop(input: MixerInput<Member>): void {
    if (!input.active) return
    this.#fade(input, true)
    this.#advance()
  }

  /** Waits no longer for a talker, whose last frame fades out. @param sends whether they still send */
  #fade(input: MixerInput<Member>, sends = false): void {
    this.#deactivate(input, sends)
    this.#fading.add(input)
  }

  #deactivate(input: MixerInput<Member>, sends = false): void {
    if (!sends) this.#selection.leave(input)
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
    for (const input of [...this.#sounding]) this.#events.level(input.member, input.measure(now))
  }

  #pull(input: MixerInput<Member>): void {
    input.sounding = input.buffer.pull(input.frame)
    if (input.sounding) this.#sounding.push(input)
  }
}
