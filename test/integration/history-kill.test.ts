import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { eventually } from '../helpers/eventually.ts'
import { freshFolder } from '../helpers/folder.ts'
import { runProgram } from '../helpers/program.ts'
import { startServer } from '../helpers/server-process.ts'
import { connect } from '../helpers/wire-client.ts'

it('tells a latecomer after kill -9 of the server what was said before it', async () => {
  const folder = freshFolder()
  const args = ['--history', folder]
  const first = await startServer(args)
  const ann = await connect(first.port)
  await ann.ask({ action: 'hello', name: 'Ann' })
  await ann.ask({ action: 'create', room: 'standup' })
  await ann.ask({ action: 'join', room: 'standup' })
  for (const text of ['one', 'two']) ann.sendLine({ action: 'say', text })
  const { said } = (await ann.ask({ action: 'history', limit: 5 })) as unknown as { said: { text: string }[] }
  expect(said.map(({ text }) => text)).toEqual(['one', 'two'])
  const rooms = join(folder, 'rooms')
  const written = () => readdirSync(rooms).map((name) => readFileSync(join(rooms, name), 'utf8'))
  // Nobody who talks waits for the disk.
  await eventually(() => written().join()).toContain('"two"')
  await first.stop('SIGKILL')

  const second = await startServer(args)
  const bo = await connect(second.port)
  await bo.ask({ action: 'hello', name: 'Bo' })
  await bo.ask({ action: 'create', room: 'standup' })
  await bo.ask({ action: 'join', room: 'standup' })
  expect(await bo.ask({ action: 'history', limit: 5 })).toMatchObject({
    said: [
      { from: 0, name: 'Ann', text: 'one' },
      { from: 0, name: 'Ann', text: 'two' },
    ],
    more: false,
  })
  expect(await second.stop()).toBe(0)
})

it('reports a folder that cannot be used in one sentence', async () => {
  const { code, text } = await runProgram('server/main.js', ['--port', '0', '--history', '/dev/null/x'])
  expect(code).toBe(2)
  expect(text).toMatch(/^Cannot keep the history of rooms in \/dev\/null\/x: /)
})
