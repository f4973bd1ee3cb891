import { describe, expect, it } from 'vitest'
import { append, entriesOf, insertPast, LONGEST_LOG } from '../../../src/client/tui/room-log.ts'
import type { MeetingEvent } from '../../../src/protocol/meeting/meeting-events.ts'
import { mentions } from '../../../src/protocol/meeting/mentions.ts'
import { initialState } from '../../../src/protocol/meeting/state.ts'
import { entry } from './states.ts'

const state = { ...initialState, self: { id: 1, name: 'Ann' }, room: 'standup' }

function said(text: string, change: Partial<Extract<MeetingEvent, { event: 'said' }>> = {}) {
  const event = { event: 'said', from: { id: 2, name: 'Bo' }, text, at: 5, private: false, ...change } as const
  return entriesOf(event, state, 99)[0]!
}

describe('messages of the past', () => {
  const past = (at: number, text = `at ${at}`) => ({ from: 0, name: 'Bo', text, at })
  const texts = (log: readonly { text: string }[]) => log.map(({ text }) => text)

  it('stand where they belong, after a line with their day, and alert nobody', () => {
    const log = [
      entry('known', { kind: 'said', at: 1 }),
      entry('Joined', { kind: 'notice', at: 9 }),
      entry('new', { at: 7 }),
    ]
    const said = [past(3, '@Ann hi'), past(5)]
    const event: MeetingEvent = { event: 'history', room: 'standup', said, more: true }
    const entries = entriesOf(event, state, 99)
    expect(texts(insertPast(log, entries))).toEqual([
      'known',
      expect.stringMatching(/^Said since 1970-01-01 \d\d:\d\d; \/history shows older messages\.$/),
      '@Ann hi',
      'at 5',
      'Joined',
      'new',
    ])
    expect(entries.some(({ mention }) => mention)).toBe(false)
    expect(texts(insertPast([entry('Joined', { kind: 'notice', at: 9 })], entries)).at(-1)).toBe('Joined')
  })
})

describe('a log entry', () => {
  it('has a bounded text and name', () => {
    const { name, text } = said('é'.repeat(500_000), { from: { id: 2, name: 'x'.repeat(500_000) } })
    expect(name.length).toBeLessThan(1_000)
    expect(text.length).toBeLessThan(10_000)
    const joined: MeetingEvent = { event: 'joined', room: 'y'.repeat(500_000), users: [] }
    expect(entriesOf(joined, state, 0)[0]!.text.length).toBeLessThan(10_000)
  })

  it('has author, text and time without control characters', () => {
    expect(said('hi\u001B[2J \u202Ethere', { from: { id: 2, name: 'B\u0007o' } })).toEqual({
      at: 5,
      kind: 'said',
      name: 'Bo',
      text: 'hi there',
      mine: false,
      aside: null,
      mention: false,
    })
  })

  it('has the direction and the other person of a private message', () => {
    const to = { id: 2, name: 'Bo' }
    expect(said('psst', { private: true, to: { id: 1, name: 'Ann' } })).toMatchObject({
      name: 'Bo',
      aside: 'from',
      mention: true,
    })
    expect(said('psst', { private: true, from: { id: 1, name: 'Ann' }, to })).toMatchObject({
      name: 'Bo',
      aside: 'to',
      mine: true,
      mention: false,
    })
  })

  it('is an error for a failure, with the time of the event', () => {
    expect(entriesOf({ event: 'error', text: 'no such room' }, state, 99)).toMatchObject([
      { kind: 'error', at: 99, name: '' },
    ])
    const device = { event: 'device', kind: 'microphone', message: 'it is gone' } as const
    expect(entriesOf({ ...device, fine: false }, state, 1)[0]?.kind).toBe('error')
    expect(entriesOf({ ...device, fine: true }, state, 1)[0]?.kind).not.toBe('error')
  })
})

describe('a mention', () => {
  it('is the name as a whole word, ignoring case', () => {
    for (const text of ['Ann?', 'hey @ann, look', 'ANN', 'so (Ann) said']) expect(mentions(text, 'Ann')).toBe(true)
    for (const text of ['Anna', 'Hannover', 'ann_e', 'Änn', '']) expect(mentions(text, 'Ann')).toBe(false)
    expect(mentions('日本さん', '日本')).toBe(false)
    expect(mentions('日本 さん', '日本')).toBe(true)
    expect(mentions('a.b+c', '.b+')).toBe(false)
    expect(mentions('call (.*) now', '(.*)')).toBe(true)
    expect(mentions('anything', '')).toBe(false)
    expect(mentions('annann (Ann)', 'ANN')).toBe(true)
    expect(mentions('xa a a', 'a a')).toBe(true)
    expect(mentions('𝒜Ann', 'Ann')).toBe(false)
    const long = 'é'.repeat(100_000)
    expect(mentions(`hi ${long}!`, long)).toBe(true)
    expect(mentions('hi', long)).toBe(false)
  })
})

describe('a log', () => {
  it('stays the same object when nothing is added', () => {
    const log = [entry('one')]
    expect(append(log, [])).toBe(log)
  })

  it('drops the oldest entries', () => {
    const full = Array.from({ length: LONGEST_LOG }, (_, i) => entry(String(i)))
    const longer = append(full, [entry('new'), entry('newer')])
    expect(longer).toHaveLength(LONGEST_LOG)
    expect(longer[0]!.text).toBe('2')
    expect(longer.at(-1)!.text).toBe('newer')
  })
})
