import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openTranscript, parseTranscript, transcriptPath } from '../../../src/studio/transcript/transcript.ts'
import { freshFolder } from '../../helpers/folder.ts'

const said = (from: number, text: string) => ({
  user: 1,
  name: 'Ann',
  track: '1-ann',
  from,
  to: from + 10,
  text,
  words: [],
})
const file = (utterances: object[], more: object = {}) =>
  JSON.stringify({ version: 1, engine: 'test', rate: 8000, utterances, ...more })

describe('the transcript of a recording', () => {
  test('is in the folder or beside the file, or missing', async () => {
    const folder = freshFolder()
    mkdirSync(join(folder, 'standup.wav'))
    expect(await transcriptPath(join(folder, 'standup.wav'), 'srt')).toBe(join(folder, 'standup.wav', 'transcript.srt'))
    expect(await transcriptPath(join(folder, 'note.WAV'), 'txt')).toBe(join(folder, 'note.transcript.txt'))
    expect(await openTranscript(folder)).toBeNull()
    writeFileSync(join(folder, 'transcript.json'), file([said(0, 'hello')]))
    expect((await openTranscript(folder))!.utterances).toMatchObject([{ text: 'hello' }])
  })

  test('is read in order, without terminal control characters', () => {
    const wild = { ...said(5, 'a\u001b[2Jb'), name: 'An\u202En\n' }
    const words = [{ from: 5, to: 6, text: '\u001b]0;x\u0007ab' }]
    const { utterances } = parseTranscript(file([said(50, 'later'), { ...wild, words }]), 'transcript.json')
    expect(utterances.map(({ text }) => text)).toEqual(['ab', 'later'])
    expect(utterances[0]).toMatchObject({ name: 'Ann ', words: [{ text: 'ab' }] })
  })

  test.each([
    ['{', 'transcript.json is damaged (invalid JSON)'],
    [file([], { version: 2 }), 'is not a valid transcript (/version'],
    [file([{ ...said(0, 'x'), from: -1 }]), '(/utterances/0/from'],
    [file([{ ...said(0, 'x'), extra: 1 }]), '(/utterances/0/extra'],
    [file([said(0, 'x'.repeat(30_000))]), '(/utterances/0/text'],
  ])('is rejected when invalid (%#)', (text, message) => {
    expect(() => parseTranscript(text, 'transcript.json')).toThrow(message)
  })
})
