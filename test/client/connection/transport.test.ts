import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { handshake } from '../../../src/client/connection/handshake.ts'
import type { Protection } from '../../../src/client/connection/server-key.ts'
import { openTransport, type Transport } from '../../../src/client/connection/transport.ts'
import { exitCodes } from '../../../src/client/exit-codes.ts'
import { KnownServers } from '../../../src/client/store/known-servers.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { keptIdentity, type TlsIdentity } from '../../../src/server/net/tls-identity.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

/** Everything that one connection sent to a server, as it came. */
type Received = Buffer[]

/** A server of any kind, with the bytes that each connection sent to it. */
async function serve(accept: (socket: Socket, connection: number) => void, records = true) {
  const received: Received[] = []
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => {
    const mine: Received = []
    received.push(mine)
    sockets.push(socket)
    socket.on('error', () => {})
    if (records) socket.on('data', (bytes) => mine.push(bytes))
    accept(socket, received.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, received, sockets }
}

function secure(socket: Socket, identity: TlsIdentity): TLSSocket {
  const secured = new TLSSocket(socket, { isServer: true, secureContext: identity.context })
  return secured.on('error', () => {})
}

function protection(options: Partial<Protection> = {}): Protection {
  const known = new KnownServers(systemClock, join(freshFolder(), 'known_servers'))
  const unset = { tls: undefined, fingerprint: undefined, remember: true, sessions: new Map() }
  return { ...unset, known, ...options }
}

async function open(port: number, by: Protection, clock = systemClock): Promise<Transport> {
  const transport = await openTransport({ host: '127.0.0.1', port, clock, protection: by })
  onTestFinished(() => void transport.socket.destroy())
  return transport
}

/** The ways in which a server, or something before it, does not answer by TLS. */
const stripped: [string, (socket: Socket) => void][] = [
  ['answers with a line', (socket) => socket.once('data', () => socket.end('{"label":"error"}\n'))],
  ['closes', (socket) => socket.once('data', () => socket.end())],
  ['resets', (socket) => socket.once('data', () => socket.resetAndDestroy())],
]

describe('a connection to a new server', () => {
  it('is encrypted when the server can, and stores its key', async () => {
    const identity = await keptIdentity(freshFolder())
    const { port } = await serve((socket) => void secure(socket, identity), false)
    const by = protection()
    const { encrypted, fingerprint, notices } = await open(port, by)
    expect([encrypted, fingerprint]).toEqual([true, identity.fingerprint])
    expect(notices).toEqual([expect.stringContaining('First connection')])
    expect(by.known.find(`127.0.0.1:${port}`)?.fingerprint).toBe(identity.fingerprint)
  })

  it.each(stripped)('is in the clear when the server %s', async (_how, answer) => {
    const { port } = await serve((socket, connection) => connection === 1 && answer(socket))
    const { encrypted, fellBack } = await open(port, protection())
    expect([encrypted, fellBack]).toEqual([false, true])
  })

  it('is in the clear when the server is silent for 5 s', async () => {
    const clock = new ManualClock()
    const { port, received } = await serve(() => {})
    const opening = open(port, protection(), clock)
    await expect.poll(() => received[0]?.length ?? 0).toBeGreaterThan(0)
    await expect.poll(() => clock.timers).toBe(2)
    clock.advance(5_000)
    expect(await opening).toMatchObject({ encrypted: false, fellBack: true })
  })

  it('is refused in the clear with --tls', async () => {
    const { port } = await serve(stripped[0]![1])
    await expect(open(port, protection({ tls: true }))).rejects.toMatchObject({
      code: exitCodes.cannotConnect,
      message: expect.stringContaining('does not support TLS 1.3'),
    })
  })
})

describe('a connection to a server that was encrypted before', () => {
  it.each(stripped)('sends nothing in the clear when it %s', async (how, answer) => {
    const { port, received } = await serve(answer)
    const by = protection()
    await by.known.keep(`127.0.0.1:${port}`, 'f'.repeat(64))
    const isDowngrade = how === 'answers with a line'
    // Without an answer it may be restarting behind a relay, so a client that reconnects tries again.
    await expect(open(port, by)).rejects.toMatchObject({
      code: isDowngrade ? exitCodes.refused : exitCodes.cannotConnect,
      message: expect.stringContaining(
        isDowngrade ? 'was encrypted before and is not encrypted now; nothing was sent' : 'closed the connection',
      ),
    })
    for (const bytes of received) if (bytes.length > 0) expect(bytes[0]![0]).toBe(0x16)
  })

  it('sends nothing in the clear when it is silent', async () => {
    const clock = new ManualClock()
    const { port, received } = await serve(() => {})
    const by = protection()
    await by.known.keep(`127.0.0.1:${port}`, 'f'.repeat(64))
    const opening = expect(open(port, by, clock)).rejects.toThrow('did not answer within 10 s')
    await expect.poll(() => received[0]?.length ?? 0).toBeGreaterThan(0)
    clock.advance(9_999)
    expect(received).toHaveLength(1)
    clock.advance(1)
    await opening
    expect(received).toHaveLength(1)
  })

  it('shows the reason of a server that refuses every connection, and counts as unreachable', async () => {
    const refusal = '{"label":"error","code":"limit","message":"Full\\u001b[2J"}\n'
    const { port, received } = await serve((socket) => void socket.end(refusal))
    const by = protection()
    await by.known.keep(`127.0.0.1:${port}`, 'f'.repeat(64))
    await expect(open(port, by)).rejects.toMatchObject({
      code: exitCodes.cannotConnect,
      message: expect.stringMatching(/refused the connection: Full[^\u001b]*$/),
    })
    expect(received[1]).toEqual([])
  })

  it('resumes its TLS session, also after the server restarted, and still checks the key', async () => {
    const folder = freshFolder()
    const { fingerprint } = await keptIdentity(folder)
    const reused: boolean[] = []
    const { port } = await serve(async (socket) => {
      // As a new process reads it.
      const secured = secure(socket, await keptIdentity(folder))
      secured.once('secure', () => {
        reused.push(secured.isSessionReused())
        secured.write('{}\n')
      })
    }, false)
    const by = protection()
    const first = await open(port, by)
    first.socket.resume()
    await expect.poll(() => by.sessions.size).toBe(1)
    expect(await open(port, by)).toMatchObject({ encrypted: true, fingerprint, notices: [] })
    await expect.poll(() => reused).toEqual([false, true])
    await by.known.keep(`127.0.0.1:${port}`, 'f'.repeat(64))
    await expect(open(port, by)).rejects.toThrow('has changed')
  })
})

describe('a server with TLS that was reached in the clear', () => {
  it('is joined by TLS at once, and receives no password in the clear', async () => {
    const identity = await keptIdentity(freshFolder())
    const hello = (id: unknown) => ({
      ...{ label: 'hello', id, status: 'ok', version: 1, user: 1, name: 'Ann', sample_rate: 48_000, frame_ms: 20 },
      ...{ codecs: ['pcm'], features: ['tls'], limits: { line: 1, name: 1, text: 1, payload: {} } },
    })
    const answer = (socket: Socket) =>
      socket.on('data', (bytes) => {
        const lines = String(bytes).split('\n').filter(Boolean)
        const { id } = lines.map((line) => JSON.parse(line)).find(({ action }) => action === 'hello') ?? {}
        if (id !== undefined) socket.write(`${JSON.stringify(hello(id))}\n`)
      })
    const { port } = await serve((socket, connection) => {
      // The first handshake is cut off; the plain connection that follows is answered, and then another handshake.
      if (connection === 1) socket.once('data', () => socket.resetAndDestroy())
      else answer(connection === 2 ? socket : secure(socket, identity))
    }, false)
    const { link } = await handshake(
      {
        ...{ host: '127.0.0.1', port, name: 'Ann', codec: 'pcm', clock: systemClock, log: null },
        ...{ protection: protection(), serverPassword: () => expect.fail('nobody asks for it') },
      },
      null,
      { push() {}, voice() {}, lost() {} },
    )
    expect(link.encrypted).toBe(true)
    link.close()
  })
})
