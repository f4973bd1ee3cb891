import { columns } from './text-columns.ts'
import type { CtlVerb } from './verb.ts'

/** The rooms, and how lively each is. */
export const roomsVerb: CtlVerb = {
  name: 'rooms',
  help: 'list the rooms: how many are in each, and how many talk',
  run({ context }) {
    const rooms = context.rooms.all().map((room) => {
      const { locked, temporary, users } = room.describe()
      return { room: room.name, people: users, talking: room.mixer.talkers, password: locked, temporary }
    })
    const rows = rooms.map(({ room, people, talking, password, temporary }) => [
      room,
      String(people),
      String(talking),
      [password ? 'password' : '', temporary ? 'temporary' : ''].filter(Boolean).join(', '),
    ])
    return {
      facts: rooms,
      lines: rows.length === 0 ? ['There is no room.'] : columns(['ROOM', 'PEOPLE', 'TALKING', ''], rows),
    }
  },
}
