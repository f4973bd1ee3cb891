import type { Cancel, Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import type { PersonHere, Presence } from '../../protocol/call-messages.ts'
import type { Label, LabelFields } from '../../protocol/labels.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import type { Participant } from '../rooms/participant.ts'
import type { Room } from '../rooms/room.ts'
import { type CalledSession, personKey } from './call.ts'
import type { CalledSessions } from './called-sessions.ts'

/** ms between two pushes; longer for long lists: this many ms per person. */
const LEAST_PAUSE = 500
const PAUSE_EACH = 5
/** Bytes of the people in one list, half of what may wait for a slow reader. */
const MOST_BYTES = 128 * 1024

export interface PeopleOptions {
  readonly clock: Clock
  /** Code points of the text of a presence. */
  readonly longestText: number
  readonly sessions: CalledSessions
  /** Who is in a call or rings, by `personKey`. */
  busy(): ReadonlySet<string>
}

/** Everybody on the server, with their presence; pushed to those who asked, when it changes. */
export class People {
  readonly #options: PeopleOptions
  readonly #followers = new Map<Participant, string>()
  #cancel: Cancel | null = null
  #sentAt = -Infinity
  #length = 0

  constructor(options: PeopleOptions) {
    this.#options = options
  }

  /** The list for somebody, who is sent changes from now on unless they search. */
  listFor({ participant, room }: CalledSession, search?: string): LabelFields<'people'> {
    const list = this.#listIn(room, search?.toLowerCase())
    if (search === undefined) this.#followers.set(participant, textOf(list))
    return list
  }

  /** Sets the presence of a person on all of their sessions. */
  setPresence(person: Participant, presence: Presence, text = ''): LabelFields<'presence'> {
    const short = [...cleanLine(text).trim()].slice(0, this.#options.longestText).join('')
    for (const participant of this.#options.sessions.ofPerson(person)) {
      participant.presence = presence
      participant.presenceText = short
    }
    this.changed()
    return { presence, ...(short === '' ? {} : { text: short }) }
  }

  /** A session that has logged in to an account takes over the presence of the others. */
  loggedIn(newcomer: Participant): void {
    for (const other of this.#options.sessions.ofPerson(newcomer)) {
      if (other === newcomer) continue
      newcomer.presence = other.presence
      newcomer.presenceText = other.presenceText
    }
    this.changed()
  }

  /** Schedules a push to those whose list is not the same any more. */
  changed(): void {
    if (this.#cancel || this.#followers.size === 0) return
    const { clock } = this.#options
    const pause = Math.max(LEAST_PAUSE, this.#length * PAUSE_EACH)
    this.#cancel = clock.after(this.#sentAt + pause - clock.now(), () => {
      this.#cancel = null
      this.#sentAt = clock.now()
      this.#push()
    })
  }

  departed(participant: Participant): void {
    this.#followers.delete(participant)
    this.changed()
  }

  close(): void {
    this.#cancel?.()
    this.#followers.clear()
  }

  #push(): void {
    /** By the room of those who see it, where that is hidden from others. */
    const lists = new Map<Room | null, { text: string; message: Buffer }>()
    for (const { participant, room } of this.#options.sessions.everybody()) {
      const last = this.#followers.get(participant)
      if (last === undefined) continue
      const place = room && isHidden(room) ? room : null
      let list = lists.get(place)
      if (!list) {
        const people = this.#listIn(place)
        list = { text: textOf(people), message: encode({ label: 'people', ...people } satisfies Label) }
        lists.set(place, list)
        this.#length = people.people.length + (people.more ?? 0)
      }
      if (list.text === last) continue
      this.#followers.set(participant, list.text)
      participant.sendEncoded('people', list.message)
    }
  }

  /** The list as those in a room see it. @param search in lower case */
  #listIn(viewers: Room | null, search = ''): LabelFields<'people'> {
    const busy = this.#options.busy()
    const first = new Map<string, number>()
    const people: PersonHere[] = []
    let bytes = 0
    let more = 0
    const everybody = [...this.#options.sessions.everybody()].sort((a, b) => a.participant.id - b.participant.id)
    for (const { participant, room } of everybody) {
      if (participant.name === '' || !participant.name.toLowerCase().includes(search)) continue
      const shown = room && (room === viewers || !isHidden(room)) ? room.name : null
      const entry = describe(participant, shown, busy, first)
      bytes += Buffer.byteLength(JSON.stringify(entry))
      if (bytes > MOST_BYTES) more++
      else people.push(entry)
    }
    return more > 0 ? { people, more } : { people }
  }
}

function describe(
  participant: Participant,
  room: string | null,
  busy: ReadonlySet<string>,
  first: Map<string, number>,
): PersonHere {
  const { id, name, presence, presenceText: text, registered, away } = participant
  const key = personKey(participant)
  const person = registered ? first.get(key) : undefined
  if (person === undefined) first.set(key, id)
  return {
    ...{ id, name, room, presence, in_call: busy.has(key), registered },
    ...(text === '' ? {} : { text }),
    ...(person === undefined ? {} : { person }),
    ...(away ? { reconnecting: true } : {}),
  }
}

/** Whether a room is told to those in it alone. */
function isHidden(room: Room): boolean {
  return room.secret || room.closed || room.password !== null
}

function textOf(list: LabelFields<'people'>): string {
  return JSON.stringify(list)
}
