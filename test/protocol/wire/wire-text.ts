import { type Duplex, duplexPair } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import type { Action } from '../../../src/protocol/actions.ts'
import type { Label } from '../../../src/protocol/labels.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { clientVocabulary } from '../../../src/protocol/vocabulary.ts'
import { Connection } from '../../../src/protocol/wire/connection.ts'
import { encode } from '../../../src/protocol/wire/encoder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

/** Payload bytes of a voice frame in these tests: six fit into the window of 24 KiB. */
export const FRAME = 4096

/** A server's connection, and the other end of its stream in the test's hands. */
export class Wire {
  readonly clock = new ManualClock()
  readonly stream: Duplex
  readonly far: Duplex
  readonly connection: Connection<Action, Label>
  /** What the connection told its owner, in order. */
  readonly events: string[] = []
  /** When there was room for pictures, in ms, and what is done then. */
  readonly roomForPictures: number[] = []
  whenRoom: () => void = () => {}
  /** What came out at the far end. */
  received = ''
  /** What the owner does on a message, besides noting it. */
  onMessage: (action: Action) => void | Promise<void> = (action) => {
    if (action.action === 'ack') this.connection.acknowledged(action.received)
  }

  /** @param maxLine bytes of a line that may come. */
  constructor(maxLine = 200) {
    ;[this.stream, this.far] = duplexPair()
    this.connection = new Connection(this.stream, {
      vocabulary: clientVocabulary(),
      clock: this.clock,
      maxLine,
      frameMs: 20,
      limits,
    })
    this.connection.listen({
      message: (action, payload) => {
        this.events.push(payload ? `${action.action} + ${payload.length}` : action.action)
        return this.onMessage(action)
      },
      refused: (error, header) => {
        this.events.push(`refused ${error.code}${error.closes ? ', closing' : ''} ${header?.id ?? '-'}`)
        this.connection.send({ label: 'error', code: error.code, message: error.message })
      },
      roomForPictures: () => {
        this.roomForPictures.push(this.clock.now())
        this.whenRoom()
      },
      failed: (error) => this.events.push(`failed ${(error as Error).message}`),
      ended: () => {
        this.events.push('ended')
        this.connection.close()
      },
      closed: (error) => this.events.push(`closed${error ? ` by ${error.message}` : ''}`),
    })
  }

  /** Lets the far end read all that comes. */
  read(): this {
    this.far.setEncoding('latin1')
    this.far.on('data', (text: string) => {
      this.received += text
    })
    return this
  }

  /** Sends bytes from the far end and lets them be taken. */
  async say(...messages: (object | string | Buffer)[]): Promise<void> {
    for (const message of messages) {
      const raw = typeof message === 'string' || Buffer.isBuffer(message)
      this.far.write(raw ? message : encode(message))
    }
    await this.settle()
  }

  /** Lets the far end acknowledge so many frames in all. */
  async acknowledge(frames: number): Promise<void> {
    await this.say({ action: 'ack', received: frames * FRAME })
  }

  /** Sends voice frames from here, each with its number as its only letter. */
  voice(...numbers: number[]): void {
    for (const number of numbers) {
      const payload = Buffer.alloc(FRAME, String(number))
      this.connection.sendRealtime(encode({ label: 'voice', bytes: FRAME }, payload), FRAME)
    }
  }

  /** The numbers of the voice frames that came out at the far end. */
  async heard(): Promise<number[]> {
    await this.settle()
    const frames = this.received.matchAll(/"bytes":4096\}\n(\d)\1{4095}/g)
    return Array.from(frames, ([, number]) => Number(number))
  }

  /** The codes of the errors that came out at the far end. */
  get errors(): string[] {
    return Array.from(this.received.matchAll(/"label":"error","code":"(\w+)"/g), ([, code]) => code!)
  }

  /** Waits until all that is under way in the streams has arrived. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < 20; turns++) await turn()
  }
}
