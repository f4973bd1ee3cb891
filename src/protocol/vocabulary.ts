import { Value } from '@sinclair/typebox/value'
import { type Action, actions, RequestId } from './actions.ts'
import { ProtocolError } from './errors.ts'
import { type Label, labels } from './labels.ts'
import { limits } from './limits.ts'
import { complaint, type Entry } from './vocabulary-entry.ts'
import type { Header } from './wire/decoder.ts'

/** The messages that one side may send: the field that names them and the contract of each. */
export class Vocabulary<Message> {
  readonly #key: 'action' | 'label'
  readonly #entries: ReadonlyMap<string, Entry>
  /** The last valid header with a payload. The decoder returns the same object for repeated lines, such as voice. */
  #knownGood: Header | null = null

  constructor(key: 'action' | 'label', entries: Readonly<Record<string, Entry>>) {
    this.#key = key
    this.#entries = new Map(Object.entries(entries))
  }

  /** The value of the naming field; an empty string if it is missing or not a string. */
  nameOf(header: Header): string {
    const name = header[this.#key]
    return typeof name === 'string' ? name : ''
  }

  /** The contract of the message; undefined if its name is unknown. */
  entryOf(header: Header): Entry | undefined {
    return this.#entries.get(this.nameOf(header))
  }

  /**
   * Decides whether to keep the payload that a header announces, or to skip it because the message takes none.
   *
   * @param bytes length of the payload
   * @throws ProtocolError `too_large`, which closes, if the payload exceeds the cap of the message
   */
  payload(header: Header, bytes: number): 'take' | 'skip' {
    const cap = this.entryOf(header)?.payloadCap ?? 0
    const limit = cap || limits.skippedPayload
    if (bytes > limit) throw new ProtocolError('too_large', `The payload exceeds ${limit} bytes`)
    return cap > 0 ? 'take' : 'skip'
  }

  /**
   * Validates a message against the contract.
   *
   * @returns the header itself, typed
   * @throws ProtocolError `bad_message`, `unknown_action` or `unexpected_payload`, none of which closes
   */
  check(header: Header): Message {
    if (header === this.#knownGood) return header as Message
    const entry = this.entryOf(header)
    if (!entry) throw this.#unknown(header)
    if (header.bytes !== undefined && entry.payloadCap === 0) throw new ProtocolError('unexpected_payload')
    if (header.id !== undefined && requestIdOf(header) === undefined) {
      throw new ProtocolError('bad_message', '"id" must be an integer or a string of up to 64 characters')
    }
    const violation = complaint(entry, header)
    if (violation) throw new ProtocolError('bad_message', `${this.nameOf(header)}: ${violation}`)
    if (entry.payloadCap > 0) this.#knownGood = header
    return header as Message
  }

  #unknown(header: Header): ProtocolError {
    const name = header[this.#key]
    if (typeof name === 'string') return new ProtocolError('unknown_action')
    return new ProtocolError('bad_message', `The message has no "${this.#key}" field`)
  }
}

/** The `id` of a message; undefined if it is missing or invalid. */
export function requestIdOf(header: Header | null): RequestId | undefined {
  const id = header?.id
  return Value.Check(RequestId, id) ? id : undefined
}

/** The vocabulary of the server's receiving side: every action that a client may send. */
export function clientVocabulary(): Vocabulary<Action> {
  return new Vocabulary<Action>('action', actions)
}

/** The vocabulary of the client's receiving side: every label that a server may send. */
export function serverVocabulary(): Vocabulary<Label> {
  return new Vocabulary<Label>('label', labels)
}
