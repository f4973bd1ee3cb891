import { limits } from '../src/protocol/limits.ts'
import { Hosted } from '../test/server/hosted.ts'
import { OrderWatch } from './order-watch.ts'
import type { Step } from './step.ts'
import { obeyed, Witness } from './witness.ts'

/** One frame of 20 ms at 48 kHz that is not silence. */
const FRAME = Buffer.alloc(1920, 0x11)
/** Turns of the event loop to wait before reporting a hang: passwords are hashed on other threads. */
const PATIENCE = 400

interface Guest extends Witness {
  breakOff(): Promise<void>
}

/**
 * Plays a sequence against server sessions in memory, alongside two honest clients that talk to each other.
 *
 * @returns what went wrong; null if nothing did
 */
export async function play(steps: readonly Step[]): Promise<string | null> {
  const escaped: string[] = []
  const note = (error: unknown) => escaped.push(`an exception outside all handlers: ${String(error)}`)
  process.on('uncaughtException', note).on('unhandledRejection', note)
  try {
    const wrong = await new Game().play(steps)
    return escaped[0] ?? wrong
  } finally {
    process.off('uncaughtException', note).off('unhandledRejection', note)
  }
}

class Game {
  readonly #hosted = new Hosted(null, {}, { accounts: true })
  readonly #all: Guest[] = []
  readonly #hostiles = new Map<number, Guest>()

  async play(steps: readonly Step[]): Promise<string | null> {
    const talker = this.#connect()
    const listener = this.#connect()
    talker.send({ action: 'hello', name: 'Honest talker' })
    listener.send({ action: 'hello', name: 'Honest listener' })
    talker.send({ action: 'create', room: 'hello' })
    for (const honest of [talker, listener]) honest.send({ action: 'join', room: 'hello' })
    await this.#hosted.settle()
    const order = new OrderWatch()
    for (const step of steps) {
      await this.#take(step)
      const disorder = order.look(this.#hosted.context)
      if (disorder) return disorder
    }
    const wrong = await this.#whetherServed(talker, listener)
    return wrong ?? (await this.#whetherEmpty())
  }

  #connect(): Guest {
    const { stream, breakOff } = this.#hosted.connect({ reads: false })
    const guest = Object.assign(new Witness(stream), { breakOff })
    this.#all.push(guest)
    return guest
  }

  async #take(step: Step): Promise<void> {
    if (step.do === 'wait') {
      this.#hosted.clock.advance(step.ms)
      return this.#hosted.settle()
    }
    let guest = this.#hostiles.get(step.client)
    if (!guest || (step.do === 'connect' && guest.closed)) {
      guest = this.#connect()
      this.#hostiles.set(step.client, guest)
    }
    if (step.do === 'send') guest.sendBytes(Buffer.from(step.bytes, 'latin1'))
    if (step.do === 'end') guest.end()
    if (step.do === 'break') await guest.breakOff()
    if (step.do === 'resume') {
      const token = this.#hostiles.get(step.of)?.token ?? 'none'
      guest.send({ action: 'hello', resume: token, resumable: true })
    }
    await this.#hosted.settle()
  }

  /** Checks that the honest clients still receive replies, chat and voice. */
  async #whetherServed(talker: Witness, listener: Witness): Promise<string | null> {
    for (const [i, honest] of [talker, listener].entries()) {
      honest.send({ action: 'list', id: `list ${i}` })
      honest.send({ action: 'ping', id: i })
    }
    talker.send({ action: 'say', text: 'still here' })
    const before = listener.voices
    for (let frame = 0; frame < 20; frame++) {
      talker.send({ action: 'voice', bytes: FRAME.length }, FRAME)
      await this.#hosted.settle()
      this.#hosted.clock.advance(20)
    }
    await this.#until(() => listener.messages.some((one) => one.label === 'said' && one.text === 'still here'))
    for (const [i, honest] of [talker, listener].entries()) {
      const ids = honest.messages.map(({ id }) => id)
      const text = obeyed(honest.messages)
      if (text !== null) return `an honest client was sent control characters: ${JSON.stringify(text)}`
      if (honest.closed) return 'an honest client was disconnected'
      if (!ids.includes(`list ${i}`) || !ids.includes(i)) return 'an honest client got no reply with its id'
    }
    if (listener.voices === before) return 'the honest listener received no voice'
    if (!listener.messages.some((one) => one.label === 'said' && one.text === 'still here'))
      return 'the honest listener did not receive the chat message'
    return this.#all.flatMap(({ wrongs }) => wrongs)[0] ?? null
  }

  /** Checks that nothing is left after all clients have disconnected and no session can be resumed. */
  async #whetherEmpty(): Promise<string | null> {
    const { context, clock } = this.#hosted
    const { roster, absences, rooms } = context
    for (const guest of this.#all) await guest.breakOff()
    clock.advance(limits.resumeWithin + 1)
    await this.#until(() => roster.count === 0)
    if (roster.count > 0) return `${roster.count} users remain after all have left`
    if (absences.size > 0) return `${absences.size} detached sessions remain`
    const peopled = rooms.describe().details?.filter(({ users, temporary }) => users > 0 || temporary) ?? []
    if (peopled.length > 0) return `the room ${JSON.stringify(peopled[0]!.room)} remains after all have left`
    rooms.close()
    clock.advance(limits.heartbeatPatience)
    return clock.timers > 0 ? `${clock.timers} timers remain after all have left` : null
  }

  async #until(condition: () => boolean): Promise<void> {
    for (let turn = 0; turn < PATIENCE && !condition(); turn++) await this.#hosted.settle()
  }
}
