import { frameLength } from '../../audio/format.ts'
import { type Adjustment, Mixer } from '../../audio/mixer.ts'
import { type VoiceFormat, VoiceStream } from './encoded-mix.ts'
import type { Listener, Seat } from './mixer-input.ts'

/**
 * ms that Opus remembers: so much of the shared mix is kept for an encoder that takes over, and so long a listener
 * stays on a stream of their own that has become the same as the shared one.
 */
const MEMORY = 100
const NONE: readonly Adjustment[] = []

/**
 * What each member of a room hears of one slot: all who are silent share one mix, a talker hears it without their
 * own voice, and one who turned somebody's volume has a mix of their own.
 */
export class RoomMix<Member extends Listener> {
  /** Frames that Opus remembers. */
  readonly #memory: number
  readonly #mixer: Mixer
  readonly #shared: VoiceStream
  /** The last shared mixes, from the oldest on; kept while somebody hears Opus. */
  #history: Int16Array[] = []
  readonly #frames: Int16Array[] = []

  /** @param encoded is called for each distinct message that is built. */
  constructor(format: VoiceFormat, encoded: () => void) {
    this.#memory = Math.ceil(MEMORY / format.frameMs)
    this.#mixer = new Mixer(frameLength(format))
    this.#shared = new VoiceStream(format, encoded)
  }

  /** Mixes the frames of those who sound and sends each listener theirs. */
  send(seats: ReadonlyMap<Member, Seat<Member>>, sounding: readonly Seat<Member>[]): void {
    this.#frames.length = 0
    for (const { frame } of sounding) this.#frames.push(frame)
    this.#mixer.sum(this.#frames)
    this.#mixer.shared(this.#shared.limiter, this.#shared.frame)
    this.#shared.renew()
    let anyOpus = false
    for (const seat of seats.values()) {
      const { opus, hears } = seat.member
      anyOpus ||= opus
      if (!hears) continue
      const stream = this.#streamFor(seat, seats, sounding.length)
      if (stream) seat.member.hear(stream.message(opus), stream.payloadBytes(opus))
    }
    if (anyOpus) this.#remember()
  }

  /** The stream that the member hears, with its frame in it; null where that would be empty. */
  #streamFor(
    seat: Seat<Member>,
    seats: ReadonlyMap<Member, Seat<Member>>,
    voices: number,
  ): VoiceStream | null {
    const adjustments = seat.gains.size === 0 ? NONE : adjustmentsOf(seat, seats)
    const others = seat.sounding ? voices - 1 : voices
    if (others === 0 || others === adjustments.filter(({ factor }) => factor === 0).length) return null
    const different = seat.sounding || adjustments.length > 0
    // Both encoders must have forgotten what only one of them said before the listener may change between them.
    if (different) {
      if (seat.ownFor === 0 && seat.member.opus) seat.own.takeUp(this.#history)
      seat.ownFor = seat.member.opus ? 1 + this.#memory : 1
    }
    if (seat.ownFor === 0) return this.#shared
    seat.ownFor--
    seat.own.renew()
    if (different) this.#mixOwn(seat, adjustments)
    else seat.own.frame.set(this.#shared.frame)
    return seat.own
  }

  #mixOwn({ own, sounding, frame }: Seat<Member>, adjustments: readonly Adjustment[]): void {
    if (adjustments.length > 0)
      this.#mixer.adjusted(sounding ? frame : null, adjustments, own.limiter, own.frame)
    else this.#mixer.without(frame, own.limiter, own.frame)
  }

  #remember(): void {
    const oldest =
      this.#history.length < this.#memory ? new Int16Array(this.#shared.frame.length) : this.#history.shift()!
    oldest.set(this.#shared.frame)
    this.#history.push(oldest)
  }
}

/** Those who sound and whom the member turned louder or softer. */
function adjustmentsOf<Member>(
  { gains }: Seat<Member>,
  seats: ReadonlyMap<Member, Seat<Member>>,
): Adjustment[] {
  const adjustments: Adjustment[] = []
  for (const [member, factor] of gains) {
    const source = seats.get(member)
    if (source?.sounding) adjustments.push({ frame: source.frame, factor })
  }
  return adjustments
}
