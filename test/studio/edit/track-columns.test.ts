import { expect, test } from 'vitest'
import { ArraySource } from '../../../src/audio/sound/sample-source.ts'
import { apply } from '../../../src/studio/edit/apply.ts'
import type { Operation } from '../../../src/studio/edit/operations.ts'
import { Renderer } from '../../../src/studio/edit/render.ts'
import { lengthOf, originalTimeline, piece } from '../../../src/studio/edit/timeline.ts'
import { findClips, trackColumns } from '../../../src/studio/edit/track-columns.ts'
import { CLIPS, MAY_CLIP } from '../../../src/studio/peaks/columns.ts'
import { Peaks } from '../../../src/studio/peaks/peaks.ts'
import { hiss } from '../../helpers/speech.ts'

const RATE = 1000
const LENGTH = 400_000
const sound = hiss(LENGTH, 0.8).map((sample, i) => Math.round(sample * Math.abs(Math.sin(i / 50_000))))

async function edited(operations: readonly Operation[]) {
  const source = new ArraySource(sound, RATE)
  const original = originalTimeline(RATE, [{ track: 'ann', file: 'a', length: LENGTH }])
  const [track] = operations.reduce(apply, original).tracks
  const renderer = new Renderer(RATE, new Map([['a', source]]))
  const rendered = new Float64Array(lengthOf(track!.segments))
  await renderer.read(track!.segments, 0, rendered)
  return {
    segments: track!.segments,
    rendered,
    sources: { peaks: new Map([['a', await Peaks.measure(source)]]), renderer },
  }
}

const edits: readonly Operation[] = [
  { name: 'cut', from: 50.123, to: 90 },
  { name: 'silence', from: 100.7, to: 130.1 },
  { name: 'move', from: 200, to: 230, at: 20 },
  { name: 'gain', db: -12, from: 250, to: 300 },
  { name: 'split', at: 60 },
  { name: 'mix_down', tracks: ['ann'], into: 'all' },
]

test('the columns of an edited track match its audio, within a bucket at their edges', async () => {
  const { segments, rendered, sources } = await edited(edits)
  const count = 60
  const columns = await trackColumns(segments, sources, 0, rendered.length, count)
  for (let i = 0; i < count; i++) {
    const start = Math.floor((rendered.length * i) / count)
    const end = Math.floor((rendered.length * (i + 1)) / count)
    const part = rendered.subarray(start, end)
    // A column may include a bucket of 256 samples on each side.
    const around = rendered.subarray(Math.max(0, start - 256), end + 256)
    expect(columns.max[i]! + 1).toBeGreaterThanOrEqual(part.reduce((a, b) => Math.max(a, b), -32_768) * 0.99)
    expect(columns.max[i]! - 1).toBeLessThanOrEqual(around.reduce((a, b) => Math.max(a, b), -32_768) * 1.02 + 40)
    const rms = Math.sqrt(part.reduce((sum, s) => sum + s * s, 0) / part.length)
    expect(Math.abs(columns.rms[i]! - rms)).toBeLessThan(0.05 * rms + 40)
  }
})

test('columns of few samples are exact', async () => {
  const { segments, rendered, sources } = await edited(edits)
  const from = 60_100
  const columns = await trackColumns(segments, sources, from, from + 1000, 500)
  expect([...columns.max]).toEqual(
    Array.from({ length: 500 }, (_, i) => Math.round(Math.max(rendered[from + 2 * i]!, rendered[from + 2 * i + 1]!))),
  )
})

test('columns after the end are silent', async () => {
  const { segments, rendered, sources } = await edited([])
  const columns = await trackColumns(segments, sources, rendered.length, rendered.length + 100_000, 10)
  expect([...columns.max, ...columns.min]).toEqual(new Array(20).fill(0))
})

test('a sum of loud tracks is marked as clipping only where their rendered sum clips', async () => {
  const voice = (from: number) =>
    Int16Array.from({ length: 100_000 }, (_, i) => (i >= from && i < from + 900 ? 20_000 : 0))
  // In the first half they take turns within a column, in the second they talk at once.
  const [ann, bob] = [voice(10_000), voice(11_500)]
  for (const one of [ann, bob]) one.fill(20_000, 72_000, 72_300)
  const files = new Map([ann, bob].map((samples, i) => [String(i), new ArraySource(samples, RATE)]))
  const original = originalTimeline(
    RATE,
    [...files.keys()].map((file) => ({ track: file, file, length: 100_000 })),
  )
  const peaks = new Map<string, Peaks>()
  for (const [file, source] of files) peaks.set(file, await Peaks.measure(source))
  const sources = { peaks, renderer: new Renderer(RATE, files) }
  const mix = [piece(100_000, { kind: 'sum', tracks: original.tracks }, 0)]
  const columns = await trackColumns(mix, sources, 0, 100_000, 10)
  expect([...columns.clips!]).toEqual([0, MAY_CLIP, 0, 0, 0, 0, 0, MAY_CLIP, 0, 0])
  expect(await findClips(mix, sources, [0, 100_000], columns, () => false)).toBe(false)
  expect(columns.clips![1]).toBe(MAY_CLIP)
  expect(await findClips(mix, sources, [0, 100_000], columns, () => true)).toBe(true)
  expect([...columns.clips!]).toEqual([0, 0, 0, 0, 0, 0, 0, CLIPS, 0, 0])
})
