import type { Label } from '../../protocol/labels.ts'
import { cleanName } from '../../protocol/names.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import { ConfusableNames } from '../rooms/confusable-names.ts'
import { type Downlink, Participant } from '../rooms/participant.ts'

/** The name under which the server speaks, which nobody else can have. */
export const SERVER_NAME = 'Server'

export type NameStatus = 'ok' | 'conflict' | 'invalid name'

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
  arrive(downlink: Downlink): Participant {
    const participant = new Participant(++this.#lastId, downlink)
    this.#all.add(participant)
    return participant
  }

  depart(participant: Participant): void {
    if (!this.#all.delete(participant)) return
    if (participant.name) this.#names.delete(participant.name)
  }

  /** Gives a person the name they ask for, if it is fit and free. */
  name(participant: Participant, wanted: string): NameStatus {
    const name = cleanName(wanted)
    if (!name) return 'invalid name'
    if (participant.name) this.#names.delete(participant.name)
    const taken = this.#names.find(name) !== undefined
    if (!taken) participant.name = name
    if (participant.name) this.#names.add(participant.name)
    return taken ? 'conflict' : 'ok'
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
      if (participant.greeted) participant.tellEncoded(message.label, encoded)
    }
  }

  /** Tells all who asked to be told what happens in other rooms. */
  tellCurious(message: Label): void {
    const encoded = encode(message)
    for (const participant of this.#all) {
      if (participant.curious) participant.tellEncoded(message.label, encoded)
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
    for (const participant of told) participant.tellEncoded('said', message)
    return told.length
  }

  /** Tells everybody. */
  tellAll(message: Label): void {
    const encoded = encode(message)
    for (const participant of this.#all) participant.tellEncoded(message.label, encoded)
  }
}
