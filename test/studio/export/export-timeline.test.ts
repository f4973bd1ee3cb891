import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ArraySource } from '../../../src/audio/sound/sample-source.ts'
import { SoundSource } from '../../../src/audio/sound/sound-source.ts'
import { EditList } from '../../../src/studio/edit/edit-list.ts'
import { originalTimeline } from '../../../src/studio/edit/timeline.ts'
import { exportTimeline, type TimelineExport } from '../../../src/studio/export/export-timeline.ts'

const RATE = 8_000
const ramp = Int16Array.from({ length: 4 * RATE }, (_, i) => i)
const sources = new Map([
  ['a', new ArraySource(ramp, RATE)],
  ['b', new ArraySource(new Int16Array(4 * RATE).fill(100), RATE)],
])
const original = originalTimeline(RATE, [
  { track: 'a', file: 'a', length: ramp.length },
  { track: 'b', file: 'b', length: ramp.length },
])
const tags = { title: 'T', room: 'r', date: '2026-11-21T10:00:00Z', people: [], software: 'test' }

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parlor-export-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function exported(name: string, more: Partial<TimelineExport>) {
  const target = join(folder, name)
  const shares: number[] = []
  const whole = { timeline: original, sources, from: 0, to: ramp.length, tags, cues: [], target }
  await exportTimeline({ ...whole, ...more }, (share) => shares.push(share))
  const sound = await SoundSource.open(target)
  const pieces: number[] = []
  for await (const piece of sound.pieces()) pieces.push(...piece)
  const marks = sound.info.marks
  await sound.close()
  return { samples: pieces, marks, shares }
}

describe('export of a timeline range', () => {
  it('exports the exact range with its edits and cues', async () => {
    const edits = new EditList(original)
    edits.add({ name: 'cut', from: 1, to: 2, crossfade_ms: 0 })
    const cues = [
      { sample: RATE / 2, label: 'before' },
      { sample: 1.5 * RATE, label: 'within' },
    ]
    const { samples, marks, shares } = await exported('part.wav', {
      timeline: edits.timeline,
      from: RATE,
      to: 2 * RATE,
      cues,
    })
    expect(samples).toHaveLength(RATE)
    expect(samples.slice(0, 3)).toEqual([2 * RATE + 100, 2 * RATE + 101, 2 * RATE + 102])
    expect(marks).toEqual([{ sample: RATE / 2, label: 'within' }])
    expect(shares.at(-1)).toBe(1)
  })

  it('applies the gains of the tracks', async () => {
    const gains = new Map([['a', 0]])
    const { samples } = await exported('b.wav', { gains, to: 10 })
    expect(samples).toEqual(Array(10).fill(100))
  })

  it('leaves no file when it is cancelled or the extension is unknown', async () => {
    const cancelled = AbortSignal.abort(new Error('cancelled'))
    await expect(exported('cancelled.wav', { signal: cancelled })).rejects.toThrow('cancelled')
    await expect(exported('sound.mp3', {})).rejects.toThrow(/sound\.mp3 must be one of \.wav, \.flac, \.opus/)
    expect(readdirSync(folder).filter((name) => /cancelled|mp3/.test(name))).toEqual([])
  })

  it('never replaces a file', async () => {
    await exported('twice.wav', { to: 10 })
    await expect(exported('twice.wav', { to: 10 })).rejects.toThrow(/twice\.wav/)
  })
})
