import { PEAK_MARGIN, truePeaks } from '../../../src/studio/analysis/true-peak.ts'
import { type Operation, SEAM_MS } from '../../../src/studio/edit/operations.ts'

/** Tracks as plain arrays, by name. */
export type Voices = ReadonlyMap<string, readonly number[]>

/** A reference implementation of the operations on plain arrays: slow, but easy to verify. */
export function applyPlainly(voices: Voices, operation: Operation, rate: number): Voices {
  const given = operation as { from?: number; to?: number; at?: number; crossfade_ms?: number }
  const n = (seconds: number) => Math.round(seconds * rate)
  const seam = Math.round(((given.crossfade_ms ?? SEAM_MS) * rate) / 1000)
  const chosen = operation.tracks ?? [...voices.keys()]
  if (operation.name === 'mix_down') {
    const length = Math.max(...chosen.map((name) => voices.get(name)!.length))
    const order = [...voices.keys()].filter((name) => chosen.includes(name))
    const mix = Array.from({ length }, (_, i) => order.reduce((sum, name) => sum + (voices.get(name)![i] ?? 0), 0))
    return new Map(
      [...voices].flatMap(([name, voice]): [string, readonly number[]][] => {
        if (name === order[0]) return [[operation.into, mix]]
        return order.includes(name) ? [] : [[name, voice]]
      }),
    )
  }
  if (operation.name === 'move' && operation.to_track !== undefined) {
    const [name] = chosen as [string]
    const v = voices.get(name)!
    const [from, to] = [n(operation.from), Math.min(n(operation.to), v.length)]
    const edge = Math.min(seam, Math.floor((to - from) / 2))
    const moved = v.slice(from, to).map((s, i, all) => faded(s, i, all.length, edge))
    const at = n(operation.at)
    const target = voices.get(operation.to_track)!
    const joined = Array.from({ length: Math.max(target.length, at + moved.length) }, (_, i) => {
      return (target[i] ?? 0) + (moved[i - at] ?? 0)
    })
    const left = applyPlainly(new Map([[name, v]]), { ...operation, name: 'silence', tracks: [name] }, rate)
    return new Map([...voices, ...left, [operation.to_track, joined]])
  }
  const change = (v: readonly number[], name: string): readonly number[] => {
    const from = n(given.from ?? given.at ?? 0)
    if (from > v.length) return operation.name === 'trim' ? [] : v
    const to = Math.min(given.to === undefined ? v.length : n(given.to), v.length)
    const edge = Math.min(seam, Math.floor((to - from) / 2))
    switch (operation.name) {
      case 'cut': {
        const x = Math.min(seam, to - from, v.length - to)
        return [...v.slice(0, from), ...v.slice(to).map((s, i) => (i < x ? blend(v[from + i]!, s, i, x) : s))]
      }
      case 'trim':
        return v.slice(from, to).map((s, i, all) => faded(s, i, all.length, edge))
      case 'silence':
        return inside(v, from, to, (s, i) => {
          if (i < edge) return s * curve(1, 0, i, edge)
          return i >= to - from - edge ? s * curve(0, 1, i - (to - from - edge), edge) : 0
        })
      case 'insert_silence': {
        const added = n(operation.length)
        const x = Math.min(seam, Math.floor(added / 2))
        const y = Math.min(x, from)
        const silence = Array.from({ length: added }, (_, i) => {
          if (i < x) return (v[from + i] ?? 0) * curve(1, 0, i, x)
          return i >= added - y ? v[from - (added - i)]! * curve(0, 1, i - (added - y), y) : 0
        })
        return [...v.slice(0, from), ...silence, ...v.slice(from)]
      }
      case 'move': {
        const at = Math.min(n(operation.at), v.length)
        const moved = v.slice(from, to)
        const parts =
          at <= from
            ? [v.slice(0, at), moved, v.slice(at, from), v.slice(to)]
            : [v.slice(0, from), v.slice(to, at), moved, v.slice(at)]
        const full = parts.filter((part) => part.length > 0)
        return full.flatMap((part, k) => {
          const x = Math.min(seam, Math.floor(part.length / 2))
          const begun = k === 0 ? part : part.map((s, i) => (i < x ? s * curve(0, 1, i, x) : s))
          if (k === full.length - 1) return begun
          return begun.map((s, i, { length }) => (i >= length - x ? s * curve(1, 0, i - (length - x), x) : s))
        })
      }
      case 'fade_in':
        return inside(v, from, to, (s, i) => s * ((i + 1) / (to - from + 1)))
      case 'fade_out':
        return inside(v, from, to, (s, i) => s * (1 - (i + 1) / (to - from + 1)))
      case 'gain':
      case 'normalise': {
        const factor = 10 ** ((operation.name === 'gain' ? operation.db : operation.gains![name]!) / 20)
        const x = from === 0 && to === v.length ? 0 : edge
        if (operation.name === 'normalise' && operation.limit) {
          const loud = limitPlainly(
            v.map((s) => s * factor),
            32_768 * 10 ** (-1 / 20),
            Math.round(rate / 100),
          )
          return inside(v, from, to, (s, i) => {
            const part = fadedIn(i, x) * fadedIn(to - from - 1 - i, x)
            return s * (1 - part) + loud[from + i]! * part
          })
        }
        return inside(v, from, to, (s, i) => {
          if (i < x) return s * curve(1, factor, i, x)
          return i >= to - from - x ? s * curve(factor, 1, i - (to - from - x), x) : s * factor
        })
      }
      case 'remove_silence':
        return operation.spans!.reduceRight<readonly number[]>((left, [a, b]) => {
          const cut = { name: 'cut', from: a, to: b, crossfade_ms: given.crossfade_ms ?? SEAM_MS } as const
          return applyPlainly(new Map([['v', left]]), cut, rate).get('v')!
        }, v)
      default:
        return v
    }
  }
  return new Map([...voices].map(([name, v]) => [name, chosen.includes(name) ? change(v, name) : v]))
}

/** Applies to each sample the triangle-weighted mean of the minimum gains that the true peaks need within `reach` samples around it. */
function limitPlainly(v: readonly number[], ceiling: number, reach: number): number[] {
  const around = [...new Array(2 * PEAK_MARGIN).fill(0), ...v, ...new Array(2 * PEAK_MARGIN).fill(0)]
  const peaks = truePeaks(Float64Array.from(around), 0)
  const needed = (i: number) => Math.min(1, Math.floor((2 ** 20 * ceiling) / (peaks[i + PEAK_MARGIN] ?? 0)) / 2 ** 20)
  const least = (i: number) => Math.min(...Array.from({ length: 2 * reach + 1 }, (_, k) => needed(i - reach + k)))
  const leasts = Array.from({ length: v.length + 2 * reach }, (_, i) => least(i - reach))
  return v.map((s, i) => {
    let gain = 0
    for (let k = -reach; k <= reach; k++) gain += (reach + 1 - Math.abs(k)) * leasts[i + k + reach]!
    return (s * ((gain * 2 ** 20) / (reach + 1) ** 2)) / 2 ** 20
  })
}

/** Progress of a fade that starts at sample 0. */
function fadedIn(i: number, x: number): number {
  return i >= x ? 1 : share(i, x)
}

function inside(v: readonly number[], from: number, to: number, change: (s: number, i: number) => number) {
  return v.map((s, i) => (i >= from && i < to ? change(s, i - from) : s))
}

function share(i: number, x: number): number {
  return 0.5 - 0.5 * Math.cos(Math.PI * ((i + 1) / (x + 1)))
}

function curve(a: number, b: number, i: number, x: number): number {
  return a + (b - a) * share(i, x)
}

function blend(tail: number, head: number, i: number, x: number): number {
  return tail * (1 - share(i, x)) + head * share(i, x)
}

function faded(s: number, i: number, length: number, x: number): number {
  if (i < x) return s * curve(0, 1, i, x)
  return i >= length - x ? s * curve(1, 0, i - (length - x), x) : s
}

/** The sum of all tracks, rounded and clipped to 16 bits. */
export function mixPlainly(voices: Voices): Int16Array {
  const length = Math.max(0, ...[...voices.values()].map((voice) => voice.length))
  return Int16Array.from({ length }, (_, i) => {
    let sum = 0
    for (const voice of voices.values()) sum += voice[i] ?? 0
    return Math.max(-32_768, Math.min(32_767, Math.round(sum)))
  })
}
