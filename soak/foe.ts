import { connect, type Socket } from 'node:net'
import type { SeededRandom } from '../fuzz/lot.ts'
import { encode } from '../src/protocol/wire/encoder.ts'

/** Messages that are written before the event loop goes on. */
const BATCH = 32

/** One hostile connection. What it is sent is read and forgotten, unless it does not read. */
export class Foe {
  readonly random: SeededRandom
  /** A number of its own. */
  readonly number: number
  readonly #socket: Socket
  readonly #timers: NodeJS.Timeout[] = []

  /** @param closed is called once, when the connection is over. */
  constructor(port: number, number: number, random: SeededRandom, closed: () => void) {
    this.number = number
    this.random = random
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    this.#socket.resume()
    this.#socket.on('error', () => {})
    this.#socket.on('end', () => this.#socket.destroy())
    this.#socket.once('close', () => {
      for (const timer of this.#timers) clearInterval(timer)
      closed()
    })
  }

  /** Bytes that were sent so far. */
  get sent(): number {
    return this.#socket.bytesWritten
  }

  /** Sends messages as the contract wants them. */
  say(...messages: object[]): void {
    this.write(Buffer.concat(messages.map((message) => encode(message))))
  }

  write(bytes: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(bytes)
  }

  /** Sends what `make` gives, as fast as it is taken. */
  flood(make: () => Uint8Array): void {
    let room = this.#socket.writable
    for (let i = 0; i < BATCH && room; i++) room = this.#socket.write(make())
    if (room) setImmediate(() => this.flood(make))
    else this.#socket.once('drain', () => this.flood(make))
  }

  /** Does something every so many ms, while the connection is there. */
  every(ms: number, act: () => void): void {
    this.#timers.push(setInterval(act, ms))
  }

  /** Reads nothing any more. */
  stopReading(): void {
    this.#socket.pause()
  }

  /** Ends its own side, and reads on. */
  endHalf(): void {
    this.#socket.end()
  }

  /** Breaks off by a reset, as soon as it is connected. */
  reset(): void {
    if (this.#socket.connecting) this.#socket.once('connect', () => this.#socket.resetAndDestroy())
    else this.#socket.resetAndDestroy()
  }
}
