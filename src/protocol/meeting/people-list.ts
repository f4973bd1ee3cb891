import type { PersonHere } from '../call-messages.ts'
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

/** What somebody does, in a few words: `in a call`, `away: lunch`, `in standup`. */
export function stateOfPerson({ presence, text = '', in_call, room, reconnecting }: PersonHere): string {
  const words = [
    reconnecting ? 'reconnecting' : '',
    in_call ? 'in a call' : '',
    presence === 'available' && text === '' ? '' : [presence, text].filter(Boolean).join(': '),
    room === null ? '' : `in ${room}`,
  ].filter(Boolean)
  return words.length === 0 ? 'available' : words.join(', ')
}
