import { ok, refused } from '../../lib/result.ts'
import { cleanText } from '../../lib/text.ts'
import { durationText } from '../../lib/time-text.ts'
import type { ClientSession } from '../session/client-session.ts'
import { columns } from './text-columns.ts'
import type { CtlVerb } from './verb.ts'

/** `rooms`: lists the rooms. */
export const roomsVerb: CtlVerb = {
  name: 'rooms',
  help: 'list the rooms, with the number of people and talkers in each',
  run({ context }) {
    const rooms = context.rooms.all().map((room) => {
      const { locked, temporary, users } = room.describe()
      const talking = room.mixer.talkers
      const recording = room.recording?.id ?? null
      const call = room.secret
      return { room: room.name, people: users, talking, password: locked, temporary, call, recording }
    })
    const rows = rooms.map(({ room, people, talking, password, temporary, call, recording }) => [
      room,
      String(people),
      String(talking),
      [
        password ? 'password' : '',
        call ? 'call' : temporary ? 'temporary' : '',
        recording ? `recorded as ${recording}` : '',
      ]
        .filter(Boolean)
        .join(', '),
    ])
    return ok({
      facts: rooms,
      lines: rows.length === 0 ? ['No rooms.'] : columns(['ROOM', 'PEOPLE', 'TALKING', ''], rows),
    })
  },
}

/** `people`: lists the clients, including those that may reconnect. */
export const peopleVerb: CtlVerb = {
  name: 'people',
  help: 'list the people: name, room, address, time connected and state',
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
    const heads = ['ID', 'NAME', 'ROOM', 'ADDRESS', 'CONNECTED', '']
    return ok({ facts: people, lines: rows.length === 0 ? ['No one is connected.'] : columns(heads, rows) })
  },
}

/** `calls`: lists the calls that ring or are in progress. */
export const callsVerb: CtlVerb = {
  name: 'calls',
  help: 'list the calls: who calls whom, whether it rings, and for how long',
  run({ context }) {
    const now = context.clock.now()
    const calls = context.calls
      .all()
      .map(({ id, caller, callee, state, into, members, begunAt, answeredAt }) => ({
        ...{ call: id, from: caller.name, to: callee.name, state, invitation: into !== null },
        people: members.size,
        seconds: Math.floor((now - (answeredAt ?? begunAt)) / 1_000),
      }))
    const rows = calls.map(({ call, from, to, state, invitation, people, seconds }) => [
      ...[call, from, to, invitation ? `${state}, invitation` : state, String(people)],
      durationText(seconds * 1_000),
    ])
    const heads = ['CALL', 'FROM', 'TO', 'STATE', 'PEOPLE', 'FOR']
    return ok({ facts: calls, lines: rows.length === 0 ? ['No calls.'] : columns(heads, rows) })
  },
}

function stateOf({ participant }: ClientSession): string[] {
  return (['operator', 'muted', 'deafened', 'recording', 'recorded', 'away'] as const).filter(
    (state) => participant[state],
  )
}

/** `say`: sends a chat message from the server to everyone. */
export const sayVerb: CtlVerb = {
  name: 'say',
  argument: '<text...>',
  help: 'send a message to everyone, in any room or none, under the name Server',
  run({ context }, words) {
    const text = cleanText(words.join(' ')).trim()
    if (text === '') return refused('The text is empty; give the message to send.')
    const { limits } = context
    if ([...text].length > limits.text) {
      return refused(`The text is too long; the limit is ${limits.text} characters.`)
    }
    const told = context.roster.announce(text, context.clock.date())
    return ok({ facts: { told }, lines: [`Sent to ${told} ${told === 1 ? 'person' : 'people'}.`] })
  },
}
