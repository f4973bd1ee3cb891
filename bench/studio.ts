/** Measures the studio with a long recording: opening it, drawing it at any zoom, and rendering its edits. */
import { mkdtempSync, rmSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SoundSource } from '../src/audio/sound/sound-source.ts'
import { wavHeader } from '../src/audio/wav/wav-header.ts'
import { apply } from '../src/studio/edit/apply.ts'
import { Renderer, render } from '../src/studio/edit/render.ts'
import { originalTimeline, type Timeline } from '../src/studio/edit/timeline.ts'
import { trackColumns } from '../src/studio/edit/track-columns.ts'
import { openPeaks, peaksPath } from '../src/studio/peaks/peaks-file.ts'
import { thisMachine } from './machine.ts'
import { percentile, seededRandom } from './statistics.ts'
import { screenRows } from './studio-screen.ts'

const RATE = 48_000
const HOURS = 3
const LENGTH = HOURS * 3600 * RATE
const COLUMNS = 200
const DRAWINGS = 200
const CUTS = 500
/** Minutes of sound that are rendered. */
const RENDERED = 10

/** Measures and gives back a table in Markdown. */
export async function studioReport(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-studio-'))
  try {
    const { cpu, cores, system, node, date } = thisMachine()
    const path = join(folder, 'long.wav')
    await writeLong(path)
    return [
      `${cpu}, ${cores} cores, ${system}, Node ${node}, ${date}: \`npm run bench -- --studio\``,
      '',
      `| a recording of ${HOURS} h at 48 kHz | |`,
      '| --- | ---: |',
      ...[...(await rows(path)), ...(await screenRows(path))].map(([what, time]) => `| ${what} | ${time} |`),
    ].join('\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function rows(path: string): Promise<[string, string][]> {
  const source = await SoundSource.open(path)
  try {
    await rm(peaksPath(path), { force: true })
    const first = await timed(() => openPeaks(source))
    const again = await timed(() => openPeaks(source))
    const peaks = await openPeaks(source)
    const sources = new Map([['long', source]])
    const original = originalTimeline(RATE, [{ track: 'long', file: 'long', length: LENGTH }])
    const edited = await cutOften(original)
    const [whole, anywhere] = await drawn(peaks, edited, sources)
    const rendering = await timed(async () => {
      let blocks = RENDERED * 60 * RATE
      for await (const block of render(edited, sources)) {
        blocks -= block.length
        if (blocks <= 0) break
      }
    })
    return [
      ['opened for the first time, its peaks measured', `${(first / 1000).toFixed(1)} s`],
      ['opened again', `${again.toFixed(0)} ms`],
      [`drawn whole after ${CUTS} cuts, ${COLUMNS} columns: median, p99`, spread(whole)],
      ['drawn at any place and zoom: median, p99', spread(anywhere)],
      [`${RENDERED} min of it rendered`, `${(rendering / 1000).toFixed(1)} s`],
    ]
  } finally {
    await source.close()
  }
}

function spread(times: readonly number[]): string {
  return `${percentile(times, 0.5).toFixed(1)} ms, ${percentile(times, 0.99).toFixed(1)} ms`
}

async function cutOften(original: Timeline): Promise<Timeline> {
  let timeline = original
  for (let i = CUTS; i > 0; i--) timeline = apply(timeline, { name: 'cut', from: i * 20, to: i * 20 + 1 })
  return timeline
}

async function drawn(
  peaks: Awaited<ReturnType<typeof openPeaks>>,
  { tracks }: Timeline,
  files: ReadonlyMap<string, SoundSource>,
): Promise<[number[], number[]]> {
  const sources = { peaks: new Map([['long', peaks]]), renderer: new Renderer(RATE, files) }
  const random = seededRandom(1)
  const { segments } = tracks[0]!
  const whole: number[] = []
  const anywhere: number[] = []
  for (let i = 0; i < DRAWINGS; i++) {
    whole.push(await timed(() => trackColumns(segments, sources, 0, LENGTH, COLUMNS)))
    const length = Math.round(COLUMNS * 20 ** (4 * random()))
    const from = Math.floor(random() * (LENGTH - length))
    anywhere.push(await timed(() => trackColumns(segments, sources, from, from + length, COLUMNS)))
  }
  return [whole, anywhere]
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function writeLong(path: string): Promise<void> {
  const random = seededRandom(7)
  const minute = Int16Array.from({ length: 60 * RATE }, () => Math.round((random() - 0.5) * 20_000))
  const file = await open(path, 'wx')
  try {
    await file.appendFile(wavHeader(RATE, 2 * LENGTH))
    for (let i = 0; i < HOURS * 60; i++) await file.appendFile(new Uint8Array(minute.buffer))
  } finally {
    await file.close()
  }
}
