import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { CommandTemplate } from '../../../src/studio/transcribe/command-template.ts'
import { type TranscriptionCall, transcribe } from '../../../src/studio/transcribe/transcribe.ts'
import { openTranscript } from '../../../src/studio/transcript/transcript.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { Program, runProgram } from '../../helpers/program.ts'
import { toneRecording } from '../../helpers/tone-recording.ts'
import { sine } from '../../helpers/tones.ts'
import { writeWavFile } from '../../helpers/wav-files.ts'

const FAKE = fileURLToPath(new URL('fake-whisper.mjs', import.meta.url))
const WHISPER = '-m {model} -l {language} -f {input} -ojf -of {output} -pp'
const RATE = 48_000

function callOf(recording: string, fake = '', more: Partial<TranscriptionCall> = {}): TranscriptionCall {
  return {
    ...{ recording, model: FAKE, language: 'en', whole: false, force: false },
    engine: new CommandTemplate(`"${process.execPath}" '${FAKE}' ${fake} ${WHISPER}`),
    ...{ clock: systemClock, signal: new AbortController().signal, onProgress() {} },
    ...more,
  }
}

/** Ann speaks twice, far apart; Bo talks over her second turn. */
const meeting = () =>
  toneRecording(
    [
      { name: 'Ann', hz: 500, turns: [[1, 2], [6, 7]] }, // biome-ignore format: a line a person
      { name: 'Bo', hz: 900, turns: [[6.5, 8]] }, // biome-ignore format: a line a person
      { name: 'Cy', hz: 700, turns: [] },
    ],
    9,
  )

/** Temporary files go to a separate folder, so that leftovers are visible. */
let temp = ''
beforeEach(() => {
  temp = freshFolder()
  vi.stubEnv('TMPDIR', temp)
})
afterEach(() => vi.unstubAllEnvs())
const leftBehind = () => readdirSync(temp).filter((name) => name.startsWith('parlor-transcribe-'))

describe('a transcript', () => {
  test('holds the utterances of each person in order, as JSON, text, SRT and WebVTT', async () => {
    const folder = await meeting()
    const shares: number[] = []
    const { transcript } = await transcribe(callOf(folder, '', { onProgress: (share) => void shares.push(share) }))
    const utterances = transcript.utterances.map(({ user, name, track, from, to, text }) => [
      ...[user, name, track, text],
      ...[from, to].map((sample) => Math.round((10 * sample) / RATE) / 10),
    ])
    expect(utterances).toEqual([
      [1, 'Ann', '1-ann', 'hz 500', 1, 2],
      [1, 'Ann', '1-ann', 'hz 500', 6, 7],
      [2, 'Bo', '2-bo', 'hz 900', 6.5, 8],
    ])
    for (const { from, words } of transcript.utterances) {
      expect(words.map(({ text }) => text)[0]).toBe('hz')
      // The engine rounds to 10 ms.
      expect(Math.abs(from - Math.round((10 * from) / RATE) * (RATE / 10))).toBeLessThanOrEqual(0.015 * RATE)
    }
    expect(await openTranscript(folder)).toEqual(transcript)
    const text = (ending: string) => readFileSync(join(folder, `transcript.${ending}`), 'utf8')
    expect(text('txt')).toMatch(/^\[0:00:01\] Ann: hz 500\n\[0:00:0[56]\] Ann: hz 500\n\[0:00:06\] Bo: hz 900\n$/)
    expect(text('srt')).toMatch(/^1\n00:00:0[01],\d{3} --> 00:00:0[12],\d{3}\nAnn: hz 500\n\n2\n/)
    expect(text('vtt')).toMatch(/^WEBVTT\n\n00:00:0[01]\.\d{3} --> 00:00:0[12]\.\d{3}\n<v Ann>hz 500\n\n/)
    expect(shares[0]).toBe(0)
    expect(shares.some((share) => share > 0 && share < 1)).toBe(true)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(leftBehind()).toEqual([])
  })

  test('is created from SRT of engines without word times', async () => {
    const { transcript } = await transcribe(callOf(await meeting(), '--fake srt'))
    expect(transcript.utterances.map(({ text }) => text)).toEqual(['hz 500', 'hz 500', 'hz 900'])
  })

  test('of a single file is written beside it and overwritten only with force', async () => {
    const path = join(freshFolder(), 'Note.WAV')
    await writeWavFile(path, RATE, sine(440, RATE, RATE, 0.3))
    const { files, transcript } = await transcribe(callOf(path))
    expect(files.map((file) => file.slice(path.length - 4))).toEqual([
      '.transcript.json',
      '.transcript.txt',
      '.transcript.srt',
      '.transcript.vtt',
    ])
    expect(transcript.utterances).toMatchObject([{ user: null, name: '', track: 'Note', text: 'hz 440' }])
    expect(readFileSync(files[1]!, 'utf8')).toBe('[0:00:00] hz 440\n')
    await expect(transcribe(callOf(path))).rejects.toThrow('already exists. Replace it with --force')
    writeFileSync(files[1]!, 'changed')
    await transcribe(callOf(path, '', { force: true }))
    expect(readFileSync(files[1]!, 'utf8')).toBe('[0:00:00] hz 440\n')
  })
})

describe('an engine that fails', () => {
  test.each([
    ['failure', /failed \(exit code 3\): error: failed to initialize whisper context$/],
    ['usage', /cannot be used: it wrote nothing \(error: unknown argument: --fake\)\.$/],
  ])('is reported (%s), and no files are left', async (fake, message) => {
    const folder = await meeting()
    await expect(transcribe(callOf(folder, `--fake ${fake}`))).rejects.toThrow(message)
    expect(existsSync(join(folder, 'transcript.json'))).toBe(false)
    expect(leftBehind()).toEqual([])
  })

  test('or is missing is reported with advice, like a missing model', async () => {
    const folder = await meeting()
    const engine = new CommandTemplate('no-such-engine')
    await expect(transcribe(callOf(folder, '', { engine }))).rejects.toThrow(/^no-such-engine is not installed\. Build/)
    await expect(transcribe(callOf(folder, '', { model: null }))).rejects.toThrow(
      /needs a model\. Name its file with --model/,
    )
    const gone = { model: join(folder, 'gone.bin') }
    await expect(transcribe(callOf(folder, '', gone))).rejects.toThrow(/^The model .*gone\.bin does not exist/)
  })

  test('is killed on Ctrl+C even when it ignores SIGTERM', async () => {
    const folder = await meeting()
    const pidFile = join(freshFolder(), 'pid')
    const engine = `${process.execPath} ${FAKE} --fake hang --pid ${pidFile} -f {input}`
    const program = new Program('client/main.js', ['transcribe', folder, '--engine', engine, '--json'])
    await program.line(/"share":0.2\d+,"voice":"Ann"/)
    program.child.kill('SIGINT')
    expect(await program.exit).toBe(1)
    expect(JSON.parse(program.lines.at(-1)!)).toEqual({
      event: 'failed',
      code: 1,
      message: 'Stopped; nothing was written.',
    })
    expect(() => process.kill(Number(readFileSync(pidFile, 'utf8')), 0)).toThrow()
    expect(existsSync(join(folder, 'transcript.json'))).toBe(false)
    expect(leftBehind()).toEqual([])
  })
})

test('the transcribe command takes its engine from flags or settings and reports JSON events', async () => {
  const folder = await meeting()
  const engine = `${process.execPath} ${FAKE} ${WHISPER}`
  const settings = { PARLOR_TRANSCRIBE_ENGINE: engine, PARLOR_TRANSCRIBE_MODEL: FAKE }
  const bySettings = await runProgram('client/main.js', ['transcribe', folder], { env: settings })
  expect(bySettings.code).toBe(0)
  expect(bySettings.text).toMatch(/^Wrote 3 utterances to .*transcript\.json, .*transcript\.vtt\.$/)
  const flags = ['--engine', engine, '--model', FAKE, '--force', '--json']
  const byFlags = await runProgram('client/main.js', ['transcribe', folder, ...flags])
  const events = byFlags.text.split('\n').map((line) => JSON.parse(line))
  expect(events.at(-1)).toMatchObject({ event: 'transcribed', utterances: 3 })
  expect(events[0]).toEqual({ event: 'progress', share: 0, voice: 'Ann' })
  const none = await runProgram('client/main.js', ['transcribe', folder], { env: { PATH: '' } })
  expect(none.code).toBe(2)
  expect(none.text).toMatch(/^whisper-cli is not installed\./)
})
