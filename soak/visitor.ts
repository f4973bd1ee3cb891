import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../bench/statistics.ts'
import { connect, type WireClient } from '../test/helpers/wire-client.ts'

/** Who is cut off again and again, and where they are. */
export const VISITOR = { name: 'Visitor', room: 'visited', password: 'let me in' }
/** Who logs in with a password, which takes the server a slow hash. */
export const MEMBER = { name: 'Member', password: 'correct horse' }

/** ms for which the visitor is gone, and between two rounds. */
const GONE = 50
const PAUSE = 100
/** ms after which a client would give up a login. */
const TOO_LONG = 10_000

/** What the honest visitor experienced. */
export interface Visits {
  /** Lost connections, and those of them after which the session was resumed with name and room. */
  cuts: number
  resumed: number
  /** ms from connecting until logged in and in a new private room, which takes two slow hashes. */
  logins: number[]
  /** Failures, a sentence each. */
  wrongs: string[]
}

/**
 * An honest person who is cut off and returns, and another who logs in and creates a private room, again and again, while the
 * server is attacked.
 */
export class Visitor {
  readonly #port: number
  readonly #visits: Visits = { cuts: 0, resumed: 0, logins: [], wrongs: [] }
  #client: WireClient
  #token: unknown
  #leaving = false
  #round: Promise<void> = Promise.resolve()

  /** Registers the member and takes the visitor into their room. */
  static async arrive(port: number): Promise<Visitor> {
    const member = await connect(port)
    await member.ask({ action: 'hello', name: MEMBER.name })
    await member.ask({ action: 'register', password: MEMBER.password })
    await member.close()
    const client = await connect(port)
    const { name, room, password } = VISITOR
    const { resume } = await client.ask({ action: 'hello', name, resumable: true })
    await client.ask({ action: 'create', room, password })
    await client.ask({ action: 'join', room, password })
    return new Visitor(port, client, resume)
  }

  private constructor(port: number, client: WireClient, token: unknown) {
    this.#port = port
    this.#client = client
    this.#token = token
  }

  /** Starts the rounds. */
  begin(): void {
    this.#round = this.#rounds().catch((error: Error) => {
      this.#visits.wrongs.push(`the visitor failed: ${error.message}`)
    })
  }

  /** Ends after the current round. */
  async end(): Promise<Visits> {
    this.#leaving = true
    await this.#round
    await this.#client.close()
    const { cuts, resumed, wrongs } = this.#visits
    if (resumed < cuts) wrongs.push(`${cuts - resumed} of ${cuts} lost sessions could not be resumed`)
    return this.#visits
  }

  async #rounds(): Promise<void> {
    while (!this.#leaving) {
      await this.#lose()
      await this.#logIn()
      await sleep(PAUSE)
    }
  }

  async #lose(): Promise<void> {
    this.#client.socket.resetAndDestroy()
    await sleep(GONE)
    this.#client = await connect(this.#port)
    const { name, room } = VISITOR
    const hello = await this.#client.ask({ action: 'hello', name, resumable: true, resume: this.#token })
    this.#token = hello.resume
    this.#visits.cuts++
    if (hello.resumed === true && hello.name === name && hello.room === room) this.#visits.resumed++
  }

  async #logIn(): Promise<void> {
    const begun = performance.now()
    const client = await connect(this.#port)
    const { status } = await client.ask({ action: 'login', ...MEMBER })
    const room = { room: `private ${this.#visits.logins.length}`, password: 'x' }
    const made = await client.ask({ action: 'create', ...room, temporary: true })
    const joined = await client.ask({ action: 'join', ...room })
    const took = performance.now() - begun
    this.#visits.logins.push(took)
    const refused = [status, made.status, joined.status].find((one) => one !== 'ok')
    if (refused !== undefined) this.#visits.wrongs.push(`an honest login was refused: ${refused}`)
    if (took > TOO_LONG) this.#visits.wrongs.push(`an honest login took ${Math.round(took)} ms`)
    client.sendLine({ action: 'exit' })
    await client.closed
  }
}

/** The experience as cells of a table: sessions resumed; logins, and their median and longest time. */
export function visitCells({ cuts, resumed, logins }: Visits): string[] {
  const ms = (share: number) => `${percentile(logins, share).toFixed(0)} ms`
  return [`${resumed} of ${cuts}`, String(logins.length), ms(0.5), ms(1)]
}
