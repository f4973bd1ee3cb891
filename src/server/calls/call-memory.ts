import { likenessKeys } from '../../protocol/names.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Participant } from '../rooms/participant.ts'
import { personKey } from './call.ts'

/** Ids of people who have left that are remembered, so that a call to them is kept as missed. */
const MOST_DEPARTED = 1_000
/** People without an account whose blocks are remembered. */
const MOST_GUESTS = 10_000

/** Somebody who is blocked: an account, or a name. */
interface Blocked {
  readonly name: string
  /** null for somebody who was not logged in. */
  readonly account: number | null
}

/** A call that somebody missed; `at` is ms since 1970. */
interface MissedCall {
  readonly name: string
  readonly at: number
}

/** What is remembered of people beyond a call: calls that they missed, and whom they block. */
export class CallMemory {
  readonly #accounts: Accounts | null
  /** By `personKey`. */
  readonly #blocked = new Map<string, readonly Blocked[]>()
  /** Accounts by the ids of their sessions that have ended. */
  readonly #departed = new Map<number, number>()

  constructor(accounts: Accounts | null) {
    this.#accounts = accounts
  }

  /** Reads whom an account blocks, before it is logged in. @throws as `AccountStore` */
  async load(account: number): Promise<void> {
    const notes = (await this.#accounts?.notes(account, 'blocked')) ?? []
    this.#blocked.set(`account ${account}`, readNotes<Blocked>(notes))
  }

  /** Whether a person blocks another. */
  blocks(person: Participant, other: Participant): boolean {
    const keys = likenessKeys(other.name)
    return this.#of(person).some(({ name, account }) =>
      account === null ? likenessKeys(name).some((key, i) => key === keys[i]) : account === other.account,
    )
  }

  /** The names that a person has blocked. */
  names(person: Participant): string[] {
    return this.#of(person).map(({ name }) => name)
  }

  /** Blocks a person. @returns false when there are `most` already @throws as `AccountStore` */
  async block(person: Participant, other: Participant, most: number): Promise<boolean> {
    if (this.blocks(person, other)) return true
    if (this.#of(person).length >= most) return false
    const entry: Blocked = { name: other.name, account: other.registered ? other.account : null }
    if (person.account !== null) await this.#accounts?.addNote(person.account, 'blocked', JSON.stringify(entry))
    this.#keep(person, [...this.#of(person), entry])
    return true
  }

  /** Lifts the block of a name. @returns whether there was one @throws as `AccountStore` */
  async unblock(person: Participant, name: string): Promise<boolean> {
    const lifted = this.#of(person).filter((one) => one.name === name)
    for (const entry of person.account === null ? [] : lifted) {
      await this.#accounts?.removeNotes(person.account!, 'blocked', JSON.stringify(entry))
    }
    this.#keep(
      person,
      this.#of(person).filter((one) => !lifted.includes(one)),
    )
    return lifted.length > 0
  }

  /** Keeps a missed call for an account that is not here. */
  missed(account: number, name: string, at: number): void {
    const call: MissedCall = { name, at }
    // The log has the reason of a failure.
    this.#accounts?.addNote(account, 'missed', JSON.stringify(call)).catch(() => {})
  }

  /** Takes the missed calls of an account, oldest first; none if they cannot be read now. */
  async takeMissed(account: number): Promise<readonly MissedCall[]> {
    try {
      const notes = (await this.#accounts?.notes(account, 'missed')) ?? []
      if (notes.length > 0) await this.#accounts?.removeNotes(account, 'missed')
      return readNotes<MissedCall>(notes)
    } catch {
      return []
    }
  }

  /** Remembers whose id that was, for calls that come too late, and forgets the blocks of a guest. */
  departed(participant: Participant): void {
    const { id, account } = participant
    if (account === null) {
      this.#blocked.delete(personKey(participant))
      return
    }
    this.#departed.set(id, account)
    const [oldest] = this.#departed.keys()
    if (this.#departed.size > MOST_DEPARTED && oldest !== undefined) this.#departed.delete(oldest)
  }

  /** The account of somebody who has left, by their id. */
  accountOf(id: number): number | undefined {
    return this.#departed.get(id)
  }

  #of(person: Participant): readonly Blocked[] {
    return this.#blocked.get(personKey(person)) ?? []
  }

  #keep(person: Participant, entries: readonly Blocked[]): void {
    if (this.#blocked.size < MOST_GUESTS || person.account !== null) this.#blocked.set(personKey(person), entries)
  }
}

/** Notes of this program or of a later one; what is not JSON is left out. */
function readNotes<Value>(notes: readonly string[]): Value[] {
  return notes.flatMap((text) => {
    try {
      return [JSON.parse(text) as Value]
    } catch {
      return []
    }
  })
}
