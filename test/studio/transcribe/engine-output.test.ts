import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanLine } from '../../../src/lib/text.ts'
import { type RecognisedSegment, readEngineOutput } from '../../../src/studio/transcribe/engine-output.ts'

const token = (text: string, from: number, to: number) => ({ text, offsets: { from, to } })

describe('the output of an engine', () => {
  test('whisper.cpp JSON keeps its words, also when tokens split a character', () => {
    const tokens = [
      { text: '[_BEG_]', offsets: { from: 0, to: 0 } },
      token(' na', 100, 200),
      token('\uFFFD', 200, 250),
      token('\uFFFDve', 250, 300),
      token(' idea', 300, 600),
      token('.', 600, 620),
      { text: '[_TT_31]', offsets: { from: 620, to: 620 } },
    ]
    const transcription = [{ offsets: { from: 0, to: 700 }, text: ' naïve idea.', tokens }]
    expect(readEngineOutput(JSON.stringify({ transcription }))).toEqual([
      {
        ...{ from: 0, to: 700, text: 'naïve idea.' },
        words: [
          { from: 100, to: 300, text: 'naïve' },
          { from: 300, to: 620, text: 'idea.' },
        ],
      },
    ])
  })

  test('keeps the whole text when the time of a word is invalid', () => {
    const pieceOf = (words: object[]) =>
      readEngineOutput(JSON.stringify({ segments: [{ start: 0, end: 2, text: 'a b', words }] }))
    const a = { start: 0, end: 1, word: 'a' }
    expect(pieceOf([a, { start: 1.5, end: 1.2, word: 'b' }])[0]!.words.at(-1)).toEqual({
      from: 1500,
      to: 1500,
      text: 'b',
    })
    expect(pieceOf([a, { start: -1, end: 1, word: 'b' }])).toEqual([{ from: 0, to: 2000, text: 'a b', words: [] }])
  })

  test('Whisper JSON has times in seconds', () => {
    const words = [{ start: 1.5, end: 1.75, word: ' Hello' }]
    const segments = readEngineOutput(
      JSON.stringify({ text: '', segments: [{ id: 0, start: 1.5, end: 2, text: ' Hello', words }] }),
    )
    expect(segments).toEqual([
      { from: 1500, to: 2000, text: 'Hello', words: [{ from: 1500, to: 1750, text: 'Hello' }] },
    ])
  })

  test('SRT and WebVTT lose their markup', () => {
    const srt =
      '\uFEFF1\r\n00:00:01,000 --> 01:00:02,500\r\n<i>Hello</i>\r\nthere\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nBye\r\n'
    expect(readEngineOutput(srt)).toEqual([
      { from: 1000, to: 3_602_500, text: 'Hello there', words: [] },
      { from: 3000, to: 4000, text: 'Bye', words: [] },
    ])
    const vtt = 'WEBVTT\n\nSTYLE\n::cue {}\n\ncue 1\n00:01.000 --> 00:02.000 align:start\n<v Ann>a &lt; b\n'
    expect(readEngineOutput(vtt)).toMatchObject([{ from: 1000, to: 2000, text: 'a < b' }])
    expect(readEngineOutput('WEBVTT\n')).toEqual([])
  })

  test('drops escape sequences, invalid times and invalid structures', () => {
    const transcription = [
      { offsets: { from: 5, to: 9 }, text: '\u001b]0;x\u0007a\u202E\nb' },
      { offsets: { from: 9, to: 5 }, text: 'backwards' },
      { offsets: { from: -1, to: 5 }, text: 'before' },
      { offsets: { from: 0, to: 'ENDLESS' }, text: 'endless' },
      { text: 'no time' },
      { offsets: { from: 0, to: 5 }, text: 7 },
      { offsets: { from: 0, to: 5 }, text: ' [BLANK_AUDIO]' },
      null,
    ]
    const json = JSON.stringify({ transcription }).replace('"ENDLESS"', '1e999')
    expect(readEngineOutput(json)).toEqual([{ from: 5, to: 9, text: 'a b', words: [] }])
    // whisper.cpp does not escape control characters in strings.
    expect(readEngineOutput('{"transcription":[{"offsets":{"from":0,"to":1},"text":"a\tb"}]}')).toMatchObject([
      { text: 'a b' },
    ])
  })

  test('is cleaned or rejected for arbitrary input', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('\u001b[31m', '\u202e', '\n', '<b>', '-->'), fc.lorem())
    const number = fc.oneof(fc.double(), fc.integer())
    const span = fc.record({ from: number, to: number }, { requiredKeys: [] })
    const piece = fc.record(
      { offsets: span, text, tokens: fc.array(fc.record({ text, offsets: span })) },
      { requiredKeys: [] },
    )
    const segment = fc.record({
      start: number,
      end: number,
      text,
      words: fc.array(fc.record({ start: number, end: number, word: text })),
    })
    const written = fc.oneof(
      text,
      fc.json(),
      fc.record({ transcription: fc.array(fc.oneof(piece, fc.anything())) }).map((json) => JSON.stringify(json) ?? ''),
      fc.record({ segments: fc.array(fc.oneof(segment, fc.anything())) }).map((json) => JSON.stringify(json) ?? ''),
      fc.array(fc.oneof(text, fc.constant('\n\n00:00:01,000 --> 00:00:02,000\n'))).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(written, (output) => {
        let segments: RecognisedSegment[]
        try {
          segments = readEngineOutput(output)
        } catch (error) {
          expect((error as Error).message).toMatch(/^it wrote /)
          return
        }
        for (const one of segments.flatMap((piece) => [piece, ...piece.words])) {
          expect(one.text).toBe(cleanLine(one.text))
          expect(one.text).not.toBe('')
          expect(one.from >= 0 && one.to >= one.from && one.to < Infinity).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    ['{"transcription"', 'invalid JSON'],
    ['{}', 'neither "transcription" nor "segments"'],
    ['hello', 'neither JSON nor SRT nor WebVTT'],
  ])('is rejected in another format: %s', (text, message) => {
    expect(() => readEngineOutput(text)).toThrow(message)
  })
})
