import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArraySource } from '../../../src/audio/sound/sample-source.ts'
import { apply } from '../../../src/studio/edit/apply.ts'
import { EditList } from '../../../src/studio/edit/edit-list.ts'
import type { Operation } from '../../../src/studio/edit/operations.ts'
import { Renderer, readMix, render } from '../../../src/studio/edit/render.ts'
import { lengthOf, originalTimeline, type Timeline } from '../../../src/studio/edit/timeline.ts'
import { hiss } from '../../helpers/speech.ts'
import { sine } from '../../helpers/tones.ts'
import { anyEdit, operationOf } from './any-edit.ts'
import { applyPlainly, mixPlainly, type Voices } from './reference.ts'

const RATE = 1000

function project(voices: Readonly<Record<string, Int16Array>>, rate = RATE) {
  const files = Object.entries(voices).map(([track, { length }]) => ({ track, file: `${track}.wav`, length }))
  const sources = new Map(
    Object.entries(voices).map(([track, voice]) => [`${track}.wav`, new ArraySource(voice, rate)]),
  )
  return { timeline: originalTimeline(rate, files), sources }
}

type Project = ReturnType<typeof project>

async function sounds(timeline: Timeline, { sources }: Pick<Project, 'sources'>, block?: number) {
  const blocks: number[] = []
  for await (const samples of render(timeline, sources, block)) blocks.push(...samples)
  return Int16Array.from(blocks)
}

describe('rendering after arbitrary edits', () => {
  const voices = { ann: hiss(900, 0.9), bob: sine(37, RATE, 700, 0.8), eve: sine(90, RATE, 1200, 0.5) }

  test('matches the reference implementation to the sample for any block length, and the original after undo', async () => {
    const original = project(voices)
    const untouched = mixPlainly(new Map(Object.entries(voices).map(([name, v]) => [name, [...v]])))
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEdit, { maxLength: 12 }),
        fc.integer({ min: 1, max: 400 }),
        async (wishes, block) => {
          const list = new EditList(original.timeline)
          let plain: Voices = new Map(Object.entries(voices).map(([name, v]) => [name, [...v]]))
          for (const wish of wishes) {
            const operation = operationOf(wish, list.timeline, RATE)
            if (!operation) continue
            list.add(operation)
            plain = applyPlainly(plain, operation, RATE)
          }
          const edited = await sounds(list.timeline, original, block)
          expect(sameSound(edited, mixPlainly(plain))).toBe(true)
          while (list.undo()) {}
          expect(sameSound(await sounds(list.timeline, original), untouched)).toBe(true)
          while (list.redo()) {}
          expect(sameSound(await sounds(list.timeline, original), edited)).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })
})

test('a cut in a sine makes no click above -60 dBFS with the default cross-fade', async () => {
  const rate = 48_000
  const hz = 440
  const before = project({ tone: sine(hz, rate, rate, 0.5) }, rate)
  // The worst case: cutting half a period makes the wave jump from crest to trough.
  const cut = (crossfade_ms?: number) =>
    apply(before.timeline, {
      name: 'cut',
      from: 0.4 + 1 / (4 * hz),
      to: 0.5 + 3 / (4 * hz),
      ...(crossfade_ms === undefined ? {} : { crossfade_ms }),
    })
  expect(clickLevel(await sounds(cut(0), before))).toBeGreaterThan(-40)
  expect(clickLevel(await sounds(cut(), before))).toBeLessThan(-60)
})

/** Much faster than one assertion per sample. */
function sameSound(a: Int16Array, b: Int16Array): boolean {
  return Buffer.from(a.buffer).equals(Buffer.from(b.buffer))
}

/** Peak in dBFS after a steep high-pass: the seventh differences, scaled to a gain of 1 at the Nyquist frequency. */
function clickLevel(samples: Int16Array): number {
  let left = Float64Array.from(samples)
  for (let n = 0; n < 7; n++) left = left.subarray(1).map((sample, i) => (sample - left[i]!) / 2)
  return 20 * Math.log10(left.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) / 32_768)
}

test.each<Operation>([
  { name: 'silence', from: 0.3, to: 0.5 },
  { name: 'insert_silence', at: 0.3, length: 0.2 },
  { name: 'move', from: 0.3, to: 0.5, at: 0.1 },
  { name: 'trim', from: 0.3, to: 0.5 },
  { name: 'gain', db: -40, from: 0.3, to: 0.5 },
])('$name makes no click', async (operation) => {
  const rate = 48_000
  const before = project({ tone: sine(440, rate, rate, 0.5) }, rate)
  const after = await sounds(apply(before.timeline, operation), before)
  expect(clickLevel(Int16Array.from([0, 0, 0, 0, 0, 0, 0, ...after.subarray(0, 1)]))).toBeLessThan(-60)
  expect(clickLevel(after)).toBeLessThan(-60)
})

test('rendering stays fast after thousands of cuts at one place', async () => {
  const before = project({ ann: hiss(60_000, 0.5) })
  let { timeline } = before
  for (let i = 0; i < 1000; i++) timeline = apply(timeline, { name: 'cut', from: 10, to: 10.01 })
  for (let i = 0; i < 100; i++) timeline = apply(timeline, { name: 'gain', db: i % 2 ? 3 : -3, from: 9, to: 11 })
  for (let i = 0; i < 40; i++) timeline = apply(timeline, { name: 'move', from: 10, to: 11, at: i % 2 ? 9 : 12 })
  expect((await sounds(timeline, before)).length).toBe(50_000)
}, 10_000)

test('omits a muted track from the mix', async () => {
  const { timeline, sources } = project({ ann: sine(50, RATE, 100, 0.4), bob: hiss(100, 0.4) })
  const into = new Int16Array(100)
  await readMix(new Renderer(RATE, sources), timeline, 0, into, new Map([['bob', 0]]))
  expect(into).toEqual(sine(50, RATE, 100, 0.4))
})

test('renders silence before the start of the timeline', async () => {
  const { timeline, sources } = project({ ann: Int16Array.from([1, 2, 3]) })
  const into = new Float64Array(7).fill(9)
  await new Renderer(RATE, sources).read(timeline.tracks[0]!.segments, -2, into)
  expect([...into]).toEqual([0, 0, 1, 2, 3, 0, 0])
  expect(lengthOf(timeline.tracks[0]!.segments)).toBe(3)
})

test('a move to another track at the same time leaves the mix unchanged', async () => {
  const before = project({ ann: hiss(900, 0.4), bob: sine(37, RATE, 700, 0.4) })
  const move: Operation = { name: 'move', from: 0.2, to: 0.8, at: 0.2, to_track: 'bob', tracks: ['ann'] }
  const { timeline } = before
  expect(await sounds(apply(timeline, move), before)).toEqual(await sounds(timeline, before))
})
