import { beforeEach, describe, expect, it } from 'vitest'
import type { ServerLink } from '../../../src/client/connection/server-link.ts'
import { isTemporary, ProtocolError } from '../../../src/protocol/errors.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { type Place, placeIn, type Rejoined, rejoin } from '../../../src/protocol/meeting/rejoin.ts'
import { initialState } from '../../../src/protocol/meeting/state.ts'
import { Password } from '../../../src/server/accounts/password.ts'
import { type Guest, Hosted } from '../../server/hosted.ts'

const BOARD: Place = { room: 'board', password: 'secret', temporary: false, closed: false, host: 'nobody' }
const STANDUP: Place = { ...BOARD, room: 'standup', password: undefined }

type Link = Pick<ServerLink, 'request'>

/** A link to the server under test. @param strip a field that an old server would ignore */
function linkOf(guest: Guest, strip?: string): Link {
  let last = 0
  const request = async (action: string, fields: object) => {
    const id = ++last
    const sent = Object.fromEntries(Object.entries(fields).filter(([name]) => name !== strip))
    await guest.say({ action, id, ...sent })
    await expect.poll(() => guest.messages.some((message) => message.id === id)).toBe(true)
    const reply = guest.messages.find((message) => message.id === id)!
    if (reply.label === 'error') throw new ProtocolError(reply.code as 'too_fast', reply.message as string)
    return reply
  }
  return { request } as unknown as Link
}

describe('rejoining a room after the server forgot it', () => {
  let hosted: Hosted
  let waits: string[]

  beforeEach(() => {
    hosted = new Hosted()
    waits = []
  })

  /** Starts to rejoin; `elapse` waits for the result while time passes. */
  function start(place: Place, guest = hosted.connect(), { wanted = (): boolean => true, link = linkOf(guest) } = {}) {
    const isFinal = (error: unknown) => error instanceof ProtocolError && !isTemporary(error)
    const options = { clock: hosted.clock, isFinal, waiting: (why: string) => waits.push(why), random: () => 0.5 }
    let done: Rejoined | undefined
    void rejoin({ ...options, link, place, wanted }).then((result) => {
      done = result
    })
    return {
      guest,
      get result() {
        return done
      },
      async elapse(ms = 60_000): Promise<Rejoined | undefined> {
        for (let passed = 0; passed < ms && done === undefined; passed += 100) {
          await hosted.settle()
          hosted.clock.advance(100)
        }
        await hosted.settle()
        return done
      },
    }
  }

  const roomOf = ({ session }: Guest) => session.room?.name

  it('does not enter the open room that a stranger created under the name of a private one', async () => {
    await hosted.connect().say({ action: 'create', room: 'board' })
    const rejoining = start(BOARD)
    expect(await rejoining.elapse()).toMatchObject({ ok: false, refusal: expect.stringContaining('no password') })
    expect(roomOf(rejoining.guest)).toBeUndefined()
  })

  it('does not enter it either when the server is older and ignores the password', async () => {
    await hosted.connect().say({ action: 'create', room: 'board' })
    const guest = hosted.connect()
    const rejoining = start(BOARD, guest, { link: linkOf(guest, 'password') })
    expect(await rejoining.elapse()).toMatchObject({ ok: false })
    expect(roomOf(guest)).toBeUndefined()
  })

  it('does not enter the room of a stranger who chose another password', async () => {
    const stranger = hosted.connect()
    await linkOf(stranger).request('create', { room: 'board', password: 'mine' })
    const rejoining = start(BOARD)
    expect(await rejoining.elapse()).toMatchObject({ ok: false, refusal: 'wrong password' })
  })

  it('creates it again with its password and as a temporary room, if it was one', async () => {
    const [first, second] = [start({ ...BOARD, temporary: true }), start({ ...BOARD, temporary: true })]
    await expect.poll(() => first.result?.ok && second.result?.ok).toBe(true)
    expect(hosted.context.rooms.describe().details).toMatchObject([
      { room: 'board', locked: true, temporary: true, users: 2 },
    ])
  })

  it('lets the host create it, who stays the host, while the others wait', async () => {
    const other = start({ ...STANDUP, host: 'other' })
    await other.elapse(1_000)
    expect(hosted.context.rooms.all()).toEqual([])
    const host = start({ ...STANDUP, host: 'self' })
    await host.elapse()
    await other.elapse()
    expect(other.result?.ok).toBe(true)
    expect(hosted.context.rooms.find('standup')!.host).toBe(host.guest.session.participant)
  })

  it('creates it without the host if they do not return within some seconds', async () => {
    const other = start({ ...STANDUP, host: 'other' })
    await other.elapse(3_000)
    expect(other.result).toMatchObject({ ok: true, value: { room: 'standup' } })
  })

  it('does not enter a room that was locked, unless it still is', async () => {
    const locked = start({ ...STANDUP, closed: true })
    expect(await locked.elapse()).toMatchObject({ ok: false, refusal: expect.stringContaining('locked') })
    expect(hosted.context.rooms.all()).toEqual([])
    await hosted.connect().say({ action: 'create', room: 'standup' })
    hosted.context.rooms.find('standup')!.setClosed(true)
    const still = start({ ...STANDUP, closed: true })
    expect(await still.elapse()).toMatchObject({ ok: false, refusal: 'room locked' })
  })

  it('waits and tries again while the server refuses for now', async () => {
    hosted.context.rooms.create('board', { voice: hosted.context.voice, password: new Password('secret') })
    const { loginThrottle } = hosted.context
    for (let i = 0; i < limits.wrongPasswords; i++) loginThrottle.count('::1', hosted.clock.now())
    const rejoining = start(BOARD)
    await rejoining.elapse(limits.wrongPasswordWindow - 5_000)
    expect(rejoining.result).toBeUndefined()
    expect(waits).toEqual([expect.stringContaining('Too many wrong passwords')])
    expect(await rejoining.elapse(20_000)).toMatchObject({ ok: true })
  })

  it('gives up when the user has gone elsewhere', async () => {
    let wanted = true
    const rejoining = start({ ...STANDUP, host: 'other' }, hosted.connect(), { wanted: () => wanted })
    await rejoining.elapse(500)
    wanted = false
    expect(await rejoining.elapse()).toBeNull()
    expect(hosted.context.rooms.all()).toEqual([])
  })
})

describe('a place', () => {
  it('holds what the client was last sent about its room', () => {
    const details = { room: 'board', users: 2, locked: true, temporary: true, said: 0, closed: true }
    const user = { name: 'Bo', muted: false, deafened: false, sharing: false, recording: false }
    const users = [
      { ...user, id: 1 },
      { ...user, id: 2, host: true },
    ]
    const state = { ...initialState, self: { id: 1, name: 'Ann' }, rooms: [details], users }
    expect(placeIn(state, BOARD)).toEqual({ ...BOARD, temporary: true, closed: true, host: 'other' })
    expect(placeIn({ ...state, self: { id: 2, name: 'Bo' } }, BOARD)).toMatchObject({ host: 'self' })
    expect(placeIn(initialState, BOARD)).toEqual(BOARD)
  })
})
