import { expect, it, onTestFinished } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import { systemClock } from '../../../src/lib/clock.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { ChatServer } from '../../../src/server/chat-server.ts'
import { TextLog } from '../../../src/server/log/log-formats.ts'
import { AllowedHosts } from '../../../src/server/net/allowed-hosts.ts'
import { eventually } from '../../helpers/eventually.ts'
import { connect } from '../../helpers/wire-client.ts'

const SOCKETS = 1_000
/** Of them at the same time, as a browser does. */
const TOGETHER = 50
const REQUESTS = 200

it('refuses a thousand sockets of hostile pages, while a talker is heard all the time', async () => {
  const server = new ChatServer({
    limits: { ...limits, pageConnections: TOGETHER / 2, pageRequests: REQUESTS, pageRequestWindow: 3_600_000 },
    voice: { rate: 48_000, frameMs: 20, bitrate: 32_000 },
    codecs: ['pcm'],
    clock: systemClock,
    log: new TextLog(null, () => {}),
    identity: null,
    places: { connections: 40, connectionsPerAddress: 40 },
    password: null,
    recordings: null,
    web: { files: new Map(), hosts: new AllowedHosts() },
  })
  const port = await server.listen(0, '127.0.0.1')
  onTestFinished(() => server.close())
  const [talker, listener] = [await connect(port), await connect(port)]
  for (const client of [talker, listener]) {
    await client.ask({ action: 'create', room: 'x' })
    await client.ask({ action: 'join', room: 'x' })
  }
  /** Says a frame. @returns once it is heard */
  const heard = async () => {
    const { length } = listener.voice
    await eventually(() => {
      talker.sendPayload({ action: 'voice' }, Buffer.alloc(1_920, 40))
      return listener.voice.length
    }).toBeGreaterThan(length)
  }

  const own = { origin: `http://127.0.0.1:${port}` }
  const attack = (protocol: string, options: ClientOptions, message?: string | Buffer) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, [protocol], options)
      const settle = (outcome: string) => {
        socket.terminate()
        resolve(outcome)
      }
      socket.on('open', () => message === undefined || socket.send(message))
      socket.on('close', (code) => settle(`closed ${code}`))
      socket.on('unexpected-response', (_, { statusCode }) => settle(`refused ${statusCode}`))
      socket.on('error', () => {})
    })
  const oversized = Buffer.alloc(limits.line + limits.picturePayload + 1)
  const attacks = [
    () => attack('parlor.1', { origin: 'http://evil.example' }),
    () => attack('parlor.1', { origin: own.origin, headers: { Host: 'evil.example' } }),
    () => attack('chat', own),
    () => attack('parlor.1', own, '{"action":"list"}'),
    () => attack('parlor.1', own, oversized),
    () => attack('parlor.1', own, Buffer.from('{"action":"list"}\n{"action":"list"}\n')),
  ]
  const alone: string[] = []
  for (const one of attacks) alone.push(await one())
  expect(alone).toEqual(['refused 403', 'refused 421', 'refused 400', 'closed 1002', 'closed 1009', 'closed 1002'])

  const outcomes = new Set<string>()
  for (let i = 0; i < SOCKETS; i += TOGETHER) {
    const flood = Array.from({ length: TOGETHER }, (_, k) => attacks[(i + k) % attacks.length]!())
    await heard()
    for (const outcome of await Promise.all(flood)) outcomes.add(outcome)
  }
  await heard()
  expect(outcomes).toContain('refused 429')
  await eventually(() => server.connections).toBe(2)
  await Promise.all([talker.close(), listener.close()])
}, 120_000)
