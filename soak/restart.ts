import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MeetingConnection } from '../src/client/meeting/meeting-connection.ts'
import { MeetingRooms } from '../src/client/meeting/meeting-rooms.ts'
import { systemClock } from '../src/lib/clock.ts'
import { initialState } from '../src/protocol/meeting/state.ts'
import { startServer } from '../test/helpers/server-process.ts'
import { table } from './report.ts'

const PASSWORD = 'open sesame'
const ROOM = ['board', 'let me in'] as const
/** ms that the server is gone. */
const GONE = 3_000
/** ms within which everybody must be back and heard. */
const WITHIN = 10_000
/** 20 ms of PCM at 48 kHz, not silent. */
const FRAME = new Uint8Array(1_920).fill(7)

/** How clients returned after a restart of the server. */
export interface Returned {
  clients: number
  /** ms from the return of the server until all were in the room, and until all had heard the two who talk. */
  back: number
  heard: number
  wrongs: string[]
}

/** Kills a server with a password, with clients behind one address in a private room, and starts it again. */
export async function restart(clients: number): Promise<Returned> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-restart-'))
  const file = join(folder, 'password')
  writeFileSync(file, `${PASSWORD}\n`)
  const args = ['--no-tls', '--password-file', file]
  let server = await startServer(args)
  const { port } = server
  const crowd: Returner[] = []
  for (let i = 0; i < clients; i++) crowd.push(await Returner.join(port, `Guest ${i}`))
  await server.stop('SIGKILL')
  await sleep(GONE)
  for (const one of crowd) one.heard = false
  server = await startServer([...args, '--port', String(port)])
  const begun = performance.now()
  const back = await until(begun, () => crowd.every(({ rooms }) => rooms.present))
  const talk = setInterval(() => {
    for (const one of crowd.slice(0, 2)) one.talk()
  }, 20)
  const heard = await until(begun, () => crowd.every((one) => one.heard))
  clearInterval(talk)
  for (const one of crowd) one.close()
  await server.stop()
  rmSync(folder, { recursive: true })
  const late = heard > WITHIN ? [`not everybody was back within ${WITHIN / 1_000} s`] : []
  return { clients, back, heard, wrongs: [...late, ...crowd.flatMap(({ wrongs }) => wrongs)] }
}

/** The result as a Markdown table. */
export function restartTable({ clients, back, heard }: Returned): string {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
  return table(
    ['clients behind one address', 'all in their private room after', 'all heard after'],
    [[String(clients), seconds(back), seconds(heard)]],
  )
}

/** Waits until something holds, three times as long as it may take. @returns ms since `begun` */
async function until(begun: number, holds: () => boolean): Promise<number> {
  const passed = () => performance.now() - begun
  while (!holds() && passed() < 3 * WITHIN) await sleep(10)
  return passed()
}

/** A client that returns to its room as `chat-client` does, without sound and interface. */
class Returner {
  heard = false
  readonly wrongs: string[] = []
  readonly rooms: MeetingRooms
  readonly #connection: MeetingConnection

  static async join(port: number, name: string): Promise<Returner> {
    const connection = await MeetingConnection.open({
      ...{ host: '127.0.0.1', port, clock: systemClock, log: null, protection: null },
      ...{ name, codec: 'pcm', reconnect: true },
      serverPassword: async () => PASSWORD,
    })
    const returner = new Returner(connection, name)
    // Only the first creates it.
    await returner.rooms.create(...ROOM)
    await returner.rooms.join(...ROOM)
    return returner
  }

  private constructor(connection: MeetingConnection, name: string) {
    this.#connection = connection
    const link = () => connection.link
    const connected = () => !connection.lost
    const leaving = async () => {}
    this.rooms = new MeetingRooms({
      ...{ clock: systemClock, link, connected, leaving },
      tell: (event) => event.event === 'error' && this.wrongs.push(event.text),
    })
    connection.attach({
      name: () => name,
      push: () => {},
      picture: () => {},
      roomForPictures: () => {},
      waiting: () => {},
      trying: () => {},
      voice: () => {
        this.heard = true
      },
      lost: () => this.rooms.lost(initialState),
      returned: () => void this.rooms.comeBack(),
      ended: (reason) => this.wrongs.push(reason),
    })
  }

  talk(): void {
    if (this.rooms.present) this.#connection.link.sendVoice(FRAME, 'pcm')
  }

  close(): void {
    this.#connection.stop()
    this.#connection.link.close()
  }
}
