import { frameLength } from '../../audio/format.ts'
import { type Adjustment, Mixer } from '../../audio/mixer.ts'
import { EncodedMix, type Listener, type VoiceFormat } from './encoded-mix.ts'
import type { MixerInput } from './mixer-input.ts'

const NONE: readonly Adjustment[] = []

/**
 * Mixes one slot (frame time) for every member of a room: silent members share one mix, a talker hears it minus their
 * own voice, and a member who changed someone's volume has their own mix.
 */
export class MixMinus<Member extends Listener> {
  readonly #frameMs: number
  readonly #mixer: Mixer
  readonly #shared: EncodedMix
  /** The last shared mixes, oldest first: as many as the codecs in use remember (`memoryMs`). */
  #history: Int16Array[] = []
  readonly #frames: Int16Array[] = []

  /** @param encoded called for each distinct message that is built */
  constructor(format: VoiceFormat, encoded: () => void) {
    this.#frameMs = format.frameMs
    this.#mixer = new Mixer(frameLength(format))
    this.#shared = new EncodedMix(format, encoded)
  }

  /** Mixes the frames of `sounding` and sends each listener their mix. */
  send(inputs: ReadonlyMap<Member, MixerInput<Member>>, sounding: readonly MixerInput<Member>[]): void {
    this.#frames.length = 0
    for (const { frame } of sounding) this.#frames.push(frame)
    this.#mixer.sum(this.#frames)
    this.#mixer.shared(this.#shared.limiter, this.#shared.frame)
    this.#shared.renew()
    let memoryMs = 0
    for (const input of inputs.values()) {
      const { codec, hears } = input.member
      if (codec.memoryMs > memoryMs) memoryMs = codec.memoryMs
      if (hears) this.#mixFor(input, inputs, sounding.length)?.sendTo(input.member)
    }
    if (memoryMs > 0) this.#remember(Math.ceil(memoryMs / this.#frameMs))
  }

  /** The mix the member hears, its frame filled in; null when there is nothing to hear. */
  #mixFor(
    input: MixerInput<Member>,
    inputs: ReadonlyMap<Member, MixerInput<Member>>,
    voices: number,
  ): EncodedMix | null {
    const adjustments = input.gains.size === 0 ? NONE : adjustmentsOf(input, inputs)
    const others = input.sounding ? voices - 1 : voices
    if (others === 0 || others === adjustments.filter(({ factor }) => factor === 0).length) return null
    const different = input.sounding || adjustments.length > 0
    // A listener may switch back only when both encoders have forgotten what only one of them encoded.
    if (different) {
      const { codec } = input.member
      // For this many frames the listener stays on their own stream after it has become equal to the shared one.
      const memory = Math.ceil(codec.memoryMs / this.#frameMs)
      if (input.ownFor === 0 && memory > 0) input.own.takeUp(codec, this.#history)
      input.ownFor = 1 + memory
    }
    if (input.ownFor === 0) return this.#shared
    input.ownFor--
    input.own.renew()
    if (different) this.#mixOwn(input, adjustments)
    else input.own.frame.set(this.#shared.frame)
    return input.own
  }

  #mixOwn({ own, sounding, frame }: MixerInput<Member>, adjustments: readonly Adjustment[]): void {
    if (adjustments.length > 0) this.#mixer.adjusted(sounding ? frame : null, adjustments, own.limiter, own.frame)
    else this.#mixer.without(frame, own.limiter, own.frame)
  }

  /** Keeps the shared mix for encoders that take over. @param frames that are kept at least */
  #remember(frames: number): void {
    const oldest = this.#history.length < frames ? new Int16Array(this.#shared.frame.length) : this.#history.shift()!
    oldest.set(this.#shared.frame)
    this.#history.push(oldest)
  }
}

/** Frames of the talkers whose volume the member changed. */
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
