import { expect, it } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { runProgram } from '../helpers/program.ts'
import { startServer } from '../helpers/server-process.ts'
import { connect } from '../helpers/wire-client.ts'

const PASSWORD = 'open sesame'

it('keeps an account and a ban that it confirmed when the server is killed', async () => {
  const folder = freshFolder()
  const ctl = `${folder}/ctl`
  const args = ['-l', '--accounts', folder, '--ctl', ctl]
  const first = await startServer(args)
  const ann = await connect(first.port)
  await ann.ask({ action: 'hello', name: 'Ann' })
  expect(await ann.ask({ action: 'register', password: PASSWORD })).toMatchObject({ status: 'ok' })
  const bo = await connect(first.port)
  await bo.ask({ action: 'hello', name: 'Bo' })
  const ban = await runProgram('server/main.js', ['ctl', '--ctl', ctl, 'ban', 'Bo', '60', 'spam'])
  expect(ban).toEqual({ code: 0, text: 'Banned Bo for 60 min.' })
  await first.stop('SIGKILL')

  const second = await startServer(args)
  const again = await connect(second.port)
  expect(await again.ask({ action: 'hello', name: 'Ann' })).toMatchObject({ status: 'name registered' })
  expect(await again.ask({ action: 'login', name: 'Ann', password: PASSWORD })).toMatchObject({ status: 'ok' })
  expect(await again.ask({ action: 'rename', name: 'Bo' })).toMatchObject({
    code: 'banned',
    message: expect.stringContaining('Server banned you from this server for'),
  })
  expect(await second.stop()).toBe(0)
  expect([...first.lines, ...second.lines].join('\n')).not.toContain(PASSWORD)
})

it('reports a folder that cannot be used in one sentence', async () => {
  const { code, text } = await runProgram('server/main.js', ['--port', '0', '--accounts', '/dev/null/x'])
  expect(code).toBe(2)
  expect(text).toMatch(/^Cannot open the accounts in \/dev\/null\/x\/accounts\.sqlite: /)
})
