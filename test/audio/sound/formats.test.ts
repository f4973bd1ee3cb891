import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openMicrophone } from '../../../src/audio/devices/open-device.ts'
import { readSound, SoundSource } from '../../../src/audio/sound/sound-source.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { missing } from '../../helpers/tools.ts'

const folder = mkdtempSync(join(tmpdir(), 'parlor-formats-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => join(folder, name)

function ffmpeg(...args: readonly string[]): Buffer {
  return execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...args], { maxBuffer: 2 ** 26, stdio: 'pipe' })
}

const QUIET = ['-fflags', '+bitexact', '-flags:a', '+bitexact']
/** Files by name, with the arguments that make them of one second of sound in two channels. */
const FILES: readonly (readonly [name: string, ...args: string[]])[] = [
  ...['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le', 'pcm_alaw', 'pcm_mulaw'].map(
    (coding) => [`${coding}.wav`, '-c:a', coding] as const,
  ),
  ...['pcm_s16le', 'pcm_s24le', 'pcm_f32le', 'adpcm_ima_wav', 'adpcm_ms'].map(
    (coding) => [`${coding}-mono.wav`, '-ac', '1', '-c:a', coding] as const,
  ),
  ['ima.wav', '-c:a', 'adpcm_ima_wav'],
  ['ms.wav', '-c:a', 'adpcm_ms'],
  ['three.wav', '-ac', '3'],
  ['four.wav', '-ac', '4', '-c:a', 'pcm_s24le'],
  ['six.wav', '-ac', '6', '-c:a', 'pcm_f32le'],
  ['eight.wav', '-ac', '8'],
  ['rf64.wav', '-rf64', 'always'],
  ['fast.wav', '-ar', '192000'],
  ['slow.wav', '-ar', '5000'],
  ['pcm_s16le.w64'],
  ['pcm_f32le.w64', '-c:a', 'pcm_f32le'],
  ['ima.w64', '-c:a', 'adpcm_ima_wav'],
  ...['pcm_s8', 'pcm_s16be', 'pcm_s24be', 'pcm_s32be', 'pcm_s16le', 'pcm_f32be', 'pcm_f64be', 'pcm_mulaw'].map(
    (coding) => [`${coding}.aiff`, '-c:a', coding] as const,
  ),
  ['ima.aiff', '-c:a', 'adpcm_ima_qt'],
  ['16.flac', '-sample_fmt', 's16'],
  ['24.flac', '-sample_fmt', 's32', '-bits_per_raw_sample', '24'],
  ['six.flac', '-ac', '6', '-sample_fmt', 's16'],
  ['mono.opus', '-ac', '1', '-c:a', 'libopus'],
  ['stereo.opus', '-c:a', 'libopus'],
  ['six.opus', '-ac', '6', '-c:a', 'libopus'],
  ['vorbis.ogg'],
  ['sound.mp3', '-c:a', 'libmp3lame'],
  ['sound.m4a', '-c:a', 'aac'],
  ['sound.mp4', '-c:a', 'aac'],
  ['sound.mkv', '-c:a', 'flac'],
  ['sound.webm', '-c:a', 'libopus'],
  ['sound.caf', '-c:a', 'pcm_s16be'],
  ['sound.au', '-c:a', 'pcm_s16be'],
  ['sound.aac', '-c:a', 'aac'],
]

describe.skipIf(missing('ffmpeg'))('SoundSource reads the same samples as ffmpeg, also as a microphone', () => {
  beforeAll(() => {
    const tones = 'aevalsrc=0.4*sin(2600*t*t)+0.1*random(0)|0.3*sin(900*t)+0.2*random(1):s=48000:d=1'
    ffmpeg('-f', 'lavfi', '-i', tones, '-c:a', 'pcm_s32le', '-y', at('source.wav'))
    ffmpeg('-i', at('source.wav'), ...FILES.flatMap(([name, ...args]) => [...args, ...QUIET, at(name)]))
    const inputs = FILES.flatMap(([name]) => ['-i', at(name)])
    const mono = ['-f', 's16le', '-ac', '1']
    ffmpeg(...inputs, ...FILES.flatMap(([name], i) => ['-map', `${i}:a:0`, ...mono, at(`${name}.raw`)]))
  })

  test.each(FILES)('%s', async (name) => {
    const samples = new Int16Array(Uint8Array.from(readFileSync(at(`${name}.raw`))).buffer)
    const source = await SoundSource.open(at(name))
    const { rate, length } = source
    await source.close()
    const read = await readSound(at(name), rate)
    expect([length, read.length]).toEqual([samples.length, samples.length])
    expect(farthest(read, samples)).toBeLessThanOrEqual(1)
    if (rate % 50 === 0) expect(farthest(await heard(at(name), rate), samples)).toBeLessThanOrEqual(1)
  })
})

/** The greatest difference of two sounds; the shorter one ends the comparison. */
function farthest(a: Int16Array, b: Int16Array): number {
  return a.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (b[i] ?? sample))), 0)
}

/** What a microphone of a file delivers within two seconds. */
async function heard(path: string, rate: number): Promise<Int16Array> {
  const clock = new ManualClock()
  const microphone = await openMicrophone(path, { rate, frameMs: 20 }, clock)
  const samples: number[] = []
  let ended = 0
  microphone.start({
    frame: (frame) => samples.push(...frame),
    ended: () => ended++,
    failed: (error) => expect.unreachable(error.message),
  })
  clock.advance(2_000)
  await microphone.close()
  expect(ended).toBe(1)
  return Int16Array.from(samples)
}

test.skipIf(missing('ffmpeg'))(
  'a file that needs ffmpeg is refused with a sentence when ffmpeg is missing',
  async () => {
    ffmpeg('-f', 'lavfi', '-i', 'sine=d=0.2', '-y', at('alone.mp3'))
    ffmpeg('-f', 'lavfi', '-i', 'testsrc=d=0.2', '-y', at('picture.mp4'))
    await expect(SoundSource.open(at('picture.mp4'))).rejects.toThrow('it contains no audio.')
    await expect(SoundSource.open(at('alone.mp3'), { decode: false })).rejects.toThrow('a compressed MP3 file')
    writeFileSync(at('list.mp3'), `ID3#EXTM3U\n#EXTINF:1,\nfile:${at('alone.mp3')}\n`)
    await expect(SoundSource.open(at('list.mp3'))).rejects.toThrow('ffmpeg cannot read it')
    vi.stubEnv('PATH', folder)
    const wanted = 'install ffmpeg to read it, or convert it to WAV.'
    await expect(SoundSource.open(at('alone.mp3')).finally(() => vi.unstubAllEnvs())).rejects.toThrow(wanted)
  },
)
