import { type ActionName, actions } from '../protocol/actions.ts'
import type { Header } from '../protocol/decoder.ts'
import type { ProtocolError } from '../protocol/errors.ts'
import { cleanLine } from '../protocol/text.ts'

/** Writes one line; the text holds no line end. */
export type WriteLine = (line: string) => void

const NAME_WIDTH = 22
const MAX_NAME = NAME_WIDTH - 'I/'.length
/** Characters of a message that are shown; longer ones are cut. */
const MAX_SHOWN = 2_000

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
    else this.#line('I', name, shown(message))
  }

  sent(name: string, message: object): void {
    if (this.#write) this.#line('O', name, shown(message))
  }

  /** The same for a message whose bytes are shared by many. */
  sentEncoded(name: string, message: Buffer): void {
    if (this.#write)
      this.#line(
        'O',
        name,
        message
          .subarray(0, 4 * MAX_SHOWN)
          .toString('utf8')
          .trimEnd(),
      )
  }

  /** A message that was not as the contract says, as far as it could be read; the `O/error` after it says why. */
  refused(error: ProtocolError, header: Header | null): void {
    if (!this.#write) return
    const name = typeof header?.action === 'string' ? header.action.slice(0, MAX_NAME) : '?'
    this.#line('I', name, header ? shown(header) : `(${error.message})`)
  }

  /** A mistake of the server's own: shown with its stack whether or not the rest is logged. */
  failed(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const write = this.#write ?? ((line) => process.stderr.write(`${line}\n`))
    write(`Internal error for: ${this.#address} port ${this.#port} : ${cleanLine(text)}`)
  }

  ended(): void {
    for (const [name, { messages, bytes }] of this.#counted) {
      this.#line('I', name, `${messages} messages, ${bytes} bytes of payload`)
    }
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
    const shownText = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text
    const head = cleanLine(`${direction}/${name}`).padEnd(NAME_WIDTH)
    this.#write?.(`${head}: ${this.#address} ${this.#port} : ${cleanLine(shownText)}`)
  }
}

/** The JSON of a message without its secrets; what is nested too deeply for JSON to follow is not shown. */
function shown(message: object): string {
  try {
    return JSON.stringify(message, (key, value) => (key === 'password' ? '***' : value))
  } catch {
    return '(nested too deeply to show)'
  }
}
