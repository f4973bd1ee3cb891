import { describe, expect, it } from 'vitest'
import { STUDIO_SCOPE, studioCommands } from '../../../src/studio/commands/table.ts'
import { EMPTY_VIEW } from '../../../src/studio/model/view.ts'
import { presentSpoken } from '../../../src/studio/present/spoken-band.ts'
import type { SpokenState } from '../../../src/studio/transcribe/spoken.ts'
import { Bindings } from '../../../src/tui/bindings.ts'

const bindings = new Bindings(studioCommands, {}, STUDIO_SCOPE)
const RATE = 1000
const PEOPLE = ['Ann', 'Bo', 'Cy', 'Di']

const NO_TAGS = { title: '', room: '', date: '', people: [], software: '' }

/** Four people who speak for ten seconds each, one word per second. */
const parts = PEOPLE.map((name, i) => ({
  ...{ track: name, name, from: i * 10_000, to: (i + 1) * 10_000 },
  text: Array.from({ length: 10 }, (_, n) => `${name}${n}`).join(' '),
  words: Array.from({ length: 10 }, (_, n) => ({ at: i * 10_000 + n * 1000, text: `${name}${n}` })),
}))

function lines(playhead: number, rows: number, width: number, more: Partial<SpokenState> = {}) {
  const spoken = { shown: true, parts, query: '', hits: [], transcribing: null, ...more }
  const about = { path: '', title: '', tags: NO_TAGS, people: new Map(), turns: [], markers: [] }
  const state = { about, timeline: { rate: RATE, tracks: [] }, view: { ...EMPTY_VIEW, playhead } }
  return presentSpoken(state, spoken, bindings, { width, height: rows })
}

const textOf = ({ spans }: { spans: readonly { text: string }[] }) => spans.map(({ text }) => text).join('')
const styled = (line: { spans: readonly { text: string; style: string }[] }, style: string) =>
  line.spans.filter((span) => span.style === style).map(({ text }) => text)

describe('the transcript around the playhead', () => {
  it('shows the previous and next utterances, and highlights the current word', () => {
    const shown = lines(23_500, 3, 100)
    expect(shown.map(textOf).map((text) => text.slice(0, 12))).toEqual([' 0:10    Bo:', ' 0:20    Cy:', ' 0:30    Di:'])
    expect(styled(shown[1]!, 'strong')).toEqual(['Cy3'])
    expect(styled(shown[0]!, 'strong')).toEqual([])
    expect(shown[1]!.click).toEqual({ do: 'run', command: 'go', argument: '20.000' })
  })

  it('keeps the current word visible in a narrow line', () => {
    const [line] = lines(28_500, 1, 30)
    expect(textOf(line!)).toContain('Cy8')
    expect(textOf(line!).length).toBeLessThanOrEqual(30)
  })

  it('highlights search matches', () => {
    const [line] = lines(500, 1, 100, { query: 'NN7' })
    expect(styled(line!, 'marker')).toEqual(['Ann7'])
  })

  it('shows how to create a transcript, and the progress', () => {
    expect(textOf(lines(0, 3, 100, { parts: null })[0]!)).toBe(' No transcript. W creates one.')
    const [line] = lines(0, 1, 100, { parts: null, transcribing: { share: 0.4, voice: 'Bo' } })
    expect(textOf(line!)).toBe(' Transcribing: 40 %  Bo  stop')
  })
})
