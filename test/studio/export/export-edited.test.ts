import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatEdits } from '../../../src/studio/edit/edits-file.ts'
import type { Operation } from '../../../src/studio/edit/operations.ts'
import { exportEdited } from '../../../src/studio/export/export-edited.ts'
import { exportSound } from '../../../src/studio/export/export-sound.ts'
import { exportUtterances } from '../../../src/studio/export/export-utterances.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { runProgram } from '../../helpers/program.ts'
import { toneRecording } from '../../helpers/tone-recording.ts'
import { toneLevel } from '../../helpers/tones.ts'
import { readWavFile } from '../../helpers/wav-files.ts'

const RATE = 16_000
const nothing = () => {}

/** Ann (500 Hz), then Bo (900 Hz); one second in the middle is cut, with the start of Bo's turn. */
async function edited(operations: Operation[] = [{ name: 'cut', from: 2.5, to: 3.5 }]): Promise<string> {
  const folder = await toneRecording(
    [
      { name: 'Ann', hz: 500, turns: [[1, 2]] }, // biome-ignore format: a line a person
      { name: 'Bo Ö', hz: 900, turns: [[3, 5]] }, // biome-ignore format: a line a person
    ],
    6,
    RATE,
  )
  appendFileSync(join(folder, 'events.jsonl'), '{"at":4500,"event":"marker","user":1,"text":"decided"}\n')
  writeFileSync(join(folder, 'edits.json'), formatEdits({ operations, done: operations.length }))
  return folder
}

function transcribed(folder: string): void {
  const [ann, bo] = ['1-ann', '2-bo-o'].map((track) => ({ track, words: [] })) as [object, object]
  const utterances = [
    { ...ann, user: 1, name: 'Ann', from: RATE, to: 2 * RATE, text: 'Hello.' },
    { ...bo, user: 2, name: 'Bo Ö', from: 3 * RATE, to: 5 * RATE, text: 'Hello to you.' },
  ]
  writeFileSync(join(folder, 'transcript.json'), JSON.stringify({ version: 1, engine: 'test', rate: RATE, utterances }))
}

describe('export with edits', () => {
  test('exports the edited mix or one track, with markers at their edited positions', async () => {
    const source = await edited()
    const folder = freshFolder()
    const [mix, bo] = [join(folder, 'mix.wav'), join(folder, 'bo.wav')]
    expect(await exportEdited({ source, target: mix, track: null }, nothing)).toBe(
      `Exported 5.0 s to ${mix}, with the edits.`,
    )
    const { samples } = await readWavFile(mix)
    expect(samples.length).toBe(5 * RATE)
    expect(toneLevel(samples.subarray(RATE, 2 * RATE), 500, RATE)).toBeCloseTo(-12, 0)
    expect(toneLevel(samples.subarray(2.6 * RATE, 3.6 * RATE), 900, RATE)).toBeCloseTo(-12, 0)
    await exportEdited({ source, target: bo, track: 2 }, nothing)
    expect(toneLevel((await readWavFile(bo)).samples.subarray(RATE, 2 * RATE), 500, RATE)).toBeLessThan(-80)
    const labels = join(folder, 'labels.txt')
    await exportEdited({ source, target: labels, track: null }, nothing)
    expect(readFileSync(labels, 'utf8')).toBe(
      '1.000000\t2.000000\tAnn\n2.500000\t4.000000\tBo Ö\n3.500000\t3.500000\tdecided\n',
    )
  })

  test('rejects the track of a person that is mixed into another track', async () => {
    const source = await edited([{ name: 'mix_down', tracks: ['1-ann', '2-bo-o'], into: 'both' }])
    const call = { source, target: join(freshFolder(), 'bo.wav'), track: 2 }
    await expect(exportEdited(call, nothing)).rejects.toThrow(
      'The edits mix 2-bo-o into another track. Omit --track or --edited.',
    )
    expect(existsSync(call.target)).toBe(false)
  })

  test('exports captions from a transcript, with or without edits', async () => {
    const source = await edited()
    const target = join(freshFolder(), 'said.srt')
    await expect(exportEdited({ source, target, track: null }, nothing)).rejects.toThrow(
      /^.* has no transcript\. Create one: chat-client/,
    )
    transcribed(source)
    expect(await exportEdited({ source, target, track: null }, nothing)).toBe(`Wrote 2 captions to ${target}.`)
    expect(readFileSync(target, 'utf8')).toContain('00:00:02,500 --> 00:00:04,000\nBo Ö: Hello to you.\n')
    const recorded = join(freshFolder(), 'said.vtt')
    await exportSound({ source, target: recorded, track: null }, nothing)
    expect(readFileSync(recorded, 'utf8')).toContain('00:00:03.000 --> 00:00:05.000\n<v Bo Ö>Hello to you.\n')
  })
})

describe('export of utterances', () => {
  test('writes one file per utterance with a single speaker, named by number, speaker and time', async () => {
    const source = await edited()
    const target = join(freshFolder(), 'new', 'said')
    const message = await exportUtterances({ source, target, format: 'wav', edited: true }, nothing)
    expect(message).toBe(`Wrote 2 utterances to ${target}, with the edits.`)
    const files = readdirSync(target).sort()
    expect(files).toEqual(['0001-ann-0m01s.wav', expect.stringMatching(/^0002-bo-o-[0-9a-f]{6}-0m02s\.wav$/)])
    const [ann, bo] = await Promise.all(files.map(async (file) => (await readWavFile(join(target, file))).samples))
    expect([ann!.length, bo!.length]).toEqual([1.2 * RATE, 1.7 * RATE])
    expect(toneLevel(ann!.subarray(0.1 * RATE, 1.1 * RATE), 500, RATE)).toBeCloseTo(-12, 0)
    expect(toneLevel(bo!.subarray(0.2 * RATE, 1.2 * RATE), 500, RATE)).toBeLessThan(-60)
    await expect(exportUtterances({ source, target, format: 'wav', edited: true }, nothing)).rejects.toThrow(
      'already exists',
    )
  })

  test('uses the transcript, leaves no folder when it is cancelled, and rejects an unknown format', async () => {
    const source = await edited([{ name: 'cut', from: 0, to: 2.5 }])
    transcribed(source)
    const call = { source, target: join(freshFolder(), 'said'), format: 'flac', edited: true }
    await exportUtterances(call, nothing)
    expect(readdirSync(call.target)).toEqual([expect.stringMatching(/^0001-bo-o-[0-9a-f]{6}-0m00s\.flac$/)])
    const again = { ...call, target: `${call.target}2` }
    const cancel = AbortSignal.abort(new Error('enough'))
    await expect(exportUtterances(again, nothing, cancel)).rejects.toThrow('enough')
    expect(existsSync(again.target)).toBe(false)
    await expect(exportUtterances({ ...again, format: 'mp3' }, nothing)).rejects.toThrow(
      'Unknown format mp3. Choose one of wav, flac, opus.',
    )
  })
})

test('the export command reports whether the edits are included', async () => {
  const [source, cwd] = [await edited(), freshFolder()]
  const run = (...args: string[]) => runProgram('client/main.js', ['export', source, ...args], { cwd })
  expect(await run('a.wav')).toEqual({
    code: 0,
    text: 'Exported 6.0 s to a.wav.\nExported as recorded; --edited applies the edit.',
  })
  expect((await run('b.wav', '--edited')).text).toBe('Exported 5.0 s to b.wav, with the edits.')
  expect((await run('said', '--utterances', 'opus')).text).toMatch(
    /^Wrote 2 utterances to said\.\nExported as recorded/,
  )
  expect((await run('c.mp3', '--edited')).text).toMatch(/^The extension of c\.mp3 must be one of/)
})
