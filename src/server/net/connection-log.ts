import { type ActionName, actions } from '../../protocol/actions.ts'
import type { ProtocolError } from '../../protocol/errors.ts'
import type { Header } from '../../protocol/wire/decoder.ts'
import { withoutSecrets } from '../../protocol/wire/message-line.ts'
import { faultText, type Log } from '../log/log.ts'
import type { ClientPlace, EventFields, EventName } from '../log/log-events.ts'

/** The fields of an event besides the address and port of its client. */
type OwnFields<Name extends EventName> = Omit<EventFields<Name>, keyof ClientPlace>

/** Characters logged per message, and bytes read of an encoded one: more than a line shows. */
const KEPT = 2_500
const SHOWN_BYTES = 10_000

/**
 * Logs the messages of one connection in both directions. Frequent messages (voice, acknowledgements) are counted and
 * summed up when it ends; passwords are left out.
 */
export class ConnectionLog {
  readonly #log: Log
  readonly #place: ClientPlace
  readonly #counted = new Map<ActionName, { messages: number; bytes: number }>()

  constructor(address: string, port: number, log: Log) {
    this.#log = log
    this.#place = { address, port }
    this.happened('connected', {})
  }

  /** Logs an event of this connection. */
  happened<Name extends EventName>(name: Name, fields: OwnFields<Name>): void {
    this.#log.write(name, { ...this.#place, ...fields } as unknown as EventFields<Name>)
  }

  received(name: ActionName, message: object, payload: Uint8Array | null): void {
    if (!this.#log.detailed) return
    if (actions[name].frequent) this.#count(name, payload?.length ?? 0)
    else this.happened('received', { action: name, message: withoutSecrets(message).slice(0, KEPT) })
  }

  sent(name: string, message: object): void {
    if (!this.#log.detailed) return
    this.happened('sent', { label: name, message: withoutSecrets(message).slice(0, KEPT) })
  }

  /** Logs a sent message that was encoded once for many connections. */
  sentEncoded(name: string, message: Buffer): void {
    if (!this.#log.detailed) return
    const text = message.subarray(0, SHOWN_BYTES).toString('utf8').trimEnd()
    this.happened('sent', { label: name, message: text.slice(0, KEPT) })
  }

  /** Logs a refused message as far as it could be parsed; the `O/error` line after it gives the reason. */
  refused(error: ProtocolError, header: Header | null): void {
    if (error.closes) this.happened('closed', { code: error.code, message: error.message })
    if (!this.#log.detailed) return
    const action = typeof header?.action === 'string' ? header.action : '?'
    const message = header ? withoutSecrets(header).slice(0, KEPT) : `(${error.message})`
    this.happened('received', { action, message })
  }

  /** Logs an internal error with its stack trace, whether or not messages are logged. */
  failed(error: unknown): void {
    this.happened('client_failed', { message: faultText(error) })
  }

  /** @param droppedVoice frames dropped because they arrived faster than real time allows. */
  ended(droppedVoice = 0): void {
    for (const [action, counted] of this.#counted) this.happened('received_in_all', { action, ...counted })
    if (droppedVoice > 0) this.happened('dropped_in_all', { frames: droppedVoice })
    this.happened('ended', {})
  }

  #count(name: ActionName, bytes: number): void {
    const counted = this.#counted.get(name)
    if (counted) {
      counted.messages++
      counted.bytes += bytes
    } else {
      this.#counted.set(name, { messages: 1, bytes })
    }
  }
}
