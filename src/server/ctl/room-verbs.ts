import { ok, refused } from '../../lib/result.ts'
import { cleanText } from '../../lib/text.ts'
import { durationText } from '../../lib/time-text.ts'
import type { ClientSession } from '../session/client-session.ts'
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
    return ok({
      facts: rooms,
      lines: rows.length === 0 ? ['There is no room.'] : columns(['ROOM', 'PEOPLE', 'TALKING', ''], rows),
    })
  },
}

/** Those who are there, with where they come from. */
export const peopleVerb: CtlVerb = {
  name: 'people',
  help: 'list those who are there: name, room, address, since when, and how they are',
  run({ context }) {
    const people = [...context.sessions, ...context.absences].map((session) => ({
      id: session.participant.id,
      name: session.participant.name,
      room: session.room?.name ?? null,
      address: session.address,
      seconds: Math.floor((context.clock.now() - session.since) / 1_000),
      state: stateOf(session),
    }))
    const rows = people.map(({ id, name, room, address, seconds, state }) => [
      String(id),
      name || '(no name yet)',
      room ?? '-',
      address,
      durationText(seconds * 1_000),
      state.join(', '),
    ])
    const heads = ['ID', 'NAME', 'ROOM', 'ADDRESS', 'SINCE', '']
    return ok({ facts: people, lines: rows.length === 0 ? ['Nobody is here.'] : columns(heads, rows) })
  },
}

function stateOf({ participant }: ClientSession): string[] {
  return (['operator', 'muted', 'deafened', 'recording', 'away'] as const).filter(
    (state) => participant[state],
  )
}

/** A word of the administrator to all. */
export const sayVerb: CtlVerb = {
  name: 'say',
  argument: '<text...>',
  help: 'write to everybody, in all rooms and in none, under the name Server',
  run({ context }, words) {
    const text = cleanText(words.join(' ')).trim()
    if (text === '') return refused('The text is empty; say what everybody is to read.')
    const { limits } = context
    if ([...text].length > limits.text) {
      return refused(`The text is too long; it may have ${limits.text} characters.`)
    }
    const told = context.roster.announce(text, context.clock.date())
    return ok({ facts: { told }, lines: [`Told ${told} ${told === 1 ? 'person' : 'people'}.`] })
  },
}
