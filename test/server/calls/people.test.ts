import { describe, expect, it } from 'vitest'
import { type Guest, Hosted } from '../hosted.ts'

const lists = (guest: Guest) =>
  guest.messages.filter(({ label }) => label === 'people').map(({ people }) => people as { name: string }[])

async function greeted(hosted: Hosted, ...names: string[]): Promise<Guest[]> {
  const guests = names.map(() => hosted.connect())
  for (const [i, guest] of guests.entries())
    await guest.say({ action: 'hello', name: names[i], resumable: true }, { action: 'list' })
  return guests
}

describe('the list of people', () => {
  it('has everybody with a name, and is pushed at most twice a second when it changes', async () => {
    const hosted = new Hosted()
    const [ann, bo] = (await greeted(hosted, 'Ann', 'Bo')) as [Guest, Guest]
    hosted.connect()
    await ann.say({ action: 'people' })
    const available = { room: null, presence: 'available', in_call: false, registered: false }
    expect(lists(ann)).toEqual([
      [
        { id: 1, name: 'Ann', ...available },
        { id: 2, name: 'Bo', ...available },
      ],
    ])
    await bo.say({ action: 'presence', presence: 'away', text: 'lu\u0007nch' })
    expect(bo.messages.at(-1)).toEqual({ label: 'presence', presence: 'away', text: 'lunch' })
    hosted.clock.advance(1)
    for (let i = 0; i < 10; i++) {
      await bo.say({ action: 'presence', presence: i % 2 ? 'busy' : 'available' })
      hosted.clock.advance(40)
    }
    await hosted.settle()
    expect(lists(ann)).toHaveLength(2)
    expect(lists(ann)[1]![1]).toMatchObject({ name: 'Bo', presence: 'away', text: 'lunch' })
    hosted.clock.advance(500)
    await hosted.settle()
    expect(lists(ann)).toHaveLength(3)
    expect(lists(ann)[2]![1]).toMatchObject({ presence: 'busy' })
    expect(lists(bo)).toEqual([])
  })

  it('is not pushed when nothing in it has changed', async () => {
    const hosted = new Hosted()
    const [ann, bo] = (await greeted(hosted, 'Ann', 'Bo')) as [Guest, Guest]
    await ann.say({ action: 'people' })
    await bo.say({ action: 'presence', presence: 'available' })
    hosted.clock.advance(5_000)
    await hosted.settle()
    expect(lists(ann)).toHaveLength(1)
  })

  it('hides a room that is locked or has a password from those outside', async () => {
    const hosted = new Hosted()
    const [ann, bo, cy] = (await greeted(hosted, 'Ann', 'Bo', 'Cy')) as [Guest, Guest, Guest]
    for (const one of [ann, bo, cy]) await one.say({ action: 'people' })
    await ann.say({ action: 'create', room: 'board' }, { action: 'join', room: 'board' })
    await bo.say({ action: 'join', room: 'board' })
    hosted.clock.advance(500)
    await hosted.settle()
    expect(lists(cy).at(-1)).toMatchObject([{ room: 'board' }, { room: 'board' }, { room: null }])
    await ann.say({ action: 'lock', locked: true })
    hosted.clock.advance(500)
    await hosted.settle()
    expect(lists(cy).at(-1)).toMatchObject([{ room: null }, { room: null }, { room: null }])
    expect(lists(bo).at(-1)).toMatchObject([{ room: 'board' }, { room: 'board' }, { room: null }])
  })

  it('shows who is in a call, to others without its room', async () => {
    const hosted = new Hosted()
    const [ann, bo, cy] = (await greeted(hosted, 'Ann', 'Bo', 'Cy')) as [Guest, Guest, Guest]
    for (const one of [ann, cy]) await one.say({ action: 'people' })
    await ann.say({ action: 'call', to: 2 })
    const { call } = bo.messages.find(({ label }) => label === 'call_ringing')!
    await bo.say({ action: 'call_answer', call, accept: true })
    hosted.clock.advance(500)
    await hosted.settle()
    const inCall = { room: null, in_call: true }
    expect(lists(cy).at(-1)).toMatchObject([inCall, inCall, { in_call: false }])
    expect(lists(ann).at(-1)).toMatchObject([{ room: `Call ${call}` }, { room: `Call ${call}` }, {}])
  })

  it('finds people by a part of their name, without pushes', async () => {
    const hosted = new Hosted()
    const [ann, bo] = (await greeted(hosted, 'Ann', 'Bo')) as [Guest, Guest]
    await ann.say({ action: 'people', search: 'B' })
    expect(lists(ann)).toMatchObject([[{ name: 'Bo' }]])
    await bo.say({ action: 'presence', presence: 'busy' })
    hosted.clock.advance(5_000)
    await hosted.settle()
    expect(lists(ann)).toHaveLength(1)
  })

  it('marks who lost the connection, and drops who has left', async () => {
    const hosted = new Hosted()
    const [ann, bo] = (await greeted(hosted, 'Ann', 'Bo')) as [Guest, Guest]
    await ann.say({ action: 'people' })
    await bo.breakOff()
    hosted.clock.advance(500)
    await hosted.settle()
    expect(lists(ann).at(-1)).toMatchObject([{ name: 'Ann' }, { name: 'Bo', reconnecting: true }])
    hosted.clock.advance(60_000)
    await hosted.settle()
    hosted.clock.advance(500)
    await hosted.settle()
    expect(lists(ann).at(-1)).toMatchObject([{ name: 'Ann' }])
  })

  it('says how many people it leaves out when it is too long', async () => {
    const hosted = new Hosted()
    const [ann] = (await greeted(hosted, 'Ann')) as [Guest]
    const names = Array.from({ length: 1_500 }, (_, i) => `Visitor number ${i}`)
    for (const name of names) {
      const guest = hosted.connect()
      await new Promise((resolve) => setImmediate(resolve))
      guest.session.context.roster.name(guest.session.participant, name)
    }
    await ann.say({ action: 'people' })
    const { people, more } = ann.messages.at(-1) as { people: unknown[]; more: number }
    expect(people.length + more).toBe(1_501)
    expect(JSON.stringify(people).length).toBeLessThan(140 * 1024)
  })
})
