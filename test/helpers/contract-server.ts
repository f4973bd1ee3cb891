import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { type ServerProcess, startServer } from './server-process.ts'
import { connect, type Message, type WireClient } from './wire-client.ts'

/** A participant as the server describes it in `room_users` and in the reply to `join`. */
export interface User {
  id: number | string
  name: string
  [state: string]: unknown
}

/** A server under test, with the steps that the contract's tests repeat. */
export interface ContractServer {
  readonly process: ServerProcess
  /** A new connection that has said nothing yet. It is closed after the test. */
  connect(): Promise<WireClient>
  /** A new connection that said hello under `name`, and its id. */
  greet(name: string, hello?: object): Promise<[WireClient, User['id']]>
  /** New connections under these names, all in a room of their own, and their ids. */
  meet<Names extends readonly string[]>(...names: Names): Promise<{ [I in keyof Names]: Member }>
}

export interface Member {
  client: WireClient
  id: User['id']
  room: string
}

/**
 * Starts a server before the tests of this file (or, if `fresh`, one for each test that connects) and ends it after
 * them. It has to have survived whatever the tests sent, and to end in peace.
 */
export function useServer({ args = [] as string[], fresh = false } = {}): ContractServer {
  const clients: WireClient[] = []
  let running: ServerProcess | undefined
  let starting: Promise<ServerProcess> | undefined
  let rooms = 0
  const after = fresh ? afterEach : afterAll

  async function start(): Promise<ServerProcess> {
    running = await startServer(args)
    return running
  }

  if (!fresh)
    beforeAll(async () => {
      starting = start()
      await starting
    })
  after(async () => {
    if (!running) return
    const ended = running
    rooms = 0
    running = undefined
    starting = undefined
    expect(ended.child.exitCode, `the server ended:\n${ended.lines.join('\n')}`).toBeNull()
    expect(await ended.stop()).toBe(0)
  })
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()))
  })

  const server: ContractServer = {
    get process() {
      if (!running) throw new Error('the server runs within the tests only')
      return running
    },
    async connect() {
      starting ??= start()
      const { port } = await starting
      const client = await connect(port)
      clients.push(client)
      return client
    },
    async greet(name, hello = {}) {
      const client = await server.connect()
      const reply = await client.ask({ action: 'hello', name, version: 1, codecs: ['pcm'], ...hello })
      expect(reply).toMatchObject({ label: 'hello', status: 'ok', name })
      return [client, reply.user as User['id']]
    },
    async meet(...names) {
      const room = `room ${++rooms}`
      const members: Member[] = []
      for (const name of names) {
        // The room counts the names: those of the test before may still be on their way out.
        const [client, id] = await server.greet(`${name} ${rooms}`)
        if (members.length === 0) await client.ask({ action: 'create', room })
        expect(await client.ask({ action: 'join', room })).toMatchObject({ label: 'join_room', status: 'ok' })
        members.push({ client, id, room })
      }
      return members as { [I in keyof typeof names]: Member }
    },
  }
  return server
}

/** The people in a `room_users` push or a reply to `join`. */
export function usersOf(message: Message): User[] {
  return message.users as User[]
}

/** Their names, sorted. */
export function namesOf(message: Message): string[] {
  return usersOf(message)
    .map((user) => user.name)
    .sort()
}

/** Whether a message lists exactly these names. */
export function hasNames(...names: string[]): (message: Message) => boolean {
  return (message) => namesOf(message).join('\n') === [...names].sort().join('\n')
}
