import type { PersonHere, Presence } from '../call-messages.ts'
import type { Person } from '../shapes.ts'

/** The others on the server as a person thinks of them: one entry each, however many sessions they have, sorted by name. */
export function peopleToShow(people: readonly PersonHere[], self: Person): PersonHere[] {
  const own = people.find(({ id }) => id === self.id)
  const ownId = own?.person ?? self.id
  return people
    .filter(({ id, person }) => person === undefined && id !== ownId)
    .map((one) => {
      const others = people.filter(({ person }) => person === one.id)
      const room = one.room ?? others.find((other) => other.room !== null)?.room ?? null
      return { ...one, room, in_call: one.in_call || others.some((other) => other.in_call) }
    })
    .sort((a, b) => a.name.localeCompare(b.name))
}

/** A person by their name: exactly, by the start of it, or by a part of it, ignoring case; undefined if several fit. */
export function personNamed(people: readonly PersonHere[], wanted: string): PersonHere | undefined {
  const text = wanted.trim().toLowerCase()
  if (text === '') return undefined
  const names = people.map((person) => ({ person, name: person.name.toLowerCase() }))
  for (const fits of [
    (name: string) => name === text,
    (name: string) => name.startsWith(text),
    (name: string) => name.includes(text),
  ]) {
    const found = names.filter(({ name }) => fits(name))
    if (found.length === 1) return found[0]!.person
    if (found.length > 1) return undefined
  }
  return undefined
}

/** How a language says what somebody does. */
export interface StateWords {
  readonly reconnecting: string
  readonly inCall: string
  presence(presence: Presence): string
  inRoom(room: string): string
}

const ENGLISH: StateWords = {
  reconnecting: 'reconnecting',
  inCall: 'in a call',
  presence: (presence) => presence,
  inRoom: (room) => `in ${room}`,
}

/** What somebody does, in a few words: `in a call`, `away: lunch`, `in standup`. @param words default: English */
export function stateOfPerson(
  { presence, text = '', in_call, room, reconnecting }: PersonHere,
  words: Partial<StateWords> = {},
): string {
  const { reconnecting: lost, inCall, presence: wordOf, inRoom } = { ...ENGLISH, ...words }
  const facts = [
    reconnecting ? lost : '',
    in_call ? inCall : '',
    presence === 'available' && text === '' ? '' : [wordOf(presence), text].filter(Boolean).join(': '),
    room === null ? '' : inRoom(room),
  ].filter(Boolean)
  return facts.length === 0 ? wordOf('available') : facts.join(', ')
}
