import { describe, expect, it } from 'vitest'
import { type Member, useServer } from '../helpers/contract-server.ts'
import { percentile, talk, tone } from '../helpers/talking.ts'
import { toneLevel } from '../helpers/tones.ts'

const RATE = 48_000
/** Level of the test's tones, 0.1 of full scale. */
const SENT_DBFS = -20
const server = useServer()

/** The middle of the frames that a member heard: the beginnings and ends of the talks are left out. */
function middle(member: Member): Int16Array[] {
  const { voice } = member.client
  const frames = voice.slice(0.25 * voice.length, 0.85 * voice.length).map(({ samples }) => samples)
  expect(frames.length, 'frames heard').toBeGreaterThan(25)
  return frames
}

/** The level in dBFS that most frames of the middle have at `hz`. A frame that came too late may miss in some. */
function levelHeard(member: Member, hz: number): number {
  return percentile(
    middle(member).map((samples) => toneLevel(samples, hz, RATE)),
    0.5,
  )
}

/**
 * The level in dBFS that most frames of the middle have at `hz`, of those in which only `tones` sound. A frame that was
 * shortened or faded, because the machine sent one too late, has some of all frequencies, and proves nothing.
 */
function leakHeard(member: Member, hz: number, tones: readonly number[]): number {
  const whole = middle(member).filter((samples) => otherThan(tones, samples) < -60)
  expect(whole.length, 'frames with nothing but the tones').toBeGreaterThan(5)
  return percentile(
    whole.map((samples) => toneLevel(samples, hz, RATE)),
    0.5,
  )
}

/** The energy of all that is none of these tones, in dB relative to all that sounds. */
function otherThan(tones: readonly number[], samples: Int16Array): number {
  const all = samples.reduce((sum, sample) => sum + (sample / 32_767) ** 2, 0) / samples.length
  const known = tones.map((hz) => 10 ** (toneLevel(samples, hz, RATE) / 10) / 2)
  const rest = known.reduce((sum, energy) => sum - energy, all)
  return 10 * Math.log10(Math.max(rest, 1e-12) / all)
}

describe('a mix', () => {
  it('of five talkers gives each the other four as loud as they are, and nothing of their own', async () => {
    const members = await server.meet('A', 'B', 'C', 'D', 'E', 'Listener')
    const talkers = members.slice(0, 5).map((member, i) => ({ ...member, hz: 400 + 250 * i }))
    await Promise.all(talkers.map(({ client, hz }, i) => talk(client, 120, tone(hz), { offsetMs: 4 * i })))
    const tones = talkers.map(({ hz }) => hz)
    for (const member of members) {
      for (const { id, hz } of talkers) {
        const what = `${hz} Hz as heard by ${member.id}`
        if (member.id === id) expect(leakHeard(member, hz, tones), what).toBeLessThan(SENT_DBFS - 60)
        else expect(Math.abs(levelHeard(member, hz) - SENT_DBFS), what).toBeLessThan(1)
      }
    }
  })

  it.each([1, -1])('that is too loud is limited and never wraps around (%i talkers)', async (sign) => {
    const [ann, bo, listener] = await server.meet('Ann', 'Bo', 'Listener')
    const loud = () => new Int16Array(960).fill(sign * 20_000)
    await Promise.all([talk(ann.client, 75, loud), talk(bo.client, 75, loud)])
    const samples = middle(listener).flatMap((frame) => [...frame].map((sample) => sign * sample))
    expect(percentile(samples, 0)).toBeGreaterThanOrEqual(0)
    expect(percentile(samples, 0.5)).toBeGreaterThan(24_000)
  })

  it('of loud talkers leaves each of them the undistorted voice of the other', async () => {
    const [ann, bo] = await server.meet('Ann', 'Bo', 'Listener')
    await Promise.all([
      talk(ann.client, 75, tone(400, RATE, 0.8)),
      talk(bo.client, 75, tone(600, RATE, 0.8), { offsetMs: 7 }),
    ])
    const sent = 20 * Math.log10(0.8)
    expect(Math.abs(levelHeard(ann, 600) - sent)).toBeLessThan(1)
    expect(leakHeard(ann, 400, [400, 600])).toBeLessThan(sent - 40)
    expect(Math.abs(levelHeard(bo, 400) - sent)).toBeLessThan(1)
  })
})

describe('volume', () => {
  it.each([-6, 6, 12, -20])('of %i dB changes one person for the sender alone', async (gain) => {
    const [talker, other, changer, bystander] = await server.meet('Talker', 'Other', 'Changer', 'Bystander')
    const reply = await changer.client.ask({ action: 'volume', user: talker.id, gain_db: gain })
    expect(reply).toMatchObject({ label: 'volume', user: talker.id, gain_db: gain })
    await Promise.all([talk(talker.client, 75, tone(400)), talk(other.client, 75, tone(600), { offsetMs: 7 })])
    expect(Math.abs(levelHeard(changer, 400) - (SENT_DBFS + gain))).toBeLessThan(1)
    expect(Math.abs(levelHeard(changer, 600) - SENT_DBFS)).toBeLessThan(1)
    expect(Math.abs(levelHeard(bystander, 400) - SENT_DBFS)).toBeLessThan(1)
  })

  it('of 0 dB undoes a change', async () => {
    const [talker, changer] = await server.meet('Talker', 'Changer')
    await changer.client.ask({ action: 'volume', user: talker.id, gain_db: -60 })
    await changer.client.ask({ action: 'volume', user: talker.id, gain_db: 0 })
    await talk(talker.client, 75, tone(400))
    expect(Math.abs(levelHeard(changer, 400) - SENT_DBFS)).toBeLessThan(1)
  })

  it('of -60 dB silences the person', async () => {
    const [talker, other, changer] = await server.meet('Talker', 'Other', 'Changer')
    await changer.client.ask({ action: 'volume', user: talker.id, gain_db: -60 })
    await Promise.all([talk(talker.client, 75, tone(400)), talk(other.client, 75, tone(600))])
    expect(leakHeard(changer, 400, [400, 600])).toBeLessThan(SENT_DBFS - 70)
    expect(Math.abs(levelHeard(changer, 600) - SENT_DBFS)).toBeLessThan(1)
  })

  it('of -60 dB on the only talker leaves nothing to send', async () => {
    const [talker, changer, bystander] = await server.meet('Talker', 'Changer', 'Bystander')
    await changer.client.ask({ action: 'volume', user: talker.id, gain_db: -60 })
    await talk(talker.client, 50, tone(400))
    await expect.poll(() => bystander.client.voice.length).toBeGreaterThanOrEqual(50)
    await changer.client.ask({ action: 'list' })
    expect(changer.client.voice).toEqual([])
  })

  it.each([-61, 12.5, '-6', null])('of %j is refused, and the connection stays open', async (gain) => {
    const [{ client }, { id }] = await server.meet('Ann', 'Bo')
    const reply = await client.ask({ action: 'volume', user: id, gain_db: gain })
    expect(reply).toMatchObject({ label: 'error', code: 'bad_message' })
    expect(await client.ask({ action: 'list' })).toHaveProperty('label', 'list_rooms')
  })
})
