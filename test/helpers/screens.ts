import { afterEach } from 'vitest'
import { type ContractServer, useServer } from './contract-server.ts'
import { Screen, type ScreenOptions } from './screen.ts'

/** A server with clients in full screen. */
export interface Screens {
  readonly server: ContractServer
  /** Opens a client that is told the server and a name; it is ended after the test. */
  open(name: string, args?: readonly string[], options?: ScreenOptions): Screen
  /** The same, in a room that is made where it is not there. */
  enter(name: string, room: string, args?: readonly string[], options?: ScreenOptions): Promise<Screen>
}

/** Starts a server for the tests of this file, and ends the clients of each test after it. @param args of the server */
export function useScreens(args: string[] = []): Screens {
  const server = useServer({ args })
  const screens: Screen[] = []
  afterEach(async () => {
    await Promise.all(screens.splice(0).map((screen) => screen.stop()))
  })

  function open(name: string, args: readonly string[] = [], options: ScreenOptions = {}): Screen {
    const to = ['--ip', '127.0.0.1', '--port', String(server.process.port), '--name', name]
    const silent = args.includes('--mic') ? ['--speaker', 'null'] : ['--mic', 'null', '--speaker', 'null']
    const screen = new Screen([...to, ...silent, ...args], options)
    screens.push(screen)
    return screen
  }

  async function enter(name: string, room: string, args: readonly string[] = [], options: ScreenOptions = {}) {
    const screen = open(name, ['--room', room, '--create', ...args], options)
    await screen.shows(`You are in ${room}`)
    return screen
  }

  return { server, open, enter }
}
