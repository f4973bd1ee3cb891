import { type Duplex, duplexPair } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { type Limits, limits } from '../../src/protocol/limits.ts'
import { encode } from '../../src/protocol/wire/encoder.ts'
import type { AccountStore, ScryptCost } from '../../src/server/accounts/account-store.ts'
import { Accounts } from '../../src/server/accounts/accounts.ts'
import type { Password } from '../../src/server/accounts/password.ts'
import { SqliteAccounts } from '../../src/server/accounts/sqlite-accounts.ts'
import { SqliteDatabase } from '../../src/server/accounts/sqlite-database.ts'
import { acceptClient, createContext } from '../../src/server/context.ts'
import type { HistoryFolder } from '../../src/server/history/history-folder.ts'
import type { Log } from '../../src/server/log/log.ts'
import { type EventName, logEvents } from '../../src/server/log/log-events.ts'
import { OperatorToken } from '../../src/server/moderation/operator-token.ts'
import type { Recordings } from '../../src/server/recording/recordings.ts'
import type { ServerContext } from '../../src/server/session/server-context.ts'
import type { Session } from '../../src/server/session/session.ts'
import { ManualClock } from '../helpers/manual-clock.ts'
import { localStore } from './local-store.ts'

/** A cost of password hashes that takes no time. */
export const CHEAP: ScryptCost = { N: 2 ** 8, r: 1, p: 1 }

/** The client's end of a session. */
export interface Guest {
  session: Session
  stream: Duplex
  /** The messages it was sent, without payloads. */
  messages: Record<string, unknown>[]
  say(...messages: object[]): Promise<void>
  /** Breaks the connection as a network failure does, without an `exit`. */
  breakOff(): Promise<void>
}

/** A server without sockets: sessions over in-memory streams, and a manual clock. */
export class Hosted {
  readonly clock: ManualClock
  readonly context: ServerContext
  closed = 0
  /** The logged events with their fields. */
  readonly logged: [EventName, object][] = []
  readonly log: Log = { detailed: true, write: (name, fields) => this.logged.push([name, fields]) }

  /**
   * @param password of the server; null: none
   * @param changed limits that differ from the defaults
   * @param recordings created with the same clock
   * @param accounts where the server stores accounts; true: in memory, false: it has none
   * @param load of the event loop, 0 to 1
   * @param tls whether clients could also connect by TLS
   * @param pages URLs of the web client
   */
  constructor(
    password: Password | null = null,
    changed: Partial<Limits> = {},
    {
      clock = new ManualClock(),
      recordings = null,
      accounts = false,
      load = () => 0,
      tls = false,
      pages = [],
      history = null,
    }: {
      clock?: ManualClock
      recordings?: Recordings | null
      accounts?: boolean | AccountStore
      load?: () => number
      tls?: boolean
      pages?: readonly string[]
      history?: HistoryFolder | null
    } = {},
  ) {
    const held = { ...limits, ...changed }
    this.clock = clock
    const store = accounts === true ? localStore(new SqliteAccounts(new SqliteDatabase(null))) : accounts || null
    this.context = createContext({
      voice: { rate: 48_000, frameMs: 20, bitrate: 32_000 },
      codecs: ['opus', 'pcm'],
      clock,
      log: this.log,
      limits: held,
      password,
      passwordCost: CHEAP,
      identity: tls ? { fingerprint: 'f'.repeat(64) } : null,
      accounts: store && new Accounts(store, clock, held),
      operatorToken: new OperatorToken('open the server sesame'),
      recordings,
      load,
      pages: () => pages,
      history,
    })
  }

  /** The log lines about moderation. */
  get moderated(): string[] {
    const notes = this.logged.filter(([name]) => ['moderated', 'operator', 'wrong_token'].includes(name))
    return notes.map(([name, fields]) => String(logEvents[name].text(fields as never)))
  }

  /** Opens a connection. @param reads whether the client reads what it is sent */
  connect({ reads = true, address = '::1', encrypted = false, page = null as string | null } = {}): Guest {
    const [near, far] = duplexPair()
    const closed = () => {
      this.closed++
    }
    const { session } = acceptClient(near, this.context, {
      ...{ address, port: 1, encrypted, page, log: this.log, closed },
    })
    const guest: Guest = {
      session,
      stream: far,
      messages: [],
      say: async (...messages) => {
        for (const message of messages) far.write(encode(message))
        await this.settle()
      },
      breakOff: async () => {
        near.destroy(new Error('reset'))
        await this.settle()
      },
    }
    let text = ''
    if (reads) {
      far.setEncoding('latin1').on('data', (piece: string) => {
        text += piece
        for (;;) {
          const end = text.indexOf('\n')
          if (end < 0) return
          const message = JSON.parse(Buffer.from(text.slice(0, end), 'latin1').toString())
          const bytes: number = message.bytes ?? 0
          if (text.length < end + 1 + bytes) return
          text = text.slice(end + 1 + bytes)
          guest.messages.push(message)
        }
      })
    }
    return guest
  }

  /** Clients that sent `hello` and joined the room `hello`, with their messages cleared. */
  async meet(...names: string[]): Promise<Guest[]> {
    const guests = names.map(() => this.connect())
    for (const [i, guest] of guests.entries()) {
      await guest.say({ action: 'hello', name: names[i] }, { action: 'create', room: 'hello' })
      await guest.say({ action: 'join', room: 'hello' })
      this.clock.advance(10)
    }
    await this.settle()
    for (const { messages } of guests) messages.length = 0
    return guests
  }

  /** Occupies the queue of slow work, such as hashing passwords, until the returned function is called. */
  occupySlowWork(): () => void {
    let finish = () => {}
    const occupied = new Promise<void>((resolve) => {
      finish = resolve
    })
    void this.context.slowWork.run('check a password', 'occupied', () => occupied)
    return finish
  }

  async settle(): Promise<void> {
    for (let turns = 0; turns < 20; turns++) await turn()
  }
}
