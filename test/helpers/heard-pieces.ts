import { rmsLevel } from '../../src/audio/level.ts'

/** Both sounds are compared at 8 kHz, which `babble` and voice fit into. */
const RATE = 8_000
const PER_MS = RATE / 1000
/** ms of what was heard that are looked for at once, and how far the delay is looked for on either side. */
const PIECE = 20
const NEAR = 120
/** Samples of the pieces by which the delay is found at first: 40 ms, for played faster or slower longer ones blur. */
const ANCHOR = 320
/** How many such pieces vote. */
const ANCHORS = 9
/** Softer than this the talker is silent; dBFS. */
const SILENT = -45
/** A piece is what was said where it is as like it as this; what hides a gap is played backwards and is not. */
const LIKE = 0.8

/** What became of 20 ms that were heard. */
export interface Piece {
  /** When it was heard, in ms from the start of what was heard. */
  at: number
  /** ms by which it was heard later in its file than it was said in its own; null where nobody said this. */
  delay: number | null
  /** Whether the talker was talking there, so that a null is an audible gap. */
  talking: boolean
}

/**
 * Finds again in what was said, piece by piece, what was heard. Only changes of the delay mean anything, for nobody
 * knows when each file began.
 *
 * @param rate of both, a multiple of 8 kHz.
 * @param span the first and last ms of what was said to be judged.
 * @param latest ms by which a piece may be heard later than the first ones.
 */
export function heardPieces(
  said: Int16Array,
  heard: Int16Array,
  { rate, span: [from, to], latest }: { rate: number; span: readonly [number, number]; latest: number },
): Piece[] {
  const source = decimate(said, rate / RATE)
  const sound = decimate(heard, rate / RATE)
  const length = PIECE * PER_MS
  const first = firstDelay(source, sound, from * PER_MS)
  const pieces: Piece[] = []
  let delay = first
  for (let at = 0; at + length <= sound.length; at += length) {
    const place = at - delay
    if (place < from * PER_MS) continue
    if (place + length > to * PER_MS) break
    const piece = sound.subarray(at, at + length)
    // A change of the delay is no gap: what is near must be talk as well.
    const talking = [-length, 0, length].every((off) => isTalk(source.subarray(place + off, place + off + length)))
    const near: Range = [place - NEAR * PER_MS, place + NEAR * PER_MS]
    const anywhere: Range = [at - first - latest * PER_MS, at - first + NEAR * PER_MS]
    const found = isTalk(piece) ? (find(piece, source, near) ?? find(piece, source, anywhere)) : null
    if (found !== null) delay = at - found
    pieces.push({ at: at / PER_MS, delay: found === null ? null : delay / PER_MS, talking })
  }
  return pieces
}

/** The part of the talk, 0..1, at whose place something else was heard, or nothing. */
export function gapShare(pieces: readonly Piece[]): number {
  const talk = pieces.filter(({ talking }) => talking)
  return talk.filter(({ delay }) => delay === null).length / talk.length
}

/** The middle one of the pieces' delays, ms; NaN where none was heard. */
export function delayOf(pieces: readonly Piece[]): number {
  const delays = pieces.flatMap(({ delay }) => (delay === null ? [] : [delay]))
  return delays.sort((a, b) => a - b)[delays.length >> 1] ?? Number.NaN
}

type Range = readonly [number, number]

/** The delay of most of the first longer pieces of what was said that are heard. */
function firstDelay(source: Int16Array, sound: Int16Array, from: number): number {
  const delays: number[] = []
  for (let at = from; at + ANCHOR <= source.length && delays.length < ANCHORS; at += ANCHOR) {
    const piece = source.subarray(at, at + ANCHOR)
    const found = isTalk(piece) ? find(piece, sound, [0, sound.length]) : null
    if (found !== null) delays.push(found - at)
  }
  if (delays.length < ANCHORS) throw new Error('Hardly anything of what was said was heard')
  return delays.sort((a, b) => a - b)[ANCHORS >> 1]!
}

/** Where in `whole` `piece` is, within `range`; null where nothing there is like it. */
function find(piece: Int16Array, whole: Int16Array, [from, to]: Range): number | null {
  const energy = product(piece, piece, 0)
  let best: number | null = null
  let highest = LIKE
  let there = 0
  for (let at = Math.max(0, from); at <= Math.min(to, whole.length - piece.length); at++) {
    // The energy is carried along from place to place.
    if (there === 0) there = product(whole.subarray(at, at + piece.length), whole, at)
    else there += whole[at + piece.length - 1]! ** 2 - whole[at - 1]! ** 2
    const likeness = product(piece, whole, at) / Math.sqrt(energy * Math.max(1, there))
    if (likeness <= highest) continue
    highest = likeness
    best = at
  }
  return best
}

function product(piece: Int16Array, whole: Int16Array, at: number): number {
  let sum = 0
  for (let i = 0; i < piece.length; i++) sum += piece[i]! * whole[at + i]!
  return sum
}

function isTalk(samples: Int16Array): boolean {
  return rmsLevel(samples) > SILENT
}

function decimate(samples: Int16Array, by: number): Int16Array {
  const coarse = new Int16Array(Math.floor(samples.length / by))
  for (let i = 0; i < coarse.length; i++) {
    let sum = 0
    for (let j = 0; j < by; j++) sum += samples[i * by + j]!
    coarse[i] = Math.round(sum / by)
  }
  return coarse
}
