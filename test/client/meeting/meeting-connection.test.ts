import { once } from 'node:events'
import net from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MeetingConnection } from '../../../src/client/meeting/meeting-connection.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { Password } from '../../../src/server/accounts/password.ts'
import { ChatServer } from '../../../src/server/chat-server.ts'
import { TextLog } from '../../../src/server/log/log-formats.ts'
import { eventually } from '../../helpers/eventually.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { WireClient } from '../../helpers/wire-client.ts'

describe('the connection of a meeting', () => {
  async function serve() {
    const server = new ChatServer({
      limits,
      voice: { rate: 48_000, frameMs: 20, bitrate: 32_000 },
      codecs: ['pcm'],
      clock: systemClock,
      log: new TextLog(null, () => {}),
      identity: null,
      places: { connections: 100, connectionsPerAddress: 100 },
      password: new Password('open sesame'),
      recordings: null,
    })
    const port = await server.listen(0, '127.0.0.1')
    onTestFinished(() => server.close())
    return { server, port }
  }

  async function meet(port: number) {
    const clock = new ManualClock()
    const connection = await MeetingConnection.open({
      ...{ host: '127.0.0.1', port, clock, log: null, protection: null },
      ...{ name: 'Ann', codec: 'pcm', reconnect: true },
      serverPassword: async () => 'open sesame',
    })
    const waiting: { pause: number; reason: string | null }[] = []
    const returned: string[] = []
    const ended: string[] = []
    connection.attach({
      name: () => 'Ann',
      push: () => {},
      voice: () => {},
      picture: () => {},
      roomForPictures: () => {},
      lost: () => {},
      waiting: (retryAt, _attempt, reason) => waiting.push({ pause: retryAt - clock.now(), reason }),
      trying: () => {},
      returned: ({ name }) => returned.push(name),
      ended: (reason) => ended.push(reason),
    })
    onTestFinished(() => {
      connection.stop()
      connection.link.close()
    })
    return { clock, connection, waiting, returned, ended }
  }

  /** Ends the sessions of the server, as a restart does. */
  function forget({ context }: ChatServer): void {
    for (const session of context.sessions) session.expel()
  }

  it('waits and tries again while the server refuses for now, and says why', async () => {
    const { server, port } = await serve()
    const { clock, waiting, returned, ended } = await meet(port)
    const { loginThrottle } = server.context
    const refuse = loginThrottle.secondsLeft.bind(loginThrottle)
    loginThrottle.secondsLeft = () => 30
    forget(server)
    await eventually(() => {
      clock.advance(1_000)
      return waiting.filter(({ reason }) => reason?.includes('Too many wrong passwords')).length
    }).toBeGreaterThan(3)
    loginThrottle.secondsLeft = refuse
    await eventually(() => {
      clock.advance(1_000)
      return returned
    }).toEqual(['Ann'])
    expect(ended).toEqual([])
  })

  it('ends when the server refuses for good', async () => {
    const { server, port } = await serve()
    const { clock, ended } = await meet(port)
    const until = Date.now() + 3_600_000
    const ban = { name: 'Nobody', address: '127.0.0.1', by: 'Op', reason: '', until }
    server.context.moderation.bans.add(ban, Date.now())
    forget(server)
    await eventually(() => {
      clock.advance(1_000)
      return ended.join()
    }).toContain('banned')
  })

  it('takes a name like its own when somebody else keeps that for long', async () => {
    const { server, port } = await serve()
    const { clock, waiting, returned } = await meet(port)
    forget(server)
    await eventually(() => waiting.length).toBe(1)
    const socket = net.connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' })
    await once(socket, 'connect')
    const thief = new WireClient(socket)
    onTestFinished(() => thief.close())
    const hello = { action: 'hello', name: 'Ann', password: 'open sesame' }
    await eventually(async () => (await thief.ask(hello)).status).toBe('ok')
    const begun = clock.now()
    await eventually(() => {
      clock.advance(1_000)
      return returned
    }).toEqual(['Ann 2'])
    expect(clock.now() - begun).toBeGreaterThan(limits.resumeWithin + limits.heartbeatPatience)
    expect(waiting.at(-1)!.reason).toContain('already in use')
  })

  it('is retried at growing pauses when it is lost again and again, and at short ones after a while', async () => {
    const { server, port } = await serve()
    const { clock, waiting, returned } = await meet(port)
    async function loseOnceMore(times: number): Promise<void> {
      forget(server)
      await eventually(() => waiting.length).toBe(times)
      clock.advance(waiting.at(-1)!.pause)
      await eventually(() => returned.length).toBe(times)
    }
    for (let times = 1; times <= 5; times++) await loseOnceMore(times)
    expect(waiting[0]!.pause).toBeLessThanOrEqual(250)
    expect(waiting[4]!.pause).toBeGreaterThanOrEqual(1_000)
    clock.advance(11_000)
    await loseOnceMore(6)
    expect(waiting[5]!.pause).toBeLessThanOrEqual(250)
  })
})
