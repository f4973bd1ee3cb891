import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { runProgram } from '../helpers/program.ts'
import { keys, Screen } from '../helpers/screen.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'

const SILENT = ['--mic', 'null', '--speaker', 'null']
const PASSWORD = 'open sesame'
const NEW_PASSWORD = 'close sesame'

let folder: string
let server: ServerProcess
const screens: Screen[] = []

beforeEach(async () => {
  folder = freshFolder()
  server = await startServer(['-l', '--tls', '--accounts', folder, '--ctl', join(folder, 'ctl')])
})

afterEach(async () => {
  const seen = screens.map(({ raw }) => raw).join()
  await Promise.all(screens.splice(0).map((screen) => screen.stop()))
  await server.stop()
  for (const secret of [PASSWORD, NEW_PASSWORD]) {
    expect(seen).not.toContain(secret)
    expect(server.lines.join('\n')).not.toContain(secret)
  }
})

/** A machine is what the client remembers there. */
function open(name: string, machine: string, ...args: string[]): Screen {
  const to = ['--ip', '127.0.0.1', '--port', String(server.port), '--tls', '--name', name]
  const env = { XDG_STATE_HOME: machine, XDG_CONFIG_HOME: machine }
  const screen = new Screen([...to, '--room', 'hello', '--create', ...SILENT, ...args], { env, columns: 130 })
  screens.push(screen)
  return screen
}

async function leave(screen: Screen): Promise<void> {
  screen.type(keys.ctrlC)
  await screen.exit
}

it('reserves a name: the same machine logs in by itself, another asks for the password, and others are refused', async () => {
  const home = freshFolder()
  const first = open('Ann', home)
  await first.shows('You are in hello')
  first.type(`${keys.enter}/register${keys.enter}`)
  await first.shows('Password for Ann?')
  first.type(`${PASSWORD}${keys.enter}`)
  await first.shows('Repeat the password')
  first.type(`${PASSWORD}${keys.enter}`)
  await first.shows('Ann is registered. This computer now logs in automatically.')
  await first.shows('Ann ✓ (you)')
  await leave(first)

  const again = open('Ann', home)
  await again.shows('Ann ✓ (you)')
  expect(again.raw).not.toContain('password')
  await leave(again)

  const work = freshFolder()
  const elsewhere = open('ann', work, '--plain')
  await elsewhere.shows('ann is registered. Password?')
  elsewhere.type(`wrong wrong${keys.enter}`)
  await elsewhere.shows('Wrong password for ann. Try again.')
  elsewhere.type(`${PASSWORD}${keys.enter}`)
  await elsewhere.shows('You are in hello')
  elsewhere.type(`/password${keys.enter}`)
  await elsewhere.shows('Current password?')
  elsewhere.type(`${PASSWORD}${keys.enter}`)
  await elsewhere.shows('New password?')
  elsewhere.type(`${NEW_PASSWORD}${keys.enter}`)
  await elsewhere.shows('Repeat the password')
  elsewhere.type(`${NEW_PASSWORD}${keys.enter}`)
  await elsewhere.shows('Password changed.')
  elsewhere.type(`/quit${keys.enter}`)
  await elsewhere.exit
  const later = open('ann', work, '--plain')
  await later.shows('You are in hello')
  later.type(`/quit${keys.enter}`)
  await later.exit

  const args = ['--ip', '127.0.0.1', '--port', String(server.port), '--tls', '--name', 'ANN', ...SILENT]
  const place = { env: { XDG_STATE_HOME: freshFolder() } }
  const impostor = await runProgram('client/main.js', args, place)
  expect(impostor).toMatchObject({ code: 4, text: expect.stringContaining('is registered; log in') })
  const file = join(folder, 'password')
  writeFileSync(file, `${NEW_PASSWORD}\n`)
  const script = await runProgram('client/main.js', [...args, '--account-password-file', file], place)
  expect(script.code).toBe(0)
})

it('asks a second machine whether to take over or to stay beside the first, however it logs in', async () => {
  const home = freshFolder()
  const first = open('Ann', home)
  await first.shows('You are in hello')
  first.type(`${keys.enter}/register${keys.enter}`)
  await first.shows('Password for Ann?')
  first.type(`${PASSWORD}${keys.enter}`)
  await first.shows('Repeat the password')
  first.type(`${PASSWORD}${keys.enter}`)
  await first.shows('Ann ✓ (you)')

  const byKey = open('Ann', home, '--plain')
  await byKey.shows('Ann is logged in on another connection. t ends that one')
  byKey.type(`b${keys.enter}`)
  await byKey.shows('You are in hello')
  await first.shows('Ann 2 ✓')

  const byCommand = open('Guest', freshFolder(), '--plain')
  await byCommand.shows('You are in hello')
  byCommand.type(`/login Ann${keys.enter}`)
  await byCommand.shows('Password for Ann?')
  byCommand.type(`${PASSWORD}${keys.enter}`)
  await byCommand.shows('Ann is logged in on another connection. t ends that one')
  byCommand.type(`b${keys.enter}`)
  await byCommand.shows('Logged in as Ann 3.')

  const byPassword = open('Ann', freshFolder())
  await byPassword.shows('Ann is registered. Password?')
  byPassword.type(`${PASSWORD}${keys.enter}`)
  await byPassword.shows('Ann is logged in on another connection. t ends that one')
  byPassword.type(`t${keys.enter}`)
  await byPassword.shows('Ann ✓ (you)')
  await first.shows('You logged in on another machine, which took over.')
  expect(await byKey.exit).toBe(5)
})

it('resets a forgotten password with a code from the operator', async () => {
  const home = freshFolder()
  const ann = open('Ann', home, '--plain')
  await ann.shows('You are in hello')
  const answers = async (...steps: [string, string][]) => {
    for (const [question, answer] of steps) {
      await ann.shows(question)
      ann.type(`${answer}${keys.enter}`)
    }
  }
  ann.type(`/register${keys.enter}`)
  await answers(['Password for Ann?', PASSWORD], ['Repeat the password', PASSWORD])
  await ann.shows('Ann is registered.')
  ann.type(`/forgot${keys.enter}`)
  await ann.shows('The operator sees that Ann asks for a reset code.')
  const account = (...words: string[]) =>
    runProgram('server/main.js', ['ctl', '--ctl', join(folder, 'ctl'), 'account', ...words])
  expect((await account('asks')).text).toMatch(/^Ann .* 127\.0\.0\.1$/m)
  const { text } = await account('reset', 'Ann')
  const code = text.split('\n')[1]!
  ann.type(`/reset${keys.enter}`)
  await answers(['Reset code for Ann?', code], ['New password?', NEW_PASSWORD])
  await ann.shows((screen) => screen.split('Repeat the password').length === 3)
  ann.type(`${NEW_PASSWORD}${keys.enter}`)
  await ann.shows('Logged in as Ann.')
  expect(server.lines.join('\n')).not.toContain(code)
})
