import { frameLength } from '../../audio/format.ts'
import { type Adjustment, Mixer } from '../../audio/mixer.ts'
import { EncodedMix, type VoiceFormat } from './encoded-mix.ts'
import type { Listener, MixerInput } from './mixer-input.ts'

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
export class MixMinus<Member extends Listener> {
  /** Frames that Opus remembers. */
  readonly #memory: number
  readonly #mixer: Mixer
  readonly #shared: EncodedMix
  /** The last shared mixes, from the oldest on; kept while somebody hears Opus. */
  #history: Int16Array[] = []
  readonly #frames: Int16Array[] = []

  /** @param encoded is called for each distinct message that is built. */
  constructor(format: VoiceFormat, encoded: () => void) {
    this.#memory = Math.ceil(MEMORY / format.frameMs)
    this.#mixer = new Mixer(frameLength(format))
    this.#shared = new EncodedMix(format, encoded)
  }

  /** Mixes the frames of those who sound and sends each listener theirs. */
  send(inputs: ReadonlyMap<Member, MixerInput<Member>>, sounding: readonly MixerInput<Member>[]): void {
    this.#frames.length = 0
    for (const { frame } of sounding) this.#frames.push(frame)
    this.#mixer.sum(this.#frames)
    this.#mixer.shared(this.#shared.limiter, this.#shared.frame)
    this.#shared.renew()
    let anyOpus = false
    for (const input of inputs.values()) {
      const { opus, hears } = input.member
      anyOpus ||= opus
      if (!hears) continue
      const stream = this.#streamFor(input, inputs, sounding.length)
      if (stream) input.member.media.sendRealtime(stream.message(opus), stream.payloadBytes(opus))
    }
    if (anyOpus) this.#remember()
  }

  /** The stream that the member hears, with its frame in it; null where that would be empty. */
  #streamFor(
    input: MixerInput<Member>,
    inputs: ReadonlyMap<Member, MixerInput<Member>>,
    voices: number,
  ): EncodedMix | null {
    const adjustments = input.gains.size === 0 ? NONE : adjustmentsOf(input, inputs)
    const others = input.sounding ? voices - 1 : voices
    if (others === 0 || others === adjustments.filter(({ factor }) => factor === 0).length) return null
    const different = input.sounding || adjustments.length > 0
    // Both encoders must have forgotten what only one of them said before the listener may change between them.
    if (different) {
      if (input.ownFor === 0 && input.member.opus) input.own.takeUp(this.#history)
      input.ownFor = input.member.opus ? 1 + this.#memory : 1
    }
    if (input.ownFor === 0) return this.#shared
    input.ownFor--
    input.own.renew()
    if (different) this.#mixOwn(input, adjustments)
    else input.own.frame.set(this.#shared.frame)
    return input.own
  }

  #mixOwn({ own, sounding, frame }: MixerInput<Member>, adjustments: readonly Adjustment[]): void {
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
  { gains }: MixerInput<Member>,
  inputs: ReadonlyMap<Member, MixerInput<Member>>,
): Adjustment[] {
  const adjustments: Adjustment[] = []
  for (const [member, factor] of gains) {
    const source = inputs.get(member)
    if (source?.sounding) adjustments.push({ frame: source.frame, factor })
  }
  return adjustments
}
