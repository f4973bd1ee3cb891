import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { runScript } from '../../src/studio/script.ts'
import { freshFolder } from '../helpers/folder.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { readWavFile, writeWavFile } from '../helpers/wav-files.ts'

const RATE = 8000
const tone = sine(400, RATE, 4 * RATE, 0.2)

let folder: string
let script: string
let input: string
let output: string

beforeEach(async () => {
  folder = freshFolder()
  script = join(folder, 'edits.json')
  input = join(folder, 'in.wav')
  output = join(folder, 'out.wav')
  await writeWavFile(input, RATE, tone)
})

async function run(operations: unknown, options: { force?: boolean; input?: string; output?: string } = {}) {
  await writeFile(script, JSON.stringify({ version: 1, operations }))
  return runScript({ script, input, output, force: false, ...options }, () => {})
}

test('applies a script to a file without changing it', async () => {
  const before = await readFile(input)
  const { mtimeMs } = await stat(input)
  const message = await run([
    { name: 'cut', from: 1, to: 2.5 },
    { name: 'normalise', measure: 'peak', target: -6 },
  ])
  expect(message).toBe(`Wrote ${output}: 2 operations, 2.5 s.`)
  const { rate, samples } = await readWavFile(output)
  expect(rate).toBe(RATE)
  expect(samples).toHaveLength(2.5 * RATE)
  expect(toneLevel(samples, 400, RATE)).toBeCloseTo(-6, 1)
  expect(await readFile(input)).toEqual(before)
  expect((await stat(input)).mtimeMs).toBe(mtimeMs)
  expect((await readdir(folder)).sort()).toEqual(['edits.json', 'in.wav', 'out.wav'])
})

test('edits the tracks of a recording separately, and mixes them', async () => {
  const recording = join(folder, 'standup')
  await mkdir(join(recording, 'tracks'), { recursive: true })
  const person = { consent: 'agreed' }
  const description = {
    version: 1,
    room: 'standup',
    started: '2026-01-01T00:00:00Z',
    ended: null,
    rate: RATE,
    frame: 160,
    seconds: 0,
    recorder: 1,
    people: [
      { ...person, id: 1, name: 'Ann', file: 'tracks/1-ann.wav' },
      { ...person, id: 2, name: 'Bob', file: 'tracks/2-bob.wav' },
    ],
    files: [],
  }
  await writeFile(join(recording, 'recording.json'), JSON.stringify(description))
  await writeWavFile(join(recording, 'tracks/1-ann.wav'), RATE, tone)
  await writeWavFile(join(recording, 'tracks/2-bob.wav'), RATE, sine(900, RATE, 4 * RATE, 0.2))
  await run([{ name: 'gain', db: -20, tracks: ['2-bob'] }], { input: recording })
  const { samples } = await readWavFile(output)
  expect(toneLevel(samples, 400, RATE)).toBeCloseTo(-13.98, 1)
  expect(toneLevel(samples, 900, RATE)).toBeCloseTo(-33.98, 1)
})

describe('a script is rejected without output for', () => {
  const cut = [{ name: 'cut', from: 1, to: 2 }]

  test.each([
    [
      'an operation after the end',
      [...cut, { name: 'cut', from: 1, to: 9 }],
      'operation 2 (cut): The given time is after the end of the audio, 3.000 s',
    ],
    ['an unknown track', [{ name: 'cut', from: 1, to: 2, tracks: ['x'] }], 'Unknown track "x". The tracks are "in".'],
    ['an invalid script', 'cut', 'edits.json, line 1: operations: expected array.'],
  ])('%s', async (_, operations, message) => {
    await expect(run(operations)).rejects.toThrow(message)
    expect((await readdir(folder)).sort()).toEqual(['edits.json', 'in.wav'])
  })

  test('an existing file without force, and always the recording itself', async () => {
    await writeFile(output, 'precious')
    await expect(run(cut)).rejects.toThrow('out.wav already exists. Choose another name, or replace it with --force.')
    expect(await readFile(output, 'utf8')).toBe('precious')
    await run(cut, { force: true })
    expect((await readWavFile(output)).samples).toHaveLength(3 * RATE)
    await expect(run(cut, { force: true, output: input })).rejects.toThrow('which is never modified')
  })

  test('missing files, and files of another kind', async () => {
    await expect(run(cut, { input: join(folder, 'no.wav') })).rejects.toThrow('file not found')
    await expect(run(cut, { input: folder })).rejects.toThrow('is not the folder of a recording')
    await expect(run(cut, { input: script })).rejects.toThrow('not a sound file')
    await expect(run(cut, { output: join(folder, 'out.mp3') })).rejects.toThrow('must end in .wav')
    await expect(run(cut, { output: join(folder, 'no/out.wav') })).rejects.toThrow(/cannot write .*out.wav/)
    const missing = { script: join(folder, 'no.json'), input, output, force: false }
    await expect(runScript(missing, () => {})).rejects.toThrow('no.json: no such file')
  })
})
