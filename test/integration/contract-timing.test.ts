import { describe, expect, it } from 'vitest'
import { type Member, useServer } from '../helpers/contract-server.ts'
import { percentile, talk, tone } from '../helpers/talking.ts'
import { toneLevel } from '../helpers/tones.ts'
import type { WireClient } from '../helpers/wire-client.ts'

const RATE = 48_000
const KIB = 1024
const server = useServer()

/** Frames between two marks: a talker marks the time by changing between two tones. */
const MARK_FRAMES = 25

/** When the listener began to hear each change between two tones, in order (ms, of `performance.now`). */
function marksHeard(listener: Member, [first, second]: Tones): number[] {
  const times: number[] = []
  let current = first
  for (const { at, samples } of listener.client.voice) {
    const next = current === first ? second : first
    const level = toneLevel(samples, next, RATE)
    if (level < -30 || level < toneLevel(samples, current, RATE)) continue
    times.push(at)
    current = next
  }
  return times
}

type Tones = readonly [number, number]

interface Talker extends Member {
  name: string
  periodMs: number
  tones: Tones
}

/** Lets all talk for so long, each at a period of their own; resolves with the times of the marks of each. */
function talkWithMarks(talkers: readonly Talker[], seconds: number): Promise<number[][]> {
  return Promise.all(
    talkers.map(async ({ client, periodMs, tones }) => {
      const frame = (index: number) => tone(tones[Math.floor(index / MARK_FRAMES) % 2]!, RATE)(index)
      const sent = await talk(client, Math.floor((seconds * 1000) / periodMs), frame, { periodMs })
      return sent.filter((_, index) => index > 0 && index % MARK_FRAMES === 0)
    }),
  )
}

/** Holds a talker to a delay of 100 ms at the end: one mark may be late on a busy machine, a delay that grew stays. */
function expectInTime(listener: Member, { name, tones }: Talker, marksSent: readonly number[]): void {
  const delays = marksHeard(listener, tones).map((at, mark) => at - marksSent[mark]!)
  expect(delays.length, `marks heard of the ${name} one`).toBeGreaterThanOrEqual(marksSent.length - 1)
  expect(delays.length, `marks heard of the ${name} one`).toBeLessThanOrEqual(marksSent.length)
  expect(percentile(delays.slice(-8), 0.5), `delay of the ${name} one, ms: ${delays}`).toBeLessThanOrEqual(100)
}

describe('a talker whose clock drifts', () => {
  it('by 2 %, fast or slow, is heard within 100 ms at the end, as are the others', async () => {
    const [listener, fast, slow, right] = await server.meet('Listener', 'Fast', 'Slow', 'Right')
    const talkers: Talker[] = [
      { ...fast, name: 'fast', periodMs: 20 / 1.02, tones: [400, 600] },
      { ...slow, name: 'slow', periodMs: 20 / 0.98, tones: [800, 1000] },
      { ...right, name: 'right', periodMs: 20, tones: [1200, 1400] },
    ]
    const marks = await talkWithMarks(talkers, 15)
    for (const [i, talker] of talkers.entries()) expectInTime(listener, talker, marks[i]!)
  })

  it.each([
    ['half as many frames as there should be', 40],
    ['five times as many', 4],
  ])('far too much, %s, does not delay the others', async (_, periodMs) => {
    const [listener, odd, right] = await server.meet('Listener', 'Odd', 'Right')
    const talker: Talker = { ...right, name: 'right', periodMs: 20, tones: [1200, 1400] }
    let talking = true
    const nuisance = talk(odd.client, Number.POSITIVE_INFINITY, tone(400), { periodMs, during: () => talking })
    const [marks] = await talkWithMarks([talker], 8)
    talking = false
    await nuisance
    expectInTime(listener, talker, marks!)
  })
})

describe('a burst of 200 ms', () => {
  it('in a mix is absorbed: all of it is heard', async () => {
    const [talker, other, listener] = await server.meet('Talker', 'Other', 'Listener')
    const burst = Array.from({ length: 10 }, (_, i) => 600 + 100 * i)
    let talking = true
    const background = talk(other.client, Number.POSITIVE_INFINITY, tone(2000, RATE, 0.02), { during: () => talking })
    await talk(talker.client, 50, tone(400))
    await new Promise((resolve) => setTimeout(resolve, 200))
    await talk(talker.client, 10, (i) => tone(burst[i]!)(0), { periodMs: 0 })
    await talk(talker.client, 50, tone(400))
    talking = false
    await background
    await listener.client.ask({ action: 'list' })

    const sound = Int16Array.from(listener.client.voice.flatMap(({ samples }) => [...samples]))
    const loudest = new Map(burst.map((hz) => [hz, Number.NEGATIVE_INFINITY]))
    for (let begin = 0; begin + 960 <= sound.length; begin += 240) {
      const window = sound.subarray(begin, begin + 960)
      for (const hz of burst) loudest.set(hz, Math.max(loudest.get(hz)!, toneLevel(window, hz, RATE)))
    }
    // Its own 20 ms have -20 dBFS; what is shortened to half of them still has -26.
    expect([...loudest].filter(([, level]) => level < -26)).toEqual([])
  })
})

describe('ack', () => {
  function talkUntil(talker: Member, ended: () => boolean): Promise<number[]> {
    return talk(talker.client, Number.POSITIVE_INFINITY, tone(400), { during: () => !ended() })
  }

  function acknowledge(client: WireClient): void {
    client.sendLine({ action: 'ack', received: client.payloadBytes })
  }

  it('has no reply', async () => {
    const [{ client }] = await server.meet('Ann')
    client.sendLine({ action: 'ack', received: 0, id: 'never answered' })
    await client.ask({ action: 'request_sample_rate' })
    const labels = client.messages.map(({ label }) => label)
    expect(labels).not.toContain('error')
    expect(labels).not.toContain('ack')
    expect(client.messages.map(({ id }) => id)).not.toContain('never answered')
  })

  it('sent only once: at most 24 KiB follow, and the connection is closed after 5 s', async () => {
    const [talker, listener] = await server.meet('Talker', 'Listener')
    let ended = false
    listener.client.closed.then(() => {
      ended = true
    })
    const talking = talkUntil(talker, () => ended)
    await expect.poll(() => listener.client.voice.length).toBeGreaterThan(5)
    const acknowledged = listener.client.payloadBytes
    const since = performance.now()
    acknowledge(listener.client)
    await listener.client.closed
    expect(performance.now() - since).toBeGreaterThan(4500)
    expect(listener.client.payloadBytes - acknowledged).toBeLessThanOrEqual(24 * KIB)
    expect(listener.client.payloadBytes - acknowledged).toBeGreaterThan(16 * KIB)
    await talking
  })

  it('sent in time keeps the connection and all of the voice', async () => {
    const [talker, listener] = await server.meet('Talker', 'Listener')
    const frames = 400
    const talking = talk(talker.client, frames, tone(400))
    const acknowledging = setInterval(acknowledge, 50, listener.client)
    await talking
    await expect.poll(() => listener.client.voice.length).toBe(frames)
    clearInterval(acknowledging)
    await listener.client.ask({ action: 'list' })
  })

  it('sent late gives the newest voice, not the oldest', async () => {
    const [talker, listener] = await server.meet('Talker', 'Listener')
    acknowledge(listener.client)
    await talk(talker.client, 75, (i) => new Int16Array(960).fill(i + 1))
    acknowledge(listener.client)
    const last = () => listener.client.voice.at(-1)?.samples[0]
    await expect.poll(last).toBe(75)
  })

  it('never sent does not hold back the voice', async () => {
    const [talker, listener] = await server.meet('Talker', 'Listener')
    await talk(talker.client, 300, tone(400))
    await expect.poll(() => listener.client.voice.length).toBe(300)
  })
})
