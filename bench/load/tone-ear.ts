import type { AudioFormat } from '../../src/audio/format.ts'
import { OpusDecoder } from '../../src/audio/opus.ts'
import { type Ear, LATE_MS, neverHeard, OWN_VOICE, type Spoken } from './ear.ts'
import { isHigh, tonesIn } from './tones.ts'

/** A tone at this part of its loudness is there. */
const AUDIBLE = 0.4
/** Frames with the own tone that are no accident of the codec. */
const OFTEN = 5

/** What was heard of one talker so far. */
interface Voice {
  /** The proportion of the higher tone in the last frame; undefined before the first. */
  share: number | undefined
  /** The frame in which the last mark that was heard was sent. */
  marked: number
  marks: number
  frames: number
}

/** Hears Opus: listens for each talker's changes of pitch, and measures how long they took, codec included. */
export class ToneEar implements Ear {
  readonly #own: number
  readonly #talkers: readonly Spoken[]
  readonly #latencies: number[]
  readonly #voices: Voice[]
  readonly #format: AudioFormat
  readonly #decoder: OpusDecoder
  #undecoded = 0
  late = 0

  /** As SignatureEar. */
  constructor(format: AudioFormat, own: number, talkers: readonly Spoken[], latencies: number[]) {
    this.#format = format
    this.#decoder = new OpusDecoder(format)
    this.#own = own
    this.#talkers = talkers
    this.#latencies = latencies
    this.#voices = talkers.map(() => ({ share: undefined, marked: -1, marks: 0, frames: 0 }))
  }

  hear(payload: Buffer, at: number): void {
    const frame = this.#decoder.decode(payload)
    if (!frame) {
      this.#undecoded++
      return
    }
    for (const [t, voice] of this.#voices.entries()) {
      const { low, high } = tonesIn(frame, this.#format, t)
      if (low + high < AUDIBLE) continue
      voice.frames++
      this.#follow(t, voice, high / (low + high), at)
    }
  }

  /** Notes a change of pitch, which the tones' shares place within the frame or the one before. */
  #follow(talker: number, voice: Voice, share: number, at: number): void {
    const before = voice.share ?? share
    voice.share = share
    if (share > 0.5 === before > 0.5 || talker === this.#own) return
    const [now, then] = share > 0.5 ? [share, before] : [1 - share, 1 - before]
    this.#mark(talker, share > 0.5, at + this.#format.frameMs * (1 - now - then))
  }

  #mark(talker: number, high: boolean, at: number): void {
    const [spoken, voice] = [this.#talkers[talker]!, this.#voices[talker]!]
    const sent = this.#marks(talker, spoken).filter((sequence) => spoken.sentAt(sequence)! <= at)
    const sequence = sent.findLast((mark) => isHigh(this.#format, talker, mark) === high)
    if (sequence === undefined || sequence <= voice.marked) return
    voice.marked = sequence
    voice.marks++
    const latency = at - spoken.sentAt(sequence)!
    this.#latencies.push(latency)
    if (latency > LATE_MS) this.late++
  }

  get expected(): number {
    return this.#talkers.reduce((sum, spoken, t) => sum + (t === this.#own ? 0 : this.#marks(t, spoken).length), 0)
  }

  get heard(): number {
    return this.#voices.reduce((sum, { marks }) => sum + marks, 0)
  }

  wrongs(): string[] {
    const wrongs: string[] = []
    if ((this.#voices[this.#own]?.frames ?? 0) > OFTEN) wrongs.push(OWN_VOICE)
    const missed = this.#voices.filter(({ marks }, t) => t !== this.#own && marks === 0).length
    if (missed > 0) wrongs.push(neverHeard(missed, this.#talkers.length))
    if (this.#undecoded > 0) wrongs.push('a payload was no Opus frame of the right length')
    return wrongs
  }

  /** The measured frames at which `talker` changes pitch. */
  #marks(talker: number, { from, to }: Spoken): number[] {
    const marks: number[] = []
    const isHighAt = (sequence: number) => isHigh(this.#format, talker, sequence)
    for (let sequence = Math.max(1, from); sequence < to; sequence++) {
      if (isHighAt(sequence) !== isHighAt(sequence - 1)) marks.push(sequence)
    }
    return marks
  }
}
