import type { SeededRandom } from '../fuzz/seeded-random.ts'
import { type Arrival, handshake } from '../src/client/connection/handshake.ts'
import type { ServerLink } from '../src/client/connection/server-link.ts'
import { Exit } from '../src/client/exit-codes.ts'
import { systemClock } from '../src/lib/clock.ts'
import { ProtocolError } from '../src/protocol/errors.ts'
import type { Label } from '../src/protocol/labels.ts'
import type { User } from '../src/protocol/shapes.ts'
import type { Belief } from './roll-call.ts'
import type { Way } from './way.ts'

export const ROOMS = ['red', 'green', 'blue', 'white', 'black'] as const
/** A frame of 20 ms at 48 kHz that is not silence. */
const FRAME = Buffer.alloc(1920, 0x11)
/** Bytes of a synthetic picture, and voice frames per picture. */
const PICTURE_BYTES = 8 * 1024
const FRAMES_A_PICTURE = 10
/** Errors that random actions must expect. */
const EXPECTED = ['too_fast', 'too_slow', 'timeout', 'not_in_a_room', 'no_such_user', 'not_allowed']

/** A participant with random actions, over the connection code of the client. */
export class Guest implements Belief {
  readonly name: string
  room: string | null = null
  users: readonly User[] = []
  /** Failures, a sentence each. */
  readonly wrongs: string[] = []
  readonly #way: Way
  readonly #random: SeededRandom
  #link: ServerLink | null = null
  #token: string | null = null
  #talksUntil = 0
  #shares = false
  #frames = 0
  /** Whether it reconnects automatically. */
  #stays = true

  /** The actions in a room, weighted by how often they are listed. */
  readonly #moves: readonly ((link: ServerLink) => unknown)[]

  constructor(name: string, way: Way, random: SeededRandom) {
    this.name = name
    this.#way = way
    this.#random = random
    const talk = () => {
      this.#talksUntil = performance.now() + 1_000 + random.below(4_000)
    }
    const say = (link: ServerLink) => link.tell('say', { text: 'So it is. '.repeat(1 + random.below(50)) })
    const join = (link: ServerLink) => this.#join(link)
    this.#moves = [
      ...[talk, talk, talk, say, say, say, join, join],
      (link) => this.#quit(link),
      (link) => this.#turn(link),
      (link) => link.request('mute', { muted: random.chance(0.3) }),
      (link) => link.request('deafen', { deafened: random.chance(0.3) }),
      (link) => link.tell(random.of(['record_start', 'record_end'] as const), {}),
      (link) => this.#share(link),
      (link) => this.#watch(link),
      (link) => link.tell(random.of(['screen_unshare', 'screen_stop_watching'] as const), {}),
      () => way.fault(random),
      (link) => this.#goAndComeBack(link),
    ]
  }

  /** Whether it is connected and knows its room. */
  get settled(): boolean {
    return this.#link !== null
  }

  /** Connects, and resumes its session if it has a token. */
  async arrive(): Promise<void> {
    if (!this.#stays || this.#link) return
    const options = { host: '127.0.0.1', port: this.#way.port, clock: systemClock, protection: null, log: null }
    const lost = () => this.#lose()
    const handlers = { push: (message: Label) => this.#take(message), voice: () => {}, lost }
    const greeting = { ...options, name: this.name, codec: 'pcm', serverPassword: async () => null } as const
    try {
      this.#settle(await handshake(greeting, this.#token, handlers))
    } catch (error) {
      this.#doubt(error)
      this.#lose()
    }
  }

  /** Performs a random action. */
  async move(): Promise<void> {
    const link = this.#link
    if (!link) return
    try {
      await (this.room === null ? this.#join(link) : this.#random.of(this.#moves)(link))
    } catch (error) {
      this.#doubt(error)
    }
  }

  /** Sends a voice frame if it is talking, and now and then a picture if it is sharing. */
  talk(): void {
    if (this.#shares && ++this.#frames % FRAMES_A_PICTURE === 0) this.#show()
    if (performance.now() < this.#talksUntil && this.room !== null) this.#link?.sendVoice(FRAME, 'pcm')
  }

  heal(): void {
    this.#way.heal()
  }

  /** Leaves permanently. */
  leave(): void {
    this.#stays = false
    this.#talksUntil = 0
    this.#link?.close()
    this.#link = null
    this.room = null
    this.#way.close()
  }

  #settle({ link, hello }: Arrival): void {
    this.#link = link
    this.#token = hello.resume ?? null
    this.room = hello.room ?? null
  }

  async #join(link: ServerLink): Promise<void> {
    const room = this.#random.of(ROOMS)
    await link.request('create', { room, temporary: this.#random.chance(0.5) })
    const reply = await link.request('join', { room })
    if (reply.status !== 'ok' || this.#link !== link) return
    this.#shares = false
    this.room = reply.room
    this.users = reply.users ?? []
  }

  async #quit(link: ServerLink): Promise<void> {
    await link.request('quit_room', {})
    if (this.#link === link) this.room = null
  }

  /** Changes the volume of a random participant. */
  async #turn(link: ServerLink): Promise<void> {
    const others = this.users.filter(({ name }) => name !== this.name)
    if (others.length === 0) return
    await link.request('volume', { user: this.#random.of(others).id, gain_db: this.#random.below(72) - 60 })
  }

  async #share(link: ServerLink): Promise<void> {
    const { status } = await link.request('screen_share', { kind: this.#random.of(['screen', 'camera'] as const) })
    this.#shares = status === 'ok'
  }

  #show(): void {
    const rect = { x: 0, y: 0, w: 320, h: 240, bytes: PICTURE_BYTES }
    const picture = { seq: this.#frames, width: 320, height: 240, keyframe: true, rects: [rect] }
    this.#link?.sendPicture({ ...picture, bytes: PICTURE_BYTES }, Buffer.alloc(PICTURE_BYTES, this.#frames))
  }

  #watch(link: ServerLink): void {
    const [sharer] = this.users.filter(({ sharing, name }) => sharing && name !== this.name)
    if (sharer) link.tell('screen_start_watching', { from: sharer.id })
  }

  #goAndComeBack(link: ServerLink): void {
    link.close()
    this.#token = null
    this.#lose()
  }

  #lose(): void {
    this.#link = null
    this.room = null
    this.#shares = false
    if (!this.#stays) return
    if (this.#random.chance(0.2)) this.#token = null
    setTimeout(() => void this.arrive(), 50 + this.#random.below(2_000))
  }

  #take(message: Label): void {
    if (message.label === 'room_users' && message.room === this.room) this.users = message.users
    if (message.label === 'error') this.#doubt(new ProtocolError(message.code, message.message))
  }

  /** Ignores lost connections and expected errors; records others as failures. */
  #doubt(error: unknown): void {
    if (error instanceof ProtocolError ? EXPECTED.includes(error.code) : error instanceof Exit) return
    this.wrongs.push(`${this.name}: ${String(error)}`)
  }
}
