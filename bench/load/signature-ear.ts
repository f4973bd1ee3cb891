import type { AudioFormat } from '../../src/audio/format.ts'
import { type Ear, LATE_MS, neverHeard, OWN_VOICE, type Spoken } from './ear.ts'
import { SECTIONS, SignatureReader } from './signature.ts'

/**
 * Share of unreadable signatures above which a mix is no sum of what was sent. Some are no fault: two talkers
 * may lie on each other once the server shortened one of them.
 */
const MOSTLY = 0.6

/** Hears PCM: reads the signatures in each mixed frame, and holds the server to mix-minus by them. */
export class SignatureEar implements Ear {
  readonly #own: number
  readonly #talkers: readonly Spoken[]
  readonly #latencies: number[]
  readonly #reader: SignatureReader
  readonly #last: number[]
  readonly #heard: number[]
  #now = 0
  #read = 0
  #strange = 0
  #ownVoice = 0
  #ownLast = -1
  late = 0

  /** `own` is the member's own number among the room's talkers, -1 for a listener; latencies in ms are added to `latencies`. */
  constructor(format: AudioFormat, own: number, talkers: readonly Spoken[], latencies: number[]) {
    this.#reader = new SignatureReader(format, (talker, sequence, section) =>
      this.#recognise(talker, sequence, section),
    )
    this.#own = own
    this.#talkers = talkers
    this.#latencies = latencies
    this.#last = talkers.map(() => -1)
    this.#heard = talkers.map(() => 0)
  }

  /** The payload must lie at an even offset of its memory. */
  hear(payload: Buffer, at: number): void {
    const before = this.#read
    this.#now = at
    const strange = this.#reader.read(new Int16Array(payload.buffer, payload.byteOffset, payload.length / 2))
    if (this.#read > before) this.#strange += strange
  }

  #recognise(talker: number, sequence: number, section: number): void {
    const sentAt = this.#talkers[talker]?.sentAt(sequence)
    if (sentAt === undefined) return
    this.#read++
    if (talker === this.#own) {
      // Two signatures that lie on each other may look like a third, but not twice like the same.
      if (sequence === this.#ownLast) this.#ownVoice++
      this.#ownLast = sequence
      return
    }
    const latency = this.#now - sentAt
    // One section of a frame stands for it, another each time: a frame may be spread over two of the mix.
    if (section === sequence % SECTIONS) this.#latencies.push(latency)
    if (sequence <= this.#last[talker]!) return
    this.#last[talker] = sequence
    this.#heard[talker]!++
    if (latency > LATE_MS) this.late++
  }

  get expected(): number {
    return this.#talkers.reduce((sum, { from, to }, t) => sum + (t === this.#own ? 0 : to - from), 0)
  }

  get heard(): number {
    return this.#heard.reduce((sum, heard) => sum + heard, 0)
  }

  wrongs(): string[] {
    const wrongs: string[] = []
    if (this.#ownVoice > 0) wrongs.push(OWN_VOICE)
    const missed = this.#heard.filter((heard, t) => t !== this.#own && heard === 0).length
    if (missed > 0) wrongs.push(neverHeard(missed, this.#talkers.length))
    const unread = this.#strange > MOSTLY * (this.#strange + this.#read)
    if (unread) wrongs.push('a mix was not the sum of what was sent')
    return wrongs
  }
}
