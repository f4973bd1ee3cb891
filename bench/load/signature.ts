import { type AudioFormat, frameLength } from '../../src/audio/format.ts'

/*
 * A talker of the load generator sends silence but for its signature, of three samples: who it is, and the
 * frame's sequence number. The sum of many talkers still holds each signature as it was written, so that the
 * mix alone tells whose voice is in it, and how old it is.
 *
 * A server may shorten a talker's sound to bring its delay down. From then on that talker's frames lie across
 * those of the mix, and may lie on another's signature. So each frame is signed six times, once in each of its
 * sections: in the first at a place of the talker's own, where talkers who were not shifted never meet, in the
 * others at places drawn for each frame, so that two who were shifted do not meet for long.
 */

/** Talkers that one room can tell apart. */
export const MAX_TALKERS = 20
/** Times that a frame is signed. */
export const SECTIONS = 6

/**
 * 4096 + 128 x talker + 16 x section + 4 bits of the check; then the sequence number in two digits of base 512,
 * each followed by 3 bits of the check. The first is louder than the others, and four of them fit 16 bits.
 */
const SIGNATURE_SAMPLES = 3
const BASE = 4096
const DIGIT_BITS = 9

/**
 * Makes the 16-bit little-endian samples from byte `at` on the frame `sequence` (below 2^18) of `talker`. A frame has
 * 480 samples at least, so that three find room in a place.
 */
export function writeSignatures(
  bytes: Buffer,
  at: number,
  format: AudioFormat,
  talker: number,
  sequence: number,
): void {
  const length = frameLength(format)
  const sectionSamples = length / SECTIONS
  bytes.fill(0, at, at + 2 * length)
  for (let section = 0; section < SECTIONS; section++) {
    const lot = draw(talker, section, sequence)
    const place =
      section === 0 ? talker * (sectionSamples / MAX_TALKERS) : (lot >>> 10) % (sectionSamples - SIGNATURE_SAMPLES)
    const first = at + 2 * (section * sectionSamples + place)
    bytes.writeInt16LE(BASE + (talker << 7) + (section << 4) + (lot & 15), first)
    bytes.writeInt16LE(((sequence >> DIGIT_BITS) << 3) + ((lot >> 4) & 7), first + 2)
    bytes.writeInt16LE(((sequence & ((1 << DIGIT_BITS) - 1)) << 3) + ((lot >> 7) & 7), first + 4)
  }
}

/** Called with a signature that was found. */
export type OnSignature = (talker: number, sequence: number, section: number) => void

/** Finds the signatures in a mix, wherever they were shifted to, also across the border of two frames. */
export class SignatureReader {
  readonly #onSignature: OnSignature
  /** The last samples of the frame before, then the frame. */
  readonly #samples: Int16Array

  constructor(format: AudioFormat, onSignature: OnSignature) {
    this.#samples = new Int16Array(SIGNATURE_SAMPLES - 1 + frameLength(format))
    this.#onSignature = onSignature
  }

  /** Reads the next frame of the mix; returns how many samples in it look like a signature's first and are none. */
  read(frame: Int16Array): number {
    const samples = this.#samples
    samples.copyWithin(0, frame.length)
    samples.set(frame, SIGNATURE_SAMPLES - 1)
    let strange = 0
    for (let i = 0; i < frame.length; i++) {
      const first = samples[i]! - BASE
      if (first >= 0 && !this.#take(first, samples[i + 1]!, samples[i + 2]!)) strange++
    }
    return strange
  }

  #take(first: number, second: number, third: number): boolean {
    if (second < 0 || second >= BASE || third < 0 || third >= BASE) return false
    const talker = first >> 7
    const section = (first >> 4) & 7
    const sequence = ((second >> 3) << DIGIT_BITS) + (third >> 3)
    const check = (first & 15) | ((second & 7) << 4) | ((third & 7) << 7)
    if (talker >= MAX_TALKERS || section >= SECTIONS) return false
    if (check !== (draw(talker, section, sequence) & 1023)) return false
    this.#onSignature(talker, sequence, section)
    return true
  }
}

/** 32 bits that look drawn by lot, the same for the same frame and section: its place, and a check of ten bits. */
function draw(talker: number, section: number, sequence: number): number {
  const seed = Math.imul(sequence * SECTIONS + section, 0x9e3779b1) ^ Math.imul(talker + 1, 0x85ebca6b)
  const mixed = Math.imul(seed ^ (seed >>> 15), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
