import type { Session } from '../session/session.ts'
import { duration } from './status-verb.ts'
import { columns } from './text-columns.ts'
import type { CtlVerb } from './verb.ts'

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
      duration(seconds * 1_000),
      state.join(', '),
    ])
    const heads = ['ID', 'NAME', 'ROOM', 'ADDRESS', 'SINCE', '']
    return { facts: people, lines: rows.length === 0 ? ['Nobody is here.'] : columns(heads, rows) }
  },
}

function stateOf({ participant }: Session): string[] {
  return (['operator', 'muted', 'deafened', 'recording', 'away'] as const).filter(
    (state) => participant[state],
  )
}
