import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, test, vi } from 'vitest'
import wavefile from 'wavefile'
import { type WavFile, WavWriter } from '../../../src/audio/wav/wav-writer.ts'
import { eventually } from '../../helpers/eventually.ts'
import { mountSmallDisk, unmountSmallDisk } from '../../helpers/small-disk.ts'
import { sine } from '../../helpers/tones.ts'
import { missing } from '../../helpers/tools.ts'
import { readWavFile, readWavMarks } from '../../helpers/wav-files.ts'

const RATE = 8000
const folder = mkdtempSync(join(tmpdir(), 'parlor-wav-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function samplesOf(path: string): Int16Array {
  return Int16Array.from(new wavefile.WaveFile(readFileSync(path)).getSamples())
}

const noError = (error: Error) => {
  throw error
}

/** A disk in memory that can be full or stalled. */
class FakeDisk implements WavFile {
  bytes = Buffer.alloc(0)
  closed = false
  /** Capacity in bytes. */
  room = Number.POSITIVE_INFINITY
  /** Writes wait for this promise. */
  stall: Promise<void> = Promise.resolve()

  broken = false

  async write(bytes: Buffer, offset: number, length: number, position: number) {
    await this.stall
    this.#check()
    const fits = Math.min(length, this.room - position)
    if (fits <= 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    if (position + fits > this.bytes.length) await this.truncate(position + fits)
    bytes.copy(this.bytes, position, offset, offset + fits)
    return { bytesWritten: fits }
  }

  async truncate(length: number) {
    const longer = Buffer.alloc(length)
    this.bytes.copy(longer)
    this.bytes = longer
  }

  async close() {
    this.#check()
    this.closed = true
  }

  #check(): void {
    if (this.broken) throw Object.assign(new Error('i/o error'), { code: 'EIO' })
  }
}

test('a written file is read back correctly, also by other libraries', async () => {
  const path = join(folder, 'new', 'folders', 'whole.wav')
  const writer = await WavWriter.create(path, RATE, { onError: noError })
  const tone = sine(440, RATE, RATE * 1.5)
  for (let at = 0; at < tone.length; at += 160) writer.write(tone.subarray(at, at + 160))
  const summary = await writer.close()
  expect(summary).toEqual({ path, seconds: 1.5, bytes: 80 + RATE * 3, lostSeconds: 0 })
  expect(statSync(path).size).toBe(summary.bytes)
  expect(samplesOf(path)).toEqual(tone)
  expect(await writer.close()).toBe(summary)
})

test.skipIf(missing('soxi'))('soxi reads a written file', async () => {
  const path = join(folder, 'soxi.wav')
  const writer = await WavWriter.create(path, RATE, { onError: noError })
  writer.write(new Int16Array(RATE * 2))
  await writer.close()
  const ask = (option: string) => execFileSync('soxi', [option, path], { encoding: 'utf8' }).trim()
  expect([ask('-r'), ask('-c'), ask('-b'), ask('-D')]).toEqual(['8000', '1', '16', '2.000000'])
})

test('write copies the samples', async () => {
  const path = join(folder, 'reused.wav')
  const writer = await WavWriter.create(path, RATE, { onError: noError })
  const frame = new Int16Array(160).fill(7)
  writer.write(frame)
  frame.fill(9)
  await writer.close()
  expect(samplesOf(path)).toEqual(new Int16Array(160).fill(7))
})

test('create does not overwrite an existing file', async () => {
  const path = join(folder, 'there.wav')
  await (await WavWriter.create(path, RATE, { onError: noError })).close()
  const again = WavWriter.create(path, RATE, { onError: noError })
  await expect(again).rejects.toThrow(`cannot write ${path}: there is a file of this name already`)
})

test('the file becomes RF64 and keeps its samples above the 32-bit limit', async () => {
  const path = join(folder, 'large.wav')
  const writer = await WavWriter.create(path, RATE, { onError: noError, sizeLimit: 10_000 })
  const tone = sine(300, RATE, RATE * 2)
  writer.write(tone)
  await writer.close()
  const bytes = readFileSync(path)
  expect(bytes.toString('latin1', 0, 4)).toBe('RF64')
  expect(bytes.toString('latin1', 12, 16)).toBe('ds64')
  expect(bytes.readBigUInt64LE(28)).toBe(BigInt(RATE * 4))
  expect(new Int16Array(new Uint8Array(bytes.subarray(80)).buffer)).toEqual(tone)
})

test('markers keep their position, are read by other libraries, and are not part of the samples', async () => {
  const path = join(folder, 'marked.wav')
  const writer = await WavWriter.create(path, RATE, { onError: noError })
  const tone = sine(440, RATE, RATE * 2)
  writer.mark('begin')
  writer.write(tone.subarray(0, RATE))
  writer.mark('Schnitt – 1')
  writer.write(tone.subarray(RATE))
  const { bytes, seconds } = await writer.close()
  expect([bytes, seconds]).toEqual([statSync(path).size, 2])
  expect(readFileSync(path).readUInt32LE(4)).toBe(bytes - 8)
  const { samples } = await readWavFile(path)
  expect(samples).toEqual(tone)
  const marks = await readWavMarks(path)
  expect(marks.map(({ at }) => at)).toEqual([0, 1])
  expect(marks[0]!.label).toBe('begin')
  expect(readFileSync(path).includes(Buffer.from('Schnitt – 1\0'))).toBe(true)
})

test.skipIf(missing('soxi'))('soxi reads files with any number of markers', async () => {
  const path = join(folder, 'many.wav')
  const writer = await WavWriter.create(path, RATE, { onError: noError })
  writer.write(new Int16Array(RATE))
  for (let i = 0; i < 2_000; i++) writer.mark(`mark ${i}`)
  await writer.close()
  expect(execFileSync('soxi', ['-D', path], { encoding: 'utf8' }).trim()).toBe('1.000000')
  expect(await readWavMarks(path)).toHaveLength(1_000)
})

test('a file opens with at most one second missing after its writer was killed', async () => {
  const path = join(folder, 'killed.wav')
  const script = `
    import { WavWriter } from '${new URL('../../../src/audio/wav/wav-writer.ts', import.meta.url)}'
    const writer = await WavWriter.create(process.argv[1], ${RATE}, { onError: console.error })
    const begin = performance.now()
    let written = 0
    setInterval(() => {
      for (; written * 20 < performance.now() - begin; written++) writer.write(new Int16Array(160).fill(1 + written))
      console.log(written)
    }, 20)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script, path], {
    stdio: 'pipe',
  })
  let written = 0
  createInterface(child.stdout).on('line', (line) => {
    written = Number(line)
    if (written >= 110) child.kill('SIGKILL')
  })
  await once(child, 'close')
  const samples = samplesOf(path)
  expect(written).toBeGreaterThanOrEqual(110)
  expect(samples.length).toBeGreaterThanOrEqual((written - 50) * 160)
  samples.forEach((sample, i) => {
    if (sample !== 1 + Math.floor(i / 160)) throw new Error(`sample ${i} is ${sample}`)
  })
})

test('a full disk is reported once, and the file stays readable', async () => {
  const disk = new FakeDisk()
  disk.room = 80 + 5001
  const errors: string[] = []
  const writer = await WavWriter.create(join(folder, 'full.wav'), RATE, {
    onError: (error) => errors.push(error.message),
    openFile: async () => disk,
  })
  for (let i = 0; i < 100; i++) writer.write(sine(440, RATE, 160))
  await eventually(() => errors).toHaveLength(1)
  for (let i = 0; i < 100; i++) writer.write(sine(440, RATE, 160))
  const summary = await writer.close()
  expect(errors).toEqual([expect.stringContaining('the disk is full')])
  expect(disk.closed).toBe(true)
  expect(disk.bytes.readUInt32LE(76)).toBe(5000)
  expect(summary.seconds).toBeCloseTo(5000 / 16_000, 3)
})

test('a write error during close is reported once, and close does not throw', async () => {
  const disk = new FakeDisk()
  const onError = vi.fn()
  const writer = await WavWriter.create('any.wav', RATE, { onError, openFile: async () => disk })
  disk.broken = true
  await writer.close()
  expect(onError.mock.calls.map(([error]) => error.message)).toEqual([
    'cannot write any.wav: the disk does not work properly; try another folder',
  ])
})

const mounted = mountSmallDisk(64)
afterAll(() => {
  if (mounted) unmountSmallDisk(mounted)
})

test.skipIf(!mounted)('a full tmpfs is reported once', async () => {
  const path = join(mounted!, 'full.wav')
  const errors: string[] = []
  const writer = await WavWriter.create(path, RATE, { onError: (error) => errors.push(error.message) })
  for (let i = 0; i < 100; i++) writer.write(new Int16Array(RATE / 10).fill(5))
  await writer.close()
  expect(errors).toEqual([expect.stringContaining('the disk is full')])
  expect(samplesOf(path).length).toBe((statSync(path).size - 80) / 2)
  expect(samplesOf(path).length).toBeGreaterThan(20_000)
})

test('memory is bounded while the disk stalls, and dropped audio becomes silence of the same length', async () => {
  const disk = new FakeDisk()
  const writer = await WavWriter.create('any.wav', RATE, { onError: noError, openFile: async () => disk })
  let goOn = () => {}
  disk.stall = new Promise((resolve) => {
    goOn = resolve
  })
  const second = new Int16Array(RATE).fill(3)
  for (let i = 0; i < 60; i++) writer.write(second)
  goOn()
  await eventually(() => disk.bytes.length).toBe(80 + 60 * RATE * 2)
  writer.write(second)
  const summary = await writer.close()
  expect(summary.seconds).toBe(61)
  expect(summary.lostSeconds).toBeGreaterThan(30)
  expect(disk.bytes.length).toBe(summary.bytes)
  expect(disk.bytes.readInt16LE(80 + 59 * RATE * 2)).toBe(0)
  expect(disk.bytes.readInt16LE(disk.bytes.length - 2)).toBe(3)
})

test('skip inserts silence at the right position', async () => {
  const path = join(folder, 'sparse.wav')
  const writer = await WavWriter.create(path, RATE, { onError: noError })
  const tone = sine(440, RATE, 160)
  writer.skip(3 * RATE)
  writer.write(tone)
  writer.skip(100)
  writer.write(tone)
  writer.skip(RATE)
  const summary = await writer.close()
  expect(summary).toMatchObject({ seconds: (4 * RATE + 420) / RATE, lostSeconds: 0 })
  const samples = samplesOf(path)
  expect(samples.length).toBe(4 * RATE + 420)
  expect(samples.subarray(3 * RATE, 3 * RATE + 160)).toEqual(tone)
  expect(samples.subarray(3 * RATE + 260, 3 * RATE + 420)).toEqual(tone)
  expect(samples.filter((sample) => sample !== 0).length).toBeLessThanOrEqual(320)
})
