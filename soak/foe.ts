import { connect, type Socket } from 'node:net'
import type { SeededRandom } from '../fuzz/seeded-random.ts'
import { encode } from '../src/protocol/wire/encoder.ts'

/** Messages written per turn of the event loop. */
const BATCH = 32

/** A hostile connection. Received data is read and discarded, unless it stops reading. */
export class Foe {
  readonly random: SeededRandom
  /** Its unique number. */
  readonly number: number
  readonly #socket: Socket
  readonly #timers: NodeJS.Timeout[] = []

  /** @param from its address; undefined: that of the server @param closed called once when the connection is closed */
  constructor(port: number, number: number, random: SeededRandom, from: string | undefined, closed: () => void) {
    this.number = number
    this.random = random
    this.#socket = connect({
      ...{ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true },
      ...(from === undefined ? {} : { localAddress: from }),
    })
    this.#socket.resume()
    this.#socket.on('error', () => {})
    this.#socket.on('end', () => this.#socket.destroy())
    this.#socket.once('close', () => {
      for (const timer of this.#timers) clearInterval(timer)
      closed()
    })
  }

  /** Bytes sent so far. */
  get sent(): number {
    return this.#socket.bytesWritten
  }

  /** Sends valid messages. */
  say(...messages: object[]): void {
    this.write(Buffer.concat(messages.map((message) => encode(message))))
  }

  write(bytes: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(bytes)
  }

  /** Sends the results of `make` as fast as they are accepted. */
  flood(make: () => Uint8Array): void {
    let room = this.#socket.writable
    for (let i = 0; i < BATCH && room; i++) room = this.#socket.write(make())
    if (room) setImmediate(() => this.flood(make))
    else this.#socket.once('drain', () => this.flood(make))
  }

  /** Repeats an action every so many ms while connected. */
  every(ms: number, act: () => void): void {
    this.#timers.push(setInterval(act, ms))
  }

  /** Stops reading. */
  stopReading(): void {
    this.#socket.pause()
  }

  /** Ends the sending side, and continues to read. */
  endHalf(): void {
    this.#socket.end()
  }

  /** Resets the connection as soon as it is established. */
  reset(): void {
    if (this.#socket.connecting) this.#socket.once('connect', () => this.#socket.resetAndDestroy())
    else this.#socket.resetAndDestroy()
  }
}
