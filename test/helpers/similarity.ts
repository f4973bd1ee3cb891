/** Samples that are made one of for a rough search of a piece, and for a rougher one of the whole. */
const COARSE = 6
const COARSER = 24

/** Samples of a piece that is compared by itself, and by which it may be off where the whole fits best: at 48 kHz. */
const PIECE = 4_800
const DRIFT = 2_880

/**
 * How alike two sounds at 48 kHz are, 1 for the same sound at any loudness: the normalised correlation of pieces
 * of 100 ms, each weighted by its energy. A piece may be off by 60 ms against what is judged around it, for a playout
 * buffer shortens pauses and plays a little faster or slower to follow the network and the device. Where pieces are not
 * judged the buffer may have followed a disturbance, so the pieces after them are looked for again.
 *
 * @param part is looked for in `whole`, from its start on up to the end of `whole`.
 * @param counts whether the piece that begins at this sample of `part` is judged; default: all
 * @returns 1 where no piece with sound is judged
 */
export function similarity(
  part: Int16Array,
  whole: Int16Array,
  counts: (sample: number) => boolean = () => true,
): number {
  const coarseWhole = decimate(whole, COARSE)
  const coarserWhole = decimate(whole, COARSER)
  let alike = 0
  let weight = 0
  for (const [from, to] of runsOf(part.length, counts)) {
    const run = part.subarray(from, to)
    if (run.every((sample) => sample === 0)) continue
    const offset = bestOffset(decimate(run, COARSER), coarserWhole, 0, Infinity) * COARSER
    for (let at = 0; at < run.length; at += PIECE) {
      const piece = run.slice(at, at + PIECE)
      const rough = bestOffset(decimate(piece, COARSE), coarseWhole, ...around(offset + at, DRIFT, COARSE)) * COARSE
      const fine = bestOffset(piece, whole, ...around(rough, COARSE, 1))
      alike += correlation(piece, whole, fine) * energyOf(piece)
      weight += energyOf(piece)
    }
  }
  return weight === 0 ? 1 : alike / weight
}

/** The first sample and the end of each run of judged pieces. */
function runsOf(length: number, counts: (sample: number) => boolean): [number, number][] {
  const runs: [number, number][] = []
  for (let at = 0; at < length; at += PIECE) {
    if (!counts(at)) continue
    const last = runs.at(-1)
    const end = Math.min(at + PIECE, length)
    if (last?.[1] === at) last[1] = end
    else runs.push([at, end])
  }
  return runs
}

function around(middle: number, reach: number, step: number): [number, number] {
  return [Math.max(0, Math.floor((middle - reach) / step)), Math.ceil((middle + reach) / step)]
}

function bestOffset(part: Int16Array, whole: Int16Array, from: number, to: number): number {
  let best = from
  let highest = -Infinity
  for (let offset = from; offset <= Math.min(to, whole.length - 1); offset++) {
    const value = correlation(part, whole, offset)
    if (value > highest) {
      highest = value
      best = offset
    }
  }
  return best
}

function correlation(part: Int16Array, whole: Int16Array, offset: number): number {
  let product = 0
  let energy = 1
  const length = Math.min(part.length, whole.length - offset)
  for (let i = 0; i < length; i++) {
    const sample = whole[offset + i]!
    product += part[i]! * sample
    energy += sample * sample
  }
  return product / Math.sqrt(energy * energyOf(part))
}

const energies = new WeakMap<Int16Array, number>()

function energyOf(samples: Int16Array): number {
  let energy = energies.get(samples)
  if (energy === undefined) {
    energy = samples.reduce((sum, sample) => sum + sample * sample, 1)
    energies.set(samples, energy)
  }
  return energy
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
