import type { Participant } from '../rooms/participant.ts'
import { type CalledSession, personKey } from './call.ts'

/** The sessions of a server, as calls look them up. A person may have several. */
export class CalledSessions {
  /** All of them, including those that may be resumed. */
  readonly everybody: () => Iterable<CalledSession>

  constructor(everybody: () => Iterable<CalledSession>) {
    this.everybody = everybody
  }

  /** Somebody with a name, by their id. */
  find(id: number): Participant | undefined {
    for (const { participant } of this.everybody()) {
      if (participant.id === id && participant.name !== '') return participant
    }
    return undefined
  }

  /** The session of a participant; undefined when it has ended. */
  of(participant: Participant): CalledSession | undefined {
    for (const session of this.everybody()) if (session.participant === participant) return session
    return undefined
  }

  /** All sessions of a person. */
  ofPerson(person: Participant): Participant[] {
    const key = personKey(person)
    return [...this.everybody()].map(({ participant }) => participant).filter((one) => personKey(one) === key)
  }
}
