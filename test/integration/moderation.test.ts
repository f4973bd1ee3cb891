import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { Program } from '../helpers/program.ts'
import { keys, Screen } from '../helpers/screen.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'

const SILENT = ['--mic', 'null', '--speaker', 'null']

describe('moderating a room', () => {
  let server: ServerProcess
  let token: string
  const screens: Screen[] = []
  const programs: Program[] = []

  beforeEach(async () => {
    const env = { ...process.env, XDG_STATE_HOME: freshFolder() }
    server = await startServer(['-l'], { env })
    token = readFileSync(join(env.XDG_STATE_HOME, 'parlor', 'operator-token'), 'utf8').trim()
  })

  afterEach(async () => {
    await Promise.all(screens.splice(0).map((screen) => screen.stop()))
    await Promise.all(programs.splice(0).map((program) => program.stop()))
    await server.stop()
    expect(server.lines.join('\n')).not.toContain(token)
  })

  const place = (name: string) => ['--ip', '127.0.0.1', '--port', String(server.port), '--name', name, ...SILENT]

  async function enter(name: string): Promise<Screen> {
    const screen = new Screen([...place(name), '--room', 'hello', '--create'], { columns: 150 })
    screens.push(screen)
    await screen.shows('You are in hello')
    screen.type(keys.enter)
    return screen
  }

  function plain(name: string): Program {
    const program = new Program('client/main.js', [...place(name), '--room', 'hello', '--for', '5m'])
    programs.push(program)
    return program
  }

  function order(screen: Screen, line: string): void {
    screen.type(`${line}${keys.enter}`)
  }

  it('is done by the host of a room, in the full-screen client', async () => {
    const ann = await enter('Ann')
    const bo = await enter('Bo')
    await ann.shows(/Ann \(you\).*★/)
    order(bo, '/kick Ann')
    await bo.shows('only the host of the room (Ann) and operators can do this')
    order(ann, '/silence Bo')
    await bo.shows('A host muted you for everyone')
    await ann.shows(/Bo .*⊗/)
    order(ann, '/lock')
    await ann.shows('hello ⊠')
    await ann.shows('2 people, locked')
    order(ann, '/ban Bo 10 too loud')
    await bo.shows('Ann banned you from hello for 10 minutes: too loud')
    await ann.shows('only you, locked')
    order(bo, '/join hello')
    await bo.shows('Ann banned you from hello for 10 more minutes: too loud')
    order(ann, '/bans')
    await ann.shows('Bo, from hello, 10 min left, by Ann: too loud')
    order(ann, '/unban bo')
    await ann.shows('bo can join again.')
    order(bo, '/join hello')
    await bo.shows('hello is locked: only its host and operators can join')
    order(ann, '/unlock')
    await ann.shows('The room is unlocked.')
    order(bo, '/join hello')
    await bo.shows('You are in hello')
    order(ann, '/handover Bo')
    await bo.shows('You are now the host of this room.')
  })

  it('is done by an operator with a hidden token; a user banned from the server is notified and stays away', async () => {
    const ann = await enter('Ann')
    const op = new Screen([...place('Op'), '--plain', '--room', 'hello'])
    screens.push(op)
    await op.shows('You are in hello')
    const bo = plain('Bo')
    await bo.line(/You are in hello/)
    op.type('/operator\r')
    await op.shows('Operator token of this server?')
    op.type(`${token}\r`)
    await op.shows('You are now an operator of this server')
    expect(op.raw).not.toContain(token)
    op.type('/ban Bo 2h spam\r')
    await ann.shows('Op banned Bo from the server for 120 minutes: spam')
    expect(await bo.exit).toBe(5)
    expect(bo.lines.at(-1)).toBe('Op banned you from this server for 120 minutes: spam')
    const again = plain('BO')
    expect(await again.exit).toBe(4)
    expect(again.lines.join()).toContain('Op banned you from this server for 120 more minutes: spam')
    expect(await server.waitForLine(/^Moderation: Op \(operator\) banned/)).toBe(
      'Moderation: Op (operator) banned Bo at 127.0.0.1 for 120 min : spam',
    )
  })
})
