import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SoundSource } from '../../../src/audio/sound/sound-source.ts'
import { riffChunk } from '../../../src/audio/wav/riff-chunk.ts'
import { cueChunks } from '../../../src/audio/wav/wav-cues.ts'
import { plainWavHeader } from '../../../src/audio/wav/wav-header.ts'
import { WavWriter } from '../../../src/audio/wav/wav-writer.ts'
import { exportSound } from '../../../src/studio/export/export-sound.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { runProgram } from '../../helpers/program.ts'
import { sine, toneLevel } from '../../helpers/tones.ts'
import { missing } from '../../helpers/tools.ts'
import { writeWavFile } from '../../helpers/wav-files.ts'

const RATE = 16_000

/** The folder of a recording of Ann (500 Hz) and Bo (900 Hz); Cy declined to be recorded. */
async function recorded(): Promise<string> {
  const folder = join(freshFolder(), 'recording')
  mkdirSync(join(folder, 'tracks'), { recursive: true })
  const [ann, bo] = [500, 900].map((hz) => sine(hz, RATE, 3 * RATE, 0.25)) as [Int16Array, Int16Array]
  await writeWavFile(join(folder, 'tracks/1-ann.wav'), RATE, ann)
  await writeWavFile(join(folder, 'tracks/2-bo.wav'), RATE, bo)
  await writeWavFile(
    join(folder, 'mix.wav'),
    RATE,
    ann.map((sample, i) => sample + bo[i]!),
  )
  const people = [
    { id: 1, name: 'Ann', consent: 'agreed', file: 'tracks/1-ann.wav' },
    { id: 2, name: 'B\u001b[31mo', consent: 'agreed', file: 'tracks/2-bo.wav' },
    { id: 3, name: 'Cy', consent: 'refused', file: null },
  ]
  const description = {
    ...{ version: 1, room: 'standup', started: '2026-01-31T09:00:00.000Z', ended: null },
    ...{ rate: RATE, frame: 320, seconds: 0, recorder: 1, people, files: [] },
  }
  writeFileSync(join(folder, 'recording.json'), JSON.stringify(description))
  const events = [
    { at: 2_000, event: 'marker', user: 1, name: 'Ann', text: 'decided' },
    { at: 0, event: 'joined', user: 1, name: 'Ann' },
    { at: 1_500, event: 'spoke', user: 2, to: 2_900 },
    { at: 500, event: 'spoke', user: 1, to: 1_250 },
    { at: 2_500, event: 'marker', user: 1, name: 'Ann', text: '' },
  ]
  writeFileSync(join(folder, 'events.jsonl'), `${events.map((event) => JSON.stringify(event)).join('\n')}\n{"cut of`)
  return folder
}

function decode(path: string): Int16Array {
  const args = ['-v', 'error', '-i', path, '-f', 's16le', '-ar', String(RATE), '-ac', '1', '-']
  return new Int16Array(new Uint8Array(execFileSync('ffmpeg', args)).buffer)
}

const nothing = () => {}

describe('export of a recording with tracks', () => {
  it.skipIf(missing('ffmpeg', 'ffprobe')).each(['wav', 'flac', 'opus'])(
    'exports the mix or one track as %s',
    async (ending) => {
      const source = await recorded()
      const folder = freshFolder()
      for (const [track, tones] of [
        [null, [500, 900]],
        [2, [900]],
      ] as const) {
        const target = join(folder, `${track ?? 'mix'}.${ending}`)
        expect(await exportSound({ source, target, track }, nothing)).toBe(`Exported 3.0 s to ${target}.`)
        const sound = decode(target)
        for (const hz of [500, 900]) {
          const level = toneLevel(sound.subarray(RATE, 2 * RATE), hz, RATE)
          if ((tones as readonly number[]).includes(hz)) expect(level).toBeCloseTo(-12, 0)
          else expect(level).toBeLessThan(-60)
        }
      }
      const show = ['-v', 'error', '-show_format', '-show_streams', join(folder, `2.${ending}`)]
      const shown = execFileSync('ffprobe', show, { encoding: 'utf8' })
      expect(shown).toContain('standup, 2026-01-31 09:00: Bo')
      expect(shown).not.toContain('\u001b')
    },
  )

  it.skipIf(missing('ffprobe'))('keeps the markers of a WAV file', async () => {
    const folder = freshFolder()
    const wav = join(folder, 'marked.wav')
    const writer = await WavWriter.create(wav, RATE, { onError: nothing })
    writer.write(sine(500, RATE, RATE))
    writer.mark('Connection lost')
    writer.write(sine(500, RATE, RATE))
    await writer.close()
    const target = join(folder, 'marked.flac')
    await exportSound({ source: wav, target, track: null }, nothing)
    const show = ['-v', 'error', '-of', 'json', '-show_chapters', target]
    const { chapters } = JSON.parse(execFileSync('ffprobe', show, { encoding: 'utf8' }))
    expect(chapters).toMatchObject([{ start_time: '1.000000', tags: { title: 'Connection lost' } }])
  })

  it('exports turns and markers as Audacity labels', async () => {
    const target = join(freshFolder(), 'labels.txt')
    await exportSound({ source: await recorded(), target, track: null }, nothing)
    expect(readFileSync(target, 'utf8')).toBe(
      [
        '0.500000\t1.250000\tAnn\n',
        '1.500000\t2.900000\tBo\n',
        '2.000000\t2.000000\tdecided\n',
        '2.500000\t2.500000\tMarker 2\n',
      ].join(''),
    )
  })

  it('keeps markers, title, artist and the bext chunk of a single file', async () => {
    const folder = freshFolder()
    const [source, target] = [join(folder, 'talk.wav'), join(folder, 'out.wav')]
    const bext = Buffer.alloc(602, 'b')
    const text = (id: string, value: string) => riffChunk(id, Buffer.from(`${value}\0`))
    const info = Buffer.concat([Buffer.from('INFO'), text('INAM', 'Talk'), text('IART', 'Ann')])
    const cues = cueChunks([{ sample: 100, label: 'here' }])
    const behind = Buffer.concat([riffChunk('bext', bext), cues, riffChunk('LIST', info)])
    writeFileSync(
      source,
      Buffer.concat([plainWavHeader(RATE, 400, undefined, behind.length), Buffer.alloc(400), behind]),
    )
    await exportSound({ source, target, track: null }, nothing)
    const sound = await SoundSource.open(target)
    await sound.close()
    const marks = [{ sample: 100, label: 'here' }]
    expect(sound.info).toEqual(expect.objectContaining({ marks, title: 'Talk', artist: 'Ann', broadcast: bext }))
    await exportSound({ source, target: join(folder, 'out.txt'), track: null }, nothing)
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe('0.006250\t0.006250\there\n')
  })

  it('reports errors and leaves no partial file', async () => {
    const source = await recorded()
    const folder = freshFolder()
    const target = join(folder, 'out.flac')
    const failing = (change: object) => exportSound({ source, target, track: null, ...change }, nothing)
    await expect(failing({ track: 3 })).rejects.toThrow('Unknown track 3. Tracks: 1 (Ann), 2 (Bo).')
    await expect(failing({ target: join(folder, 'out.mp3') })).rejects.toThrow(
      'must be one of .wav, .flac, .opus, .txt, .srt, .vtt.',
    )
    await expect(failing({ source: join(folder, 'no') })).rejects.toThrow(
      'does not exist. Name a sound file or the folder of a recording.',
    )
    await expect(failing({ source: folder })).rejects.toThrow('is not a recording: it contains no recording.json')
    writeFileSync(join(source, 'mix.wav'), 'not a sound file at all')
    await expect(failing({})).rejects.toThrow('not a sound file')
    expect(existsSync(target)).toBe(false)
    writeFileSync(target, 'mine')
    await expect(failing({ track: 1 })).rejects.toThrow('there is a file of this name already')
    expect(readFileSync(target, 'utf8')).toBe('mine')
  })

  it('runs as a command', async () => {
    const cwd = freshFolder()
    const source = await recorded()
    expect(await runProgram('client/main.js', ['export', source, 'ann.flac', '--track', '1'], { cwd })).toEqual({
      code: 0,
      text: 'Exported 3.0 s to ann.flac.',
    })
    const wrong = await runProgram('client/main.js', ['export', source, 'x.flac', '--track', '1', '--mix'], { cwd })
    expect(wrong).toEqual({ code: 2, text: '--track and --mix cannot be combined.' })
  })
})
