import { describe, expect, it } from 'vitest'
import { type Guest, Hosted } from '../hosted.ts'

const idOf = ({ session }: Guest) => session.participant.id

/** The last error that somebody was sent. */
const errorOf = ({ messages }: Guest) => messages.findLast(({ label }) => label === 'error')

/** Who has a raised hand, as `by` was told last. */
async function raised(hosted: Hosted, by: Guest): Promise<string[]> {
  hosted.clock.advance(1000)
  await hosted.settle()
  const told = by.messages.findLast(({ label }) => label === 'room_users')
  const { users } = told as unknown as { users: { name: string; hand?: boolean }[] }
  return users.filter(({ hand }) => hand).map(({ name }) => name)
}

describe('a raised hand', () => {
  it('is shown to the room until it is lowered', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await bo!.say({ action: 'hand', raised: true })
    expect(bo!.messages[0]).toEqual({ label: 'hand', raised: true })
    expect(await raised(hosted, ann!)).toEqual(['Bo'])
    await bo!.say({ action: 'hand', raised: false })
    expect(await raised(hosted, ann!)).toEqual([])
  })

  it('is lowered when the person leaves the room', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await bo!.say({ action: 'hand', raised: true })
    await bo!.say({ action: 'quit_room' })
    await bo!.say({ action: 'join', room: 'hello' })
    expect(await raised(hosted, ann!)).toEqual([])
  })

  it('is lowered by the host, and by nobody else', async () => {
    const hosted = new Hosted()
    const [ann, bo, cy] = await hosted.meet('Ann', 'Bo', 'Cy')
    await bo!.say({ action: 'hand', raised: true })
    await cy!.say({ action: 'hand', raised: false, user: idOf(bo!) })
    expect(cy!.messages[0]).toMatchObject({ label: 'error', code: 'not_allowed' })
    expect(await raised(hosted, ann!)).toEqual(['Bo'])
    await ann!.say({ action: 'hand', raised: false, user: idOf(bo!) })
    expect(await raised(hosted, ann!)).toEqual([])
  })

  it('cannot be raised for somebody else, nor outside a room', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await ann!.say({ action: 'hand', raised: true, user: idOf(bo!) })
    expect(errorOf(ann!)).toMatchObject({ code: 'not_allowed' })
    await ann!.say({ action: 'hand', raised: false, user: 99_999 })
    expect(errorOf(ann!)).toMatchObject({ code: 'no_such_user' })
    await ann!.say({ action: 'quit_room' })
    await ann!.say({ action: 'hand', raised: true })
    expect(errorOf(ann!)).toMatchObject({ code: 'not_in_a_room' })
  })
})
