import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { Program } from '../helpers/program.ts'
import { connect } from '../helpers/wire-client.ts'

const HERE = ['--port', '0', '--host', '127.0.0.1', '--no-announce']

/** Hundredths of a second that a program has worked (proc(5), utime and stime). */
function busyTicks({ child }: Program): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return Number(fields[11]) + Number(fields[12])
}

describe('a server that logs as JSON', () => {
  let server: Program

  afterEach(() => server.stop())

  it('prints one object per line from start to end, for any names', async () => {
    server = new Program('server/main.js', [...HERE, '--log-format', 'json', '-l'])
    const listening = JSON.parse(await server.line(/"event":"listening"/))
    expect(listening).toMatchObject({ level: 'info', addresses: ['127.0.0.1'], tls: true, plain: true })
    const ann = await connect(listening.port)
    const name = '"},{"event":"forged\u2028\\'
    await ann.ask({ action: 'hello', name: 'Ann "}\\' })
    await ann.ask({ action: 'hello', name })
    await ann.ask({ action: 'create', room: 'a"b', password: 'hunter2' })
    await ann.ask({ action: 'join', room: 'a"b', password: 'hunter2' })
    await ann.close()
    await server.line(/"event":"ended"/)
    expect(await server.stop()).toBe(0)
    const events = server.lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    const names = events.map(({ event }) => event)
    const expected = ['listening', 'connected', 'received', 'sent', 'named', 'password_set', 'joined', 'left', 'ended']
    expect(new Set(names)).toEqual(new Set([...expected, 'ending']))
    expect(names.at(-1)).toBe('ending')
    expect(events.find(({ event }) => event === 'joined')).toMatchObject({ name: 'Ann "}\\', room: 'a"b' })
    expect(server.lines.join('\n')).not.toContain('hunter2')
  })

  it.skipIf(process.platform !== 'linux')(
    'continues without formatting entries when its log is no longer read',
    async () => {
      server = new Program('server/main.js', [...HERE, '--log-format', 'json', '-l'])
      const { port } = JSON.parse(await server.line(/"event":"listening"/))
      server.child.stdout.destroy()
      server.child.stderr.destroy()
      const ann = await connect(port)
      for (let i = 0; i < 20; i++) await ann.ask({ action: 'list' })
      // A server that told itself of each word it could not write would have no end of it.
      const before = busyTicks(server)
      await pause(500)
      expect(busyTicks(server) - before).toBeLessThan(25)
      await ann.close()
    },
  )
})
