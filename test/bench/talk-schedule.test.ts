import { expect, test } from 'vitest'
import { TalkSchedule } from '../../bench/load/talk-schedule.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

function schedule(phases: readonly number[]) {
  const hands = new ManualClock()
  const clock = {
    slept: 0,
    now: () => hands.now() + clock.slept,
    after: hands.after.bind(hands),
    date: () => hands.date(),
  }
  const advance = (ms: number) => hands.advance(ms)
  const start = clock.now()
  const sent: string[] = []
  const talkers = phases.map((_, t) => ({ send: () => sent.push(`${t}@${clock.now() - start}`) }))
  const shares = phases.map((phase) => phase / 20)
  return { clock, advance, sent, schedule: new TalkSchedule(clock, talkers, 20, () => shares.shift()!) }
}

test('makes each talker send once a period, at its own phase', () => {
  const { advance, sent } = schedule([15, 5])
  advance(50)
  expect(sent).toEqual(['1@5', '0@15', '1@25', '0@35', '1@45'])
})

test('sends late what a stall delayed, and keeps the schedule', () => {
  const { clock, advance, sent, schedule: talk } = schedule([5])
  advance(0)
  clock.slept = 43
  advance(25)
  expect(sent).toEqual(['0@48', '0@48', '0@48', '0@65'])
  expect(talk.lateness).toEqual([43, 23, 3, 0])
})

test('schedules no talk after the end', () => {
  const { advance, sent, schedule: talk } = schedule([5])
  advance(30)
  talk.stop()
  advance(100)
  expect(sent).toHaveLength(2)
})
