import { ok, type Result, refused } from '../../lib/result.ts'
import type { Label } from '../../protocol/labels.ts'
import { cleanName } from '../../protocol/names.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import { ConfusableNames } from '../rooms/confusable-names.ts'
import { Participant, type ParticipantChannel } from '../rooms/participant.ts'

/** The name under which the server speaks, which nobody else can have. */
export const SERVER_NAME = 'Server'

export type NameRefusal = 'conflict' | 'invalid name'

/** Everybody who is connected, and the names they hold. No two names on a server look the same. */
export class Roster {
  readonly #all = new Set<Participant>()
  readonly #names = new ConfusableNames()
  #lastId = 0
  /** The id under which the server speaks, which nobody else has; 0 until it does. */
  #serverId = 0
  #lastGuest = 0

  constructor() {
    this.#names.add(SERVER_NAME)
  }

  get count(): number {
    return this.#all.size
  }

  /** Takes in a new connection; it has no name yet. */
  arrive(channel: ParticipantChannel): Participant {
    const participant = new Participant(++this.#lastId, channel)
    this.#all.add(participant)
    return participant
  }

  depart(participant: Participant): void {
    if (!this.#all.delete(participant)) return
    if (participant.name) this.#names.delete(participant.name)
  }

  /** Gives a person the name they ask for, if it is valid and free. @returns the name as it is shown. */
  name(participant: Participant, wanted: string): Result<string, NameRefusal> {
    const name = cleanName(wanted)
    if (!name) return refused('invalid name')
    if (participant.name) this.#names.delete(participant.name)
    const taken = this.#names.find(name) !== undefined
    if (!taken) participant.name = name
    if (participant.name) this.#names.add(participant.name)
    return taken ? refused('conflict') : ok(name)
  }

  /** The name that stands in the way of another, since it is the same or looks so; undefined where none does. */
  conflicting(name: string): string | undefined {
    return this.#names.find(cleanName(name) ?? '')
  }

  /** Gives a person who has not said a name one of the kind User000001. */
  nameGuest(participant: Participant): void {
    while (!participant.name) this.name(participant, `User${String(++this.#lastGuest).padStart(6, '0')}`)
  }

  /** Tells all who said hello. */
  tellGreeted(message: Label): void {
    const encoded = encode(message)
    for (const participant of this.#all) {
      if (participant.greeted) participant.sendEncoded(message.label, encoded)
    }
  }

  /** Tells all who asked to be told what happens in other rooms. */
  tellCurious(message: Label): void {
    const encoded = encode(message)
    for (const participant of this.#all) {
      if (participant.curious) participant.sendEncoded(message.label, encoded)
    }
  }

  /**
   * Says something to all who have come in, as the server.
   * @param at ms since 1970. @returns how many they are.
   */
  announce(text: string, at: number): number {
    this.#serverId ||= ++this.#lastId
    const message = encode({ label: 'said', from: this.#serverId, name: SERVER_NAME, text, at })
    const told = [...this.#all].filter(({ name }) => name !== '')
    for (const participant of told) participant.sendEncoded('said', message)
    return told.length
  }

  /** Tells everybody. */
  tellAll(message: Label): void {
    const encoded = encode(message)
    for (const participant of this.#all) participant.sendEncoded(message.label, encoded)
  }
}
