import { beforeEach, expect, test } from 'vitest'
import { ChildSupervisor, type Life } from '../../../src/lib/process/child-supervisor.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

let clock: ManualClock
let lives: { life: Life; ended: boolean }[]
let told: string[]

beforeEach(() => {
  clock = new ManualClock()
  lives = []
  told = []
})

const FAILURES = {
  error: Error,
  stuck: 'no sound came for some seconds',
  advice: 'Look at "chat-client devices" and choose again.',
}

function lifeline(): ChildSupervisor<Error> {
  return new ChildSupervisor(
    clock,
    'the microphone "M"',
    (life) => {
      const entry = { life, ended: false }
      lives.push(entry)
      return async () => {
        entry.ended = true
      }
    },
    FAILURES,
  )
}

const handlers = { failed: (error: Error) => told.push(error.message), recovered: () => told.push('recovered') }

async function opened(): Promise<ChildSupervisor<Error>> {
  const line = lifeline()
  const open = line.open()
  lives[0]!.life.ready()
  await open
  line.listen(handlers)
  return line
}

/** The device gives sound for `ms`. */
function live(ms: number): void {
  for (let at = 0; at < ms; at += 20) {
    clock.advance(20)
    lives.at(-1)!.life.beat()
  }
}

test('reports once, from open, that a device cannot be opened', async () => {
  const line = lifeline()
  const open = line.open()
  lives[0]!.life.died('it is in use')
  await expect(open).rejects.toThrow('the microphone "M" cannot be opened: it is in use.')
  clock.advance(60_000)
  expect(lives).toHaveLength(1)
  await line.close()
})

test('ends a device that does not answer within 5 s of opening', async () => {
  const open = lifeline().open()
  clock.advance(4900)
  expect(lives[0]!.ended).toBe(false)
  clock.advance(200)
  await expect(open).rejects.toThrow('no sound came for some seconds')
  expect(lives[0]!.ended).toBe(true)
})

test('restarts the device after 2 s without sound', async () => {
  await opened()
  live(5000)
  clock.advance(1900)
  expect(lives[0]!.ended).toBe(false)
  clock.advance(200)
  expect(lives[0]!.ended).toBe(true)
  expect(told).toEqual(['the microphone "M" stopped: no sound came for some seconds. Restarting it.'])
  clock.advance(300)
  expect(lives).toHaveLength(2)
  lives[1]!.life.ready()
  expect(told).toHaveLength(1)
  lives[1]!.life.beat()
  lives[1]!.life.beat()
  expect(told.slice(1)).toEqual(['recovered'])
})

test('reports an outage once, and stops retrying at last', async () => {
  await opened()
  for (let i = 0; i < 30; i++) {
    lives.at(-1)!.life.died('unplugged')
    clock.advance(5000)
  }
  expect(lives).toHaveLength(11)
  expect(told).toEqual([
    'the microphone "M" stopped: unplugged. Restarting it.',
    'the microphone "M" cannot be restarted: unplugged. Look at "chat-client devices" and choose again.',
  ])
})

test('stops retrying a device that keeps failing after a moment of sound, but not one that lasts', async () => {
  await opened()
  for (let i = 0; i < 30; i++) {
    live(12_000)
    lives.at(-1)!.life.died('unplugged')
    clock.advance(5000)
  }
  expect(lives).toHaveLength(31)
  for (let i = 0; i < 30; i++) {
    live(100)
    lives.at(-1)!.life.died('unplugged')
    clock.advance(5000)
  }
  expect(lives.length).toBeLessThan(31 + 12)
  expect(told.at(-1)).toContain('cannot be restarted')
})

test('ignores messages of an earlier child', async () => {
  await opened()
  lives[0]!.life.died('unplugged')
  clock.advance(300)
  lives[0]!.life.died('again')
  lives[0]!.life.beat()
  expect(told).toHaveLength(1)
  expect(lives[1]!.ended).toBe(false)
})

test('reports and starts nothing after close', async () => {
  const line = await opened()
  await line.close()
  expect(lives[0]!.ended).toBe(true)
  lives[0]!.life.died('killed')
  lives[0]!.life.beat()
  clock.advance(60_000)
  await line.close()
  expect(lives).toHaveLength(1)
  expect(told).toEqual([])
})

test('reports a failure from before there was a listener', async () => {
  const line = lifeline()
  const open = line.open()
  lives[0]!.life.ready()
  await open
  lives[0]!.life.died('unplugged')
  line.listen(handlers)
  expect(told).toHaveLength(1)
})
