import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { runProgram } from '../helpers/program.ts'
import { keys, Screen } from '../helpers/screen.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { connect } from '../helpers/wire-client.ts'

const SILENT = ['--mic', 'null', '--speaker', 'null']
const SECRET = 'open sesame'

describe('a server with a password', () => {
  let folder: string
  let server: ServerProcess
  const screens: Screen[] = []

  beforeEach(async () => {
    folder = freshFolder()
    server = await startServer(['-l', '--password-file', fileWith(SECRET)])
  })

  afterEach(async () => {
    await Promise.all(screens.splice(0).map((screen) => screen.stop()))
    await server.stop()
    expect(server.lines.join('\n')).not.toContain(SECRET)
  })

  function fileWith(password: string): string {
    const file = join(folder, password.replace(' ', '-'))
    writeFileSync(file, `${password}\n`)
    return file
  }

  function visit(...args: string[]): Promise<{ code: number | null; text: string }> {
    const to = ['--ip', '127.0.0.1', '--port', String(server.port), '--name', 'Ann', '-l', ...SILENT]
    return runProgram('client/main.js', [...to, ...args])
  }

  function open(...args: string[]): Screen {
    const to = ['--ip', '127.0.0.1', '--port', String(server.port), '--name', 'Ann', ...SILENT]
    const screen = new Screen([...to, ...args])
    screens.push(screen)
    return screen
  }

  it('admits users who know it', async () => {
    const { code, text } = await visit('--server-password-file', fileWith(SECRET))
    expect([code, text]).toEqual([0, expect.stringContaining('There are no rooms yet')])
    expect(text).toContain('"password":"***"')
    expect(text).not.toContain(SECRET)
  })

  it('tells other users the reason', async () => {
    const wrong = await visit('--server-password-file', fileWith('let me in'))
    expect(wrong).toMatchObject({ code: 4, text: expect.stringContaining('Wrong server password') })
    const none = await visit()
    expect(none).toMatchObject({ code: 4, text: expect.stringContaining('--server-password-file FILE') })
    const missing = await visit('--server-password-file', join(folder, 'nowhere'))
    expect(missing).toMatchObject({ code: 2, text: expect.stringContaining('Cannot read the password file') })
  })

  it('accepts only hello before it', async () => {
    const stranger = await connect(server.port)
    expect(await stranger.ask({ action: 'list' })).toMatchObject({ code: 'not_allowed' })
    expect(await stranger.ask({ action: 'join', room: 'x' })).toMatchObject({ code: 'not_allowed' })
    expect(await stranger.ask({ action: 'ping' })).toMatchObject({ label: 'pong' })
    await stranger.close()
  })

  it('is asked for at a terminal without echo', async () => {
    const ann = open('--plain')
    await ann.shows('Server password?')
    ann.type(`wrong${keys.enter}`)
    await ann.shows('Wrong server password.')
    ann.type(`${SECRET}x${keys.backspace}${keys.enter}`)
    await ann.shows('There are no rooms yet')
    expect(ann.text).not.toContain('sesame')
    ann.type(`/quit${keys.enter}`)
    expect(await ann.exit).toBe(0)
  })

  it('can be cancelled by an empty line or Ctrl+C', async () => {
    for (const key of [keys.enter, keys.ctrlC]) {
      const ann = open('--plain')
      await ann.shows('Server password?')
      ann.type(key)
      expect(await ann.exit).toBe(4)
    }
  })

  it('is asked for in the full-screen client, shown as stars', async () => {
    const ann = open()
    await ann.shows('Server password?')
    ann.type(SECRET)
    await ann.shows('*'.repeat(SECRET.length))
    ann.type(keys.enter)
    await ann.shows('none yet')
  })
})

describe('a password file of a server', () => {
  it('that is missing or empty is reported in one sentence', async () => {
    const folder = freshFolder()
    const empty = join(folder, 'empty')
    writeFileSync(empty, '\nopen sesame\n')
    const start = (file: string) =>
      runProgram('server/main.js', ['--port', '0', '--no-announce', '--password-file', file])
    expect(await start(empty)).toMatchObject({
      code: 2,
      text: expect.stringContaining(`first line of ${empty} is empty`),
    })
    writeFileSync(empty, 'x'.repeat(257))
    expect(await start(empty)).toMatchObject({ code: 2, text: expect.stringContaining('256 characters at most') })
    const missing = await start(join(folder, 'none'))
    expect(missing).toMatchObject({ code: 2, text: expect.stringContaining('Cannot read the password file') })
    expect(missing.text.split('\n')).toHaveLength(1)
  })
})
