import { ConfusableNames } from './confusable-names.ts'
import type { Participant } from './participant.ts'

/** Muted names that one room remembers; the oldest is dropped first. */
const MOST_NAMES = 1_000

/** Members muted for everyone in a room. They stay muted when they return, in the same session or by the same name. */
export class MutedPeople {
  /** With their name at that time. */
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

  /** Mutes a new member whose name looks like that of a muted one. */
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
