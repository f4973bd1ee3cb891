import { expect, it, onTestFinished } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { Program, runProgram } from '../helpers/program.ts'
import { startServer } from '../helpers/server-process.ts'
import { connect } from '../helpers/wire-client.ts'

it.each([
  ['SIGKILL', 'being rung'],
  ['SIGKILL', 'connected'],
  ['SIGSTOP', 'connected'],
] as const)(
  'ends a call for the other after %s of a client that is %s, and leaves none over',
  async (signal, state) => {
    const ctl = `${freshFolder()}/ctl`
    const limits = ['call-resume-time=1', 'ring-time=5'].flatMap((limit) => ['--limit', limit])
    const server = await startServer(['--ctl', ctl, ...limits])
    onTestFinished(async () => void (await server.stop()))
    const at = ['--ip', '127.0.0.1', '--port', String(server.port), '--mic', 'null', '--speaker', 'null']
    const bo = new Program('client/main.js', [...at, '--name', 'Bo', '--json'])
    onTestFinished(async () => void (await bo.stop('SIGKILL')))
    await bo.line(/"event":"rooms"/)
    const ann = await connect(server.port)
    await ann.ask({ action: 'hello', name: 'Ann' })
    const { people } = (await ann.ask({ action: 'people' })) as unknown as { people: { id: number; name: string }[] }
    await ann.ask({ action: 'call', to: people.find(({ name }) => name === 'Bo')!.id })
    await bo.line(/"event":"call_ringing"/)
    if (state === 'connected') {
      bo.type('/answer')
      await ann.next('join_room')
    }
    bo.child.kill(signal)
    expect(await ann.next('call_ended')).toMatchObject({
      reason: state === 'connected' ? 'connection lost' : expect.stringMatching(/no answer|connection lost/),
    })
    expect(await runProgram('server/main.js', ['ctl', '--ctl', ctl, 'calls'])).toMatchObject({
      code: 0,
      text: 'No calls.',
    })
    expect(await runProgram('server/main.js', ['ctl', '--ctl', ctl, 'rooms'])).toMatchObject({ text: 'No rooms.' })
  },
  120_000,
)
