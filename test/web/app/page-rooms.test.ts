import { describe, expect, it } from 'vitest'
import { PageRooms } from '../../../src/web/app/page-rooms.ts'
import { Store } from '../../../src/web/app/store.ts'
import { defaultPreferences, initialPage } from '../../../src/web/state/page-state.ts'
import { ConnectionLost, Refused, type ServerSocket } from '../../../src/web/wire/server-socket.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

/** The rooms of a page that is in "standup", on a server that answers `quit_room` as told. */
async function roomsOfPage(answer: () => Promise<object>) {
  const asked: string[] = []
  const store = new Store(initialPage(defaultPreferences))
  const socket = {
    request: (action: string) => {
      asked.push(action)
      return action === 'quit_room' ? answer() : Promise.resolve({ status: 'ok', room: 'standup', users: [] })
    },
  } as unknown as ServerSocket
  const rooms = new PageRooms({
    ...{ clock: new ManualClock(), store, socket: () => socket },
    tell: (happened) => store.dispatch({ type: 'meeting', happened, at: 0 }),
  })
  await rooms.join('standup')
  return { rooms, store, asked }
}

describe('leaving a room in the page', () => {
  it('leaves at once while the connection is lost, and on the server when the session is resumed', async () => {
    let isLost = true
    const { rooms, store, asked } = await roomsOfPage(async () => {
      if (isLost) throw new ConnectionLost()
      return {}
    })
    await rooms.leave()
    expect(store.state.meeting.room).toBeNull()
    isLost = false
    await rooms.returned(true, 'standup')
    expect(asked).toEqual(['join', 'quit_room', 'quit_room'])
  })

  it('does not rejoin the room over a new session', async () => {
    const { rooms, asked } = await roomsOfPage(async () => {
      throw new ConnectionLost()
    })
    await rooms.leave()
    await rooms.returned(false, undefined)
    expect(asked).toEqual(['join', 'quit_room'])
  })

  it('stays in the room when the server refuses', async () => {
    const { rooms, store } = await roomsOfPage(async () => {
      throw new Refused({ code: 'too_fast', message: 'Too many requests' })
    })
    await expect(rooms.leave()).rejects.toThrow('Too many requests')
    expect(store.state.meeting.room).toBe('standup')
  })

  it('stays in the room that a resumed session is in', async () => {
    const { rooms, asked } = await roomsOfPage(async () => ({}))
    await rooms.returned(true, 'standup')
    expect(asked).toEqual(['join'])
  })
})
