import { describe, expect, it } from 'vitest'
import { type ContractServer, type Member, useServer } from '../helpers/contract-server.ts'
import { noise, talk, tone } from '../helpers/talking.ts'

/** The frames that a member heard, as text, so that a difference of one bit is seen and a failure stays short. */
function heard(member: Member): string[] {
  return member.client.voice.map(({ samples }) => fingerprint(samples))
}

function fingerprint(samples: Int16Array): string {
  return Buffer.from(samples.buffer).toString('base64')
}

/** Waits until a member has heard a frame to the bit. Whatever was sent before it is through by then. */
async function hears(member: Member, samples: Int16Array): Promise<void> {
  const wanted = fingerprint(samples)
  await expect.poll(() => heard(member).includes(wanted), { message: 'a frame did not arrive' }).toBe(true)
}

/** Holds the server to a frame of `length` samples, no more and no less. */
async function takesFramesOf(server: ContractServer, length: number): Promise<void> {
  const [talker, listener] = await server.meet('Talker', 'Listener')
  for (const bytes of [2 * length - 2, 2 * length - 1, 2 * length + 1, 2 * length + 2, 2, 1]) {
    const reply = await talker.client.ask({ action: 'voice' }, Buffer.alloc(bytes))
    expect(reply).toMatchObject({ label: 'error', code: 'bad_frame' })
  }
  const frame = noise(length)(0)
  talker.client.sendVoice(frame)
  await hears(listener, frame)
  expect(listener.client.voice).toHaveLength(1)
}

describe.each([
  [5000, 100],
  [11_025, 221],
  [16_000, 320],
])('a server at %i Hz', (rate, length) => {
  const server = useServer({ args: ['--rate', String(rate)] })

  it('reports its sample rate', async () => {
    const client = await server.connect()
    expect(await client.ask({ action: 'request_sample_rate' })).toHaveProperty('sample_rate', rate)
    const reply = await client.ask({ action: 'hello', name: 'Ann', version: 1, codecs: ['pcm'] })
    expect(reply).toMatchObject({ sample_rate: rate, frame_ms: 20 })
  })

  it(`accepts frames of ${length} samples; another length is bad_frame`, () => takesFramesOf(server, length))
})

describe('voice', () => {
  const server = useServer()
  const frame = noise(960)

  it('is in frames of 960 samples; another length is bad_frame', () => takesFramesOf(server, 960))

  it('outside a room is not_in_a_room', async () => {
    const client = await server.connect()
    const reply = await client.ask({ action: 'voice' }, Buffer.alloc(1920))
    expect(reply).toMatchObject({ label: 'error', code: 'not_in_a_room' })
  })

  it('above 8 KiB is too_large, and the connection is closed', async () => {
    const [{ client }] = await server.meet('Talker')
    client.sendPayload({ action: 'voice' }, Buffer.alloc(8194))
    expect(await client.next('error')).toMatchObject({ code: 'too_large' })
    await client.closed
  })

  it('of a single talker arrives at all others bit for bit, in order, and has no reply', async () => {
    const [talker, ...listeners] = await server.meet('Talker', 'Listener 1', 'Listener 2')
    await talk(talker.client, 50, frame)
    for (const listener of listeners) {
      await hears(listener, frame(49))
      expect(heard(listener)).toEqual(Array.from({ length: 50 }, (_, i) => fingerprint(frame(i))))
    }
    expect(talker.client.messages.filter(({ label }) => label === 'error')).toEqual([])
  })

  it('at both ends of the range arrives bit for bit', async () => {
    const [talker, listener] = await server.meet('Talker', 'Listener')
    const loud = Int16Array.from({ length: 960 }, (_, i) => [-32_768, 32_767, 12_345][i % 3]!)
    talker.client.sendVoice(loud)
    await expect.poll(() => listener.client.voice.length).toBe(1)
    expect(listener.client.voice[0]!.samples.slice(0, 6)).toEqual(loud.slice(0, 6))
    expect(heard(listener)).toEqual([fingerprint(loud)])
  })

  it('is heard by those without hello, and theirs is heard', async () => {
    const [greeted] = await server.meet('Greeted')
    const client = await server.connect()
    await client.ask({ action: 'join', room: greeted.room })
    greeted.client.sendVoice(frame(0))
    await hears({ ...greeted, client }, frame(0))
    client.sendVoice(frame(1))
    await hears(greeted, frame(1))
  })

  it('is not sent back to a lone talker', async () => {
    const [talker, listener] = await server.meet('Talker', 'Listener')
    await talk(talker.client, 25, frame)
    await hears(listener, frame(24))
    await talker.client.ask({ action: 'list' })
    expect(talker.client.voice).toEqual([])
  })

  it('does not leave its room', async () => {
    const [talker, listener] = await server.meet('Talker', 'Listener')
    const [other] = await server.meet('Other')
    await talk(talker.client, 10, frame)
    await hears(listener, frame(9))
    await other.client.ask({ action: 'list' })
    expect(other.client.voice).toEqual([])
  })

  it('of a muted member is dropped without an error', async () => {
    const [talker, listener] = await server.meet('Talker', 'Listener')
    await talker.client.ask({ action: 'mute', muted: true })
    await talk(talker.client, 10, frame)
    await talker.client.ask({ action: 'mute', muted: false })
    talker.client.sendVoice(frame(99))
    await hears(listener, frame(99))
    expect(heard(listener)).toEqual([fingerprint(frame(99))])
    expect(talker.client.messages.filter(({ label }) => label === 'error')).toEqual([])
  })

  it('is not sent to a deafened member, who is still heard', async () => {
    const [talker, deaf, listener] = await server.meet('Talker', 'Deaf', 'Listener')
    await deaf.client.ask({ action: 'deafen', deafened: true })
    await talk(talker.client, 10, frame)
    await hears(listener, frame(9))
    await deaf.client.ask({ action: 'deafen', deafened: false })
    expect(deaf.client.voice).toEqual([])
    talker.client.sendVoice(frame(99))
    await hears(deaf, frame(99))
    deaf.client.sendVoice(frame(100))
    await hears(talker, frame(100))
  })

  it('in a burst, after a stall of 200 ms, arrives to the last frame', async () => {
    const [talker, listener] = await server.meet('Talker', 'Listener')
    await talk(talker.client, 25, frame)
    await new Promise((resolve) => setTimeout(resolve, 200))
    await talk(talker.client, 10, (i) => frame(25 + i), { periodMs: 0 })
    await talk(talker.client, 25, (i) => frame(35 + i))
    await hears(listener, frame(59))
    const arrived = new Set(heard(listener))
    expect(Array.from({ length: 60 }, (_, i) => i).filter((i) => !arrived.has(fingerprint(frame(i))))).toEqual([])
  })
})

describe('speaking', () => {
  const server = useServer()

  it('names the talkers, and nobody about a second after', async () => {
    const [talker, listener] = await server.meet('Talker', 'Listener')
    await talk(talker.client, 50, tone(400))
    const ended = performance.now()
    for (const { client } of [listener, talker]) {
      const push = await client.next('speaking', ({ users }) => (users as unknown[]).includes(talker.id))
      expect(push).toMatchObject({ label: 'speaking', room: talker.room, users: [talker.id] })
      await client.next('speaking', ({ users }) => (users as unknown[]).length === 0)
    }
    expect(performance.now() - ended).toBeLessThan(3000)
  })

  it('does not name the muted', async () => {
    const [muted, talker] = await server.meet('Muted', 'Talker')
    await muted.client.ask({ action: 'mute', muted: true })
    await Promise.all([talk(muted.client, 25, tone(400)), talk(talker.client, 25, tone(600))])
    await talker.client.next('speaking', ({ users }) => (users as unknown[]).includes(talker.id))
    await talker.client.next('speaking', ({ users }) => (users as unknown[]).length === 0)
    const pushes = talker.client.messages.filter(({ label }) => label === 'speaking')
    for (const { users } of pushes) expect(users).not.toContain(muted.id)
  })

  it('is pushed on change only, and at most 10 times a second', async () => {
    const members = await server.meet(...Array.from({ length: 14 }, (_, i) => `Member ${i}`))
    const listener = members[0]!
    const begin = performance.now()
    for (let turn = 0; turn < 50; turn++) await talk(members[turn % 14]!.client, 2, tone(400))
    await listener.client.next('speaking', ({ users }) => (users as unknown[]).includes(members[49 % 14]!.id))
    await listener.client.next('speaking', ({ users }) => (users as unknown[]).length === 0)
    const seconds = (performance.now() - begin) / 1000
    const pushes = listener.client.messages.filter(({ label }) => label === 'speaking')
    const told = pushes.map(({ users }) => (users as string[]).toSorted().join())
    for (let i = 1; i < told.length; i++) expect(told[i]).not.toBe(told[i - 1])
    expect(pushes.length).toBeLessThanOrEqual(10 * seconds + 1)
  })
})
