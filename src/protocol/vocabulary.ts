import { Value } from '@sinclair/typebox/value'
import { type Action, actions, RequestId } from './actions.ts'
import { ProtocolError } from './errors.ts'
import { type Label, labels } from './labels.ts'
import { limits } from './limits.ts'
import { complaint, type Entry } from './vocabulary-entry.ts'
import type { Header } from './wire/decoder.ts'

/** The messages that one side may send: which field names them, and what the contract says of each. */
export class Vocabulary<Message> {
  readonly #key: 'action' | 'label'
  readonly #entries: ReadonlyMap<string, Entry>
  /** The header that was found right last: a talker's is the same object each time. */
  #knownGood: Header | null = null

  constructor(key: 'action' | 'label', entries: Readonly<Record<string, Entry>>) {
    this.#key = key
    this.#entries = new Map(Object.entries(entries))
  }

  /** The name of the message, as far as it has one. */
  nameOf(header: Header): string {
    const name = header[this.#key]
    return typeof name === 'string' ? name : ''
  }

  /** What the contract says of the message, undefined where it does not know it. */
  entryOf(header: Header): Entry | undefined {
    return this.#entries.get(this.nameOf(header))
  }

  /**
   * Whether to keep the payload that a header announces.
   * @throws ProtocolError `too_large`, which closes, where it is longer than its cap.
   */
  payload(header: Header, bytes: number): 'take' | 'skip' {
    const cap = this.entryOf(header)?.payloadCap ?? 0
    const limit = cap || limits.skippedPayload
    if (bytes > limit) throw new ProtocolError('too_large', `The payload may have ${limit} bytes at most`)
    return cap > 0 ? 'take' : 'skip'
  }

  /**
   * Holds a message against the contract.
   * @throws ProtocolError `bad_message`, `unknown_action` or `unexpected_payload`, none of which closes.
   */
  check(header: Header): Message {
    if (header === this.#knownGood) return header as Message
    const entry = this.entryOf(header)
    if (!entry) throw this.#unknown(header)
    if (header.bytes !== undefined && entry.payloadCap === 0) throw new ProtocolError('unexpected_payload')
    if (header.id !== undefined && requestIdOf(header) === undefined) {
      throw new ProtocolError('bad_message', '"id" must be an integer or a string of at most 64 characters')
    }
    const wrong = complaint(entry, header)
    if (wrong) throw new ProtocolError('bad_message', `${this.nameOf(header)}: ${wrong}`)
    if (entry.payloadCap > 0) this.#knownGood = header
    return header as Message
  }

  #unknown(header: Header): ProtocolError {
    const name = header[this.#key]
    if (typeof name === 'string') return new ProtocolError('unknown_action')
    return new ProtocolError('bad_message', `The message needs a field "${this.#key}" that names it`)
  }
}

/** The `id` of a message, undefined where it has none or not a fit one. */
export function requestIdOf(header: Header | null): RequestId | undefined {
  const id = header?.id
  return Value.Check(RequestId, id) ? id : undefined
}

/** What a client may say. */
export function clientVocabulary(): Vocabulary<Action> {
  return new Vocabulary<Action>('action', actions)
}

/** What a server may say. */
export function serverVocabulary(): Vocabulary<Label> {
  return new Vocabulary<Label>('label', labels)
}
