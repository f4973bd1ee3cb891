import type { Duplex } from 'node:stream'
import type { Clock } from '../../lib/clock.ts'
import type { Limits } from '../limits.ts'
import { SendWindow } from './send-window.ts'

/** Counters of a connection. */
export interface ConnectionStats {
  /** Voice frames sent. */
  voiceSent: number
  /** Voice frames dropped because they would have arrived too late. */
  voiceLate: number
  /** Voice frames replaced by a newer one while the send window was full. */
  voiceReplaced: number
  /** `screen` messages sent: pictures, or parts of them. */
  picturesSent: number
  /** 1 if the connection was closed because its control backlog overflowed, else 0. */
  overflows: number
}

interface Held {
  message: Buffer
  payloadBytes: number
  since: number
}

/**
 * The sending side of a connection: backpressure by kind of message. Control messages are always written; the owner
 * checks `full`. Voice is dropped when it would arrive too late, and pictures are sent only if there is room.
 */
export class Outbox {
  /** Duration of a voice frame in ms. */
  frameMs: number
  readonly #stream: Duplex
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #window: SendWindow
  readonly #pictureWritten: () => void
  /** The newest voice frame, while the send window is full. */
  #held: Held | null = null
  /** Bytes of pictures written but not yet handed to the kernel. */
  #pictureBacklog = 0
  readonly stats: ConnectionStats = { voiceSent: 0, voiceLate: 0, voiceReplaced: 0, picturesSent: 0, overflows: 0 }

  /** @param pictureWritten called when a picture has been handed to the kernel */
  constructor(stream: Duplex, options: { clock: Clock; frameMs: number; limits: Limits }, pictureWritten: () => void) {
    this.#stream = stream
    this.#clock = options.clock
    this.frameMs = options.frameMs
    this.#limits = options.limits
    this.#window = new SendWindow(options.limits)
    this.#pictureWritten = pictureWritten
  }

  /** The backlog in bytes without pictures. */
  get #ownBacklog(): number {
    return this.#stream.writableLength - this.#pictureBacklog
  }

  /** Whether the backlog without pictures exceeds `controlBacklog`. */
  get full(): boolean {
    return this.#ownBacklog > this.#limits.controlBacklog
  }

  /** Whether an acknowledgement is overdue. */
  get overdue(): boolean {
    return this.#window.overdue(this.#clock.now())
  }

  /** Writes a control message. @param payloadBytes bytes of payload in it */
  control(message: Buffer, payloadBytes: number): void {
    if (payloadBytes > 0) this.#window.sent(payloadBytes, this.#clock.now())
    this.#stream.write(message)
  }

  /** Writes a voice message, holds it until the send window opens, or drops it if it would arrive too late. */
  voice(message: Buffer, payloadBytes: number): void {
    if ((this.#ownBacklog / message.length) * this.frameMs > this.#limits.voiceAge) {
      this.stats.voiceLate++
    } else if (this.#window.admits(payloadBytes)) {
      this.#window.sent(payloadBytes, this.#clock.now())
      this.stats.voiceSent++
      this.#stream.write(message)
    } else {
      if (this.#held) this.stats.voiceReplaced++
      this.#held = { message, payloadBytes, since: this.#clock.now() }
    }
  }

  /** Writes a part of a picture if there is room. @returns whether it was written */
  picture(message: Buffer, payloadBytes: number): boolean {
    const waiting = this.#pictureBacklog
    const fits = waiting === 0 || waiting + message.length <= this.#limits.pictureWrites
    if (this.#held || !fits || !this.#window.admitsPicture(payloadBytes)) return false
    this.#window.sent(payloadBytes, this.#clock.now())
    this.#pictureBacklog += message.length
    this.stats.picturesSent++
    this.#stream.write(message, () => {
      this.#pictureBacklog -= message.length
      this.#pictureWritten()
    })
    return true
  }

  /**
   * Opens the send window, as the other side has received so many payload bytes in total, and sends the held frame.
   * @returns false if that is more than was sent
   */
  acknowledge(received: number): boolean {
    if (!this.#window.acknowledge(received, this.#clock.now())) return false
    const held = this.#held
    if (!held || !this.#window.admits(held.payloadBytes)) return true
    this.#held = null
    if (this.#clock.now() - held.since > this.#limits.voiceAge) this.stats.voiceLate++
    else this.voice(held.message, held.payloadBytes)
    return true
  }

  /** Drops the held voice frame. */
  clear(): void {
    this.#held = null
  }
}
