import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keys, Screen, type ScreenOptions } from '../helpers/screen.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'

const SILENT = ['--mic', 'null', '--speaker', 'null']

describe('the full-screen client', () => {
  let server: ServerProcess
  const screens: Screen[] = []

  beforeEach(async () => {
    server = await startServer()
  })

  afterEach(async () => {
    await Promise.all(screens.splice(0).map((screen) => screen.stop()))
    await server.stop()
  })

  function open(name: string, args: readonly string[] = [], options: ScreenOptions = {}): Screen {
    const to = ['--ip', '127.0.0.1', '--port', String(server.port), '--name', name]
    const screen = new Screen([...to, ...SILENT, ...args], options)
    screens.push(screen)
    return screen
  }

  async function both(): Promise<[Screen, Screen]> {
    const ann = open('Ann', ['--room', 'standup', '--create'])
    await ann.shows('You are in standup')
    const bo = open('Bo', ['--room', 'standup'])
    await bo.shows('With you: Ann')
    return [ann, bo]
  }

  it('creates a room by a key, shows it to others, and admits them', async () => {
    const ann = open('Ann')
    await ann.shows('none yet')
    ann.type('n')
    await ann.shows('Name of the new room:')
    ann.type(`retro${keys.enter}`)
    await ann.shows('You are in retro')
    const bo = open('Bo')
    await bo.shows('retro')
    bo.type(`${keys.tab}${keys.enter}`)
    await bo.shows('With you: Ann')
    await ann.shows('Bo joined.')
    await ann.shows('People 2')
  })

  it('sends messages between two people', async () => {
    const [ann, bo] = await both()
    ann.type(`${keys.enter}hello there${keys.enter}`)
    await bo.shows(/Ann │ hello there/)
    await ann.shows(/Ann │ hello there/)
    bo.type(`${keys.enter}and to you${keys.enter}`)
    await ann.shows(/Bo │ and to you/)
  })

  it('starts with a list of servers, and reports a wrong address', async () => {
    const ann = new Screen(['--name', 'Ann', ...SILENT])
    screens.push(ann)
    await ann.shows('Meeting rooms for this network')
    ann.type(`not an address${keys.enter}`)
    await ann.shows('Invalid server address')
    ann.type(`127.0.0.1:1${keys.enter}`)
    await ann.shows('connection refused')
    ann.type(`127.0.0.1:${server.port}${keys.enter}`)
    await ann.shows('none yet; n creates one')
    ann.type(keys.ctrlC)
    expect(await ann.exit).toBe(0)
    const bo = new Screen(SILENT)
    screens.push(bo)
    // What was used before is offered again.
    await bo.shows(`127.0.0.1:${server.port}`)
    bo.type(keys.ctrlC)
    expect(await bo.exit).toBe(0)
  })

  it('restores the terminal', async () => {
    const ann = open('Ann', ['--room', 'standup', '--create'])
    await ann.shows('You are in standup')
    expect(ann.fullScreen).toBe(true)
    ann.type('q')
    expect(await ann.exit).toBe(0)
    expect(ann.fullScreen).toBe(false)
  })
})
