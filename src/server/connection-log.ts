import { type ActionName, actions } from '../protocol/actions.ts'
import type { Header } from '../protocol/decoder.ts'
import type { ProtocolError } from '../protocol/errors.ts'
import { messageLine, withoutSecrets } from '../protocol/message-line.ts'
import { cleanLine } from '../protocol/text.ts'

/** Writes one line; the text holds no line end. */
export type WriteLine = (line: string) => void

/** Bytes of an encoded message that are looked at: more than a log shows. */
const SHOWN_BYTES = 10_000

/**
 * What a connection says and is told, in the form of the original system, a line each:
 * `I/list                : 10.13.252.5 1749 : {"action":"list"}`. Voice and acknowledgements are counted and
 * summed up at the end; passwords are left out.
 */
export class ConnectionLog {
  readonly #write: WriteLine | null
  readonly #address: string
  readonly #port: number
  readonly #counted = new Map<ActionName, { messages: number; bytes: number }>()

  /** @param write null logs nothing but failures of our own, which go to the standard error. */
  constructor(address: string, port: number, write: WriteLine | null) {
    this.#write = write
    this.#address = address
    this.#port = port
    write?.(`Accepted request from: ${address} port ${port}`)
  }

  received(name: ActionName, message: object, payload: Uint8Array | null): void {
    if (!this.#write) return
    if (actions[name].frequent) this.#count(name, payload?.length ?? 0)
    else this.#line('I', name, withoutSecrets(message))
  }

  sent(name: string, message: object): void {
    if (this.#write) this.#line('O', name, withoutSecrets(message))
  }

  /** The same for a message whose bytes are shared by many. */
  sentEncoded(name: string, message: Buffer): void {
    if (this.#write) this.#line('O', name, message.subarray(0, SHOWN_BYTES).toString('utf8').trimEnd())
  }

  /** A message that was not as the contract says, as far as it could be read; the `O/error` after it says why. */
  refused(error: ProtocolError, header: Header | null): void {
    if (!this.#write) return
    const name = typeof header?.action === 'string' ? header.action : '?'
    this.#line('I', name, header ? withoutSecrets(header) : `(${error.message})`)
  }

  /** A mistake of the server's own: shown with its stack whether or not the rest is logged. */
  failed(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const write = this.#write ?? ((line) => process.stderr.write(`${line}\n`))
    write(`Internal error for: ${this.#address} port ${this.#port} : ${cleanLine(text)}`)
  }

  /** @param droppedVoice frames that came faster than anybody can talk. */
  ended(droppedVoice = 0): void {
    for (const [name, { messages, bytes }] of this.#counted) {
      this.#line('I', name, `${messages} messages, ${bytes} bytes of payload`)
    }
    if (droppedVoice > 0) this.#line('I', 'voice', `${droppedVoice} frames came too fast and were dropped`)
    this.#write?.(`Ended request from: ${this.#address} port ${this.#port}`)
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

  #line(direction: 'I' | 'O', name: string, text: string): void {
    this.#write?.(messageLine(direction, name, this.#address, this.#port, text))
  }
}
