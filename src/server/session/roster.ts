import { ok, type Result, refused } from '../../lib/result.ts'
import type { Label } from '../../protocol/labels.ts'
import { cleanName, resemblesReserved } from '../../protocol/names.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import { ConfusableNames } from '../rooms/confusable-names.ts'
import { Participant, type ParticipantChannel } from '../rooms/participant.ts'

/** The name under which the server sends chat messages; reserved. */
export const SERVER_NAME = 'Server'

export type NameRefusal = 'conflict' | 'invalid name'

/** All participants of a server and their names. No two names look the same. */
export class Roster {
  readonly #all = new Set<Participant>()
  readonly #names = new ConfusableNames()
  #lastId = 0
  /** The participant id of the server itself; 0 until it first sends a message. */
  #serverId = 0
  #lastGuest = 0

  constructor() {
    this.#names.add(SERVER_NAME)
  }

  get count(): number {
    return this.#all.size
  }

  /** Adds a participant for a new connection, without a name. */
  arrive(channel: ParticipantChannel): Participant {
    const participant = new Participant(++this.#lastId, channel)
    this.#all.add(participant)
    return participant
  }

  /** Removes a participant and frees their name. */
  depart(participant: Participant): void {
    if (!this.#all.delete(participant)) return
    if (participant.name) this.#names.delete(participant.name)
  }

  /** Gives a participant the name they request, if it is valid and free. @returns the cleaned name */
  name(participant: Participant, wanted: string): Result<string, NameRefusal> {
    const name = cleanName(wanted)
    if (!name) return refused('invalid name')
    if (participant.name) this.#names.delete(participant.name)
    const taken = this.conflicting(name) !== undefined
    if (!taken) participant.name = name
    if (participant.name) this.#names.add(participant.name)
    return taken ? refused('conflict') : ok(name)
  }

  /** The name in use that is or looks the same as `name`; undefined when there is none. */
  conflicting(name: string): string | undefined {
    const cleaned = cleanName(name) ?? ''
    return this.#names.find(cleaned) ?? (resemblesReserved(cleaned, SERVER_NAME) ? SERVER_NAME : undefined)
  }

  /** The id of the person with that name; 0 when nobody has it. */
  idOf(name: string): number {
    for (const participant of this.#all) if (participant.name === name) return participant.id
    return 0
  }

  /** Gives a participant without a name one of the form User000001. */
  nameGuest(participant: Participant): void {
    while (!participant.name) this.name(participant, `User${String(++this.#lastGuest).padStart(6, '0')}`)
  }

  /** Frees the name of a participant, who gets a guest name. */
  makeGuest(participant: Participant): void {
    if (participant.name) this.#names.delete(participant.name)
    participant.name = ''
    this.nameGuest(participant)
  }

  /** Sends a message to all clients that sent `hello`. */
  sendToGreeted(message: Label): void {
    const encoded = encode(message)
    for (const participant of this.#all) {
      if (participant.greeted) participant.sendEncoded(message.label, encoded)
    }
  }

  /** Sends a message to all clients that subscribed to the activity of other rooms. */
  sendToCurious(message: Label): void {
    const encoded = encode(message)
    for (const participant of this.#all) {
      if (participant.curious) participant.sendEncoded(message.label, encoded)
    }
  }

  /**
   * Sends a chat message from the server to every participant with a name.
   * @param at ms since 1970 @returns the number of recipients
   */
  announce(text: string, at: number): number {
    this.#serverId ||= ++this.#lastId
    const message = encode({ label: 'said', from: this.#serverId, name: SERVER_NAME, text, at })
    const recipients = [...this.#all].filter(({ name }) => name !== '')
    for (const participant of recipients) participant.sendEncoded('said', message)
    return recipients.length
  }

  /** Sends a message to every client. */
  sendToAll(message: Label): void {
    const encoded = encode(message)
    for (const participant of this.#all) participant.sendEncoded(message.label, encoded)
  }
}
