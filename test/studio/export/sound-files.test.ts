import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import wavefile from 'wavefile'
import { FlacEncoder } from '../../../src/studio/export/flac-encoder.ts'
import { OpusFileEncoder } from '../../../src/studio/export/opus-file-encoder.ts'
import type { SoundFileEncoder, SoundFileOptions } from '../../../src/studio/export/sound-file.ts'
import { WavEncoder } from '../../../src/studio/export/sound-formats.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { sine, toneLevel } from '../../helpers/tones.ts'
import { missing } from '../../helpers/tools.ts'

const RATE = 16_000
const SECONDS = 21.37
const sound = sine(440, RATE, Math.round(SECONDS * RATE), 0.25)
const tags = {
  title: 'Früh, 2026-01-31 09:00',
  room: 'Früh',
  date: '2026-01-31T09:00:00.000Z',
  people: ['Ann', 'Bo'],
  software: 'Parlor',
}
const cues = [
  { sample: RATE, label: 'decided' },
  { sample: 15.5 * RATE, label: 'ça va' },
]
const encoders = {
  wav: (options: SoundFileOptions) => new WavEncoder(options),
  flac: (options: SoundFileOptions) => FlacEncoder.create(options),
  opus: (options: SoundFileOptions) => OpusFileEncoder.create(options),
}

/** Writes the audio to a file, in blocks of irregular length. */
async function write(
  format: keyof typeof encoders,
  samples = sound,
  rate = RATE,
  marks: SoundFileOptions['cues'] = cues,
): Promise<string> {
  const encoder: SoundFileEncoder = await encoders[format]({ rate, samples: samples.length, tags, cues: marks })
  const parts: Uint8Array[] = []
  for (let at = 0; at < samples.length; at += 7_001) parts.push(encoder.encode(samples.subarray(at, at + 7_001)))
  const { tail, patches } = encoder.finish()
  const bytes = Buffer.concat([...parts, tail])
  for (const { position, bytes: patch } of patches) bytes.set(patch, position)
  const path = join(freshFolder(), `sound.${format}`)
  writeFileSync(path, bytes)
  return path
}

const run = (program: string, ...args: string[]) => execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' })

interface Probe {
  format: { duration: string; tags: Record<string, string> }
  streams: { codec_name: string; tags?: Record<string, string> }[]
  chapters: { start_time: string; tags: { title: string } }[]
}

function probe(path: string): Probe {
  const shown = ['-show_format', '-show_streams', '-show_chapters']
  return JSON.parse(run('ffprobe', '-v', 'error', '-of', 'json', ...shown, path))
}

/** Decodes a file with ffmpeg at 48 kHz. */
function decode(path: string): Int16Array {
  const args = ['-v', 'error', '-i', path, '-f', 's16le', '-ar', '48000', '-ac', '1', '-']
  const bytes = execFileSync('ffmpeg', args, { maxBuffer: 64 * 2 ** 20 })
  return new Int16Array(new Uint8Array(bytes).buffer)
}

function samplesOf(wav: wavefile.WaveFile): Int16Array {
  return Int16Array.from(wav.getSamples(false, Int16Array) as unknown as Int16Array)
}

/** `toEqual` takes seconds for this many samples. */
function isSame(a: Int16Array, b: Int16Array): boolean {
  return a.length === b.length && a.every((sample, i) => sample === b[i])
}

describe.skipIf(missing('ffprobe', 'ffmpeg'))('ffmpeg reads from a file', () => {
  it.each(['wav', 'flac', 'opus'] as const)('%s: the duration and all tags', async (format) => {
    const { format: file, streams } = probe(await write(format))
    const output = Object.fromEntries(
      Object.entries({ ...streams[0]!.tags, ...file.tags }).map(([name, text]) => [name.toLowerCase(), text]),
    )
    expect(Number(file.duration)).toBeCloseTo(SECONDS, 1)
    expect(output).toMatchObject({ title: tags.title, album: tags.room, date: tags.date })
    expect(output.artist).toMatch(/Ann; ?Bo/)
  })

  it.each(['flac', 'opus'] as const)('%s: the chapters', async (format) => {
    const chapters = probe(await write(format)).chapters
    expect(chapters.map(({ start_time, tags }) => [Number(start_time), tags.title])).toEqual([
      [1, 'decided'],
      [15.5, 'ça va'],
    ])
  })

  it('opus: the same number of samples at the same positions, at any sample rate', async () => {
    for (const rate of [5_000, 16_000, 48_000]) {
      const clip = new Int16Array(3 * rate)
      clip.set(sine(440, rate, rate, 0.25), rate)
      const decoded = decode(await write('opus', clip, rate, []))
      expect(Math.abs(decoded.length - 3 * 48_000)).toBeLessThanOrEqual(1)
      expect(toneLevel(decoded.subarray(50_000, 94_000), 440, 48_000)).toBeCloseTo(-12, 0)
      expect(decoded.subarray(0, 47_000).every((sample) => Math.abs(sample) < 300)).toBe(true)
      expect(decoded.subarray(97_500).every((sample) => Math.abs(sample) < 300)).toBe(true)
    }
  })
})

describe('a WAV file', () => {
  it('holds the same samples, cues and labels', async () => {
    const path = await write('wav')
    const wav = new wavefile.WaveFile(readFileSync(path))
    expect(isSame(samplesOf(wav), sound)).toBe(true)
    const points = wav.listCuePoints() as unknown as { position: number; label: string }[]
    // The package reports positions in ms.
    expect(points.map(({ position, label }) => [position, label])).toEqual([
      [1_000, 'decided'],
      [15_500, 'ça va'],
    ])
  })

  it.skipIf(missing('python3'))('is read by Python, chunk by chunk to its end', async () => {
    const script = `
import struct, sys, wave
with wave.open(sys.argv[1]) as sound:
    print(sound.getnframes(), sound.getframerate(), sound.getnchannels(), sound.getsampwidth())
data = open(sys.argv[1], 'rb').read()
at, ids = 12, []
assert struct.unpack('<I', data[4:8])[0] == len(data) - 8
while at < len(data):
    size = struct.unpack('<I', data[at + 4:at + 8])[0]
    ids.append(data[at:at + 4].decode() + (':' + data[at + 8:at + 12].decode() if data[at:at + 4] == b'LIST' else ''))
    at += 8 + size + size % 2
assert at == len(data)
print(' '.join(ids))`
    const [format, chunks] = run('python3', '-c', script, await write('wav'))
      .trim()
      .split('\n')
    expect(format).toBe(`${sound.length} ${RATE} 1 2`)
    expect(chunks).toBe('fmt  data cue  LIST:adtl LIST:INFO')
  })
})

describe.skipIf(missing('flac'))('a FLAC file', () => {
  it('passes flac --test and holds the same samples', async () => {
    const path = await write('flac')
    run('flac', '--totally-silent', '--test', path)
    run('flac', '--totally-silent', '--decode', '-o', `${path}.wav`, path)
    const wav = new wavefile.WaveFile(readFileSync(`${path}.wav`))
    expect(isSame(samplesOf(wav), sound)).toBe(true)
  })

  it('has a seek table for players', async () => {
    const path = await write('flac')
    const table = run('metaflac', '--list', '--block-type=SEEKTABLE', path)
    const points = [...table.matchAll(/sample_number=(\d+), stream_offset=(\d+)/g)].map(([, sample]) => Number(sample))
    expect(points).toHaveLength(3)
    points.forEach((sample, i) => {
      expect(sample).toBeGreaterThanOrEqual(i * 10 * RATE)
      expect(sample).toBeLessThan(i * 10 * RATE + 4_096)
    })
    // Decoding from the middle finds the frame only by a correct seek table.
    run('flac', '--totally-silent', '--decode', `--skip=${16 * RATE}`, '-o', `${path}.wav`, path)
    const wav = new wavefile.WaveFile(readFileSync(`${path}.wav`))
    expect(isSame(samplesOf(wav), sound.subarray(16 * RATE))).toBe(true)
  })

  it.skipIf(missing('soxi'))('is readable by SoX', async () => {
    expect(run('soxi', '-D', await write('flac')).trim()).toBe(SECONDS.toFixed(6))
  })

  it('rejects an unsupported sample rate', async () => {
    const options = { rate: 3_000_000, samples: 1, tags, cues: [] }
    await expect(FlacEncoder.create(options)).rejects.toThrow('FLAC does not support a sample rate of 3000000 Hz')
  })
})

describe.skipIf(missing('opusinfo'))('an Opus file', () => {
  it.each([0, 1, 50 * 960 - 312, 50 * 960 - 311])('of %i samples passes opusinfo', async (length) => {
    const output = run('opusinfo', await write('opus', new Int16Array(length).fill(1_000), 48_000, []))
    expect(output).not.toMatch(/WARNING|ERROR/)
    expect(output).toContain('Pre-skip: 312')
  })

  it('can have more chapters than fit on a page', async () => {
    const many = Array.from({ length: 900 }, (_, i) => ({ sample: i * 100, label: `${i} `.padEnd(150, 'x') }))
    const output = run('opusinfo', await write('opus', sound, RATE, many))
    expect(output).not.toMatch(/WARNING|ERROR/)
    expect(output).toContain('CHAPTER900NAME=899 xxx')
  })
})
