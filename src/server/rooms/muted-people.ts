import { ConfusableNames } from './confusable-names.ts'
import type { Participant } from './participant.ts'

/** Names that one room keeps in mind; of more the oldest is forgotten. */
const MOST_NAMES = 1_000

/** Whom nobody is to hear in a room. It holds when they come back, be it as themselves or by a new connection. */
export class MutedPeople {
  /** By what they were called then. */
  readonly #people = new WeakMap<Participant, string>()
  readonly #names: string[] = []
  readonly #alike = new ConfusableNames()

  has(participant: Participant): boolean {
    return this.#people.has(participant)
  }

  add(participant: Participant): void {
    const { name } = participant
    this.#people.set(participant, name)
    if (this.#alike.find(name) !== undefined) return
    this.#alike.add(name)
    if (this.#names.push(name) > MOST_NAMES) this.#alike.delete(this.#names.shift()!)
  }

  delete(participant: Participant): void {
    for (const name of [participant.name, this.#people.get(participant)]) if (name) this.#forget(name)
    this.#people.delete(participant)
  }

  /** Somebody comes: who is called as one who was muted, is. */
  meet(participant: Participant): void {
    const known = this.#alike.find(participant.name)
    if (known !== undefined) this.#people.set(participant, known)
  }

  #forget(name: string): void {
    const known = this.#alike.find(name)
    if (known === undefined) return
    this.#alike.delete(known)
    this.#names.splice(this.#names.indexOf(known), 1)
  }
}
