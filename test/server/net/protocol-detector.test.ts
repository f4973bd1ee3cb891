import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectSecurely, type TLSSocket } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { refuseHttp } from '../../../src/server/net/http-refusal.ts'
import { type Arrival, ProtocolDetector } from '../../../src/server/net/protocol-detector.ts'
import { keptIdentity } from '../../../src/server/net/tls-identity.ts'
import { eventually } from '../../helpers/eventually.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

/** A detector on a port of its own. */
async function open({ tls = true, plain = true } = {}) {
  const clock = new ManualClock()
  const admitted: { socket: Socket; arrival: Arrival }[] = []
  const refused: string[] = []
  const browsers: Socket[] = []
  const detector = new ProtocolDetector(
    { identity: tls ? await keptIdentity(freshFolder()) : null, plain, clock, limits },
    {
      lines: (socket, arrival) => admitted.push({ socket, arrival }),
      http: (socket, { encrypted }, raw) => {
        if (encrypted) browsers.push(raw)
        if (socket.readableLength > 0) refuseHttp(socket, clock)
      },
      refused: (address, reason) => refused.push(`${address}: ${reason}`),
    },
  )
  const received: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    received.push(socket)
    detector.receive(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of received) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { clock, detector, admitted, browsers, refused, received, port }
}

async function textFrom(socket: Socket): Promise<string> {
  let text = ''
  for await (const bytes of socket) text += bytes
  return text
}

function plainClient(port: number): Socket {
  return connect(port, '127.0.0.1')
    .setNoDelay(true)
    .on('error', () => {})
}

function secured(port: number, options: ConnectionOptions = {}): TLSSocket {
  return connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
}

describe('a port with both ways', () => {
  it('admits a client with TLS, half-open as TCP, and leaves no timer', async () => {
    const { port, admitted, refused, clock } = await open()
    const client = secured(port)
    client.end('all I have to say')
    await expect.poll(() => admitted.length).toBe(1)
    expect(client.getProtocol()).toBe('TLSv1.3')
    expect(clock.timers).toBe(0)
    const { socket, arrival } = admitted[0]!
    expect(arrival.encrypted).toBe(true)
    const received: Buffer[] = []
    socket.on('data', (bytes) => received.push(bytes))
    await once(socket, 'end')
    expect(Buffer.concat(received).toString()).toBe('all I have to say')
    const closed = once(socket, 'close')
    socket.end('and the answer')
    expect(await textFrom(client)).toBe('and the answer')
    await closed
    expect(refused).toEqual([])
  })

  it('admits a client in the clear, with the time at which it connected', async () => {
    const { port, admitted, refused, clock, received } = await open()
    const opened = clock.now()
    const client = plainClient(port)
    await expect.poll(() => received.length).toBe(1)
    clock.advance(limits.firstAction - 1)
    client.write('{"action":"list"}\n')
    await expect.poll(() => admitted.length).toBe(1)
    const { socket, arrival } = admitted[0]!
    expect(arrival).toEqual({ encrypted: false, since: opened })
    expect(clock.timers).toBe(0)
    expect(await once(socket, 'data')).toEqual([Buffer.from('{"action":"list"}\n')])
    client.destroy()
    socket.destroy()
    await once(socket, 'close')
    expect(refused).toEqual([])
  })

  it('passes on a client that is silent or stalls in a word of HTTP, to be notified', async () => {
    const { port, admitted, received, clock } = await open()
    const clients = ['', 'GE'].map((text) => {
      const client = plainClient(port)
      if (text) client.write(text)
      return client
    })
    await expect.poll(() => received.map(({ bytesRead }) => bytesRead).sort()).toEqual([0, 2])
    await new Promise(setImmediate)
    clock.advance(limits.firstAction - 1)
    expect(admitted).toEqual([])
    clock.advance(1)
    expect(admitted).toHaveLength(2)
    const begun = admitted.find(({ socket }) => socket.bytesRead > 0)!.socket
    expect(await once(begun, 'data')).toEqual([Buffer.from('GE')])
    for (const client of clients) client.destroy()
  })

  it('gives a client with TLS time for its first action after the handshake, and passes it on then', async () => {
    const { port, admitted, clock } = await open()
    const client = secured(port)
    // The server sends the ticket when its side of the handshake is done.
    await once(client, 'session')
    clock.advance(limits.firstAction - 1)
    expect(admitted).toEqual([])
    clock.advance(1)
    expect(admitted.map(({ arrival }) => arrival.encrypted)).toEqual([true])
    client.destroy()
  })

  it.each([
    ['in the clear', (port: number) => plainClient(port)],
    ['inside TLS', (port: number) => secured(port)],
  ])('answers HTTP %s by 426 and one sentence, however much is sent', async (_where, dial) => {
    const { port, admitted, clock } = await open()
    const client = dial(port)
    client.write(`POST /x HTTP/1.1\r\nHost: x\r\n\r\n${'x'.repeat(100_000)}`)
    const answer = await textFrom(client)
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\nUpgrade: /)
    expect(head).toContain(`Content-Length: ${body.length}`)
    expect(body).toMatch(/^[^\n]*chat-client[^\n]*\n$/)
    expect(admitted).toEqual([])
    client.end()
    await expect.poll(() => clock.timers).toBe(0)
  })

  it('takes a browser for HTTP before it sends anything, so that it counts as no client', async () => {
    const { port, admitted, browsers, clock } = await open()
    const browser = secured(port, { ALPNProtocols: ['h2', 'http/1.1'] })
    // The server sends the ticket when its side of the handshake is done.
    await once(browser, 'session')
    expect(browser.alpnProtocol).toBe('http/1.1')
    await eventually(() => browsers.length).toBe(1)
    expect(admitted).toEqual([])
    expect(clock.timers).toBe(0)
    browser.destroy()
  })

  it('admits a client that offers a protocol of its own in the TLS handshake', async () => {
    const { port, admitted } = await open()
    const client = secured(port, { ALPNProtocols: ['parlor'] })
    client.end('hello\n')
    await eventually(() => admitted.length).toBe(1)
  })

  it('takes TLS inside TLS for a broken line', async () => {
    const { port, admitted } = await open()
    const client = secured(port)
    client.write(Buffer.from([22, 3, 1]))
    await expect.poll(() => admitted.length).toBe(1)
    client.destroy()
  })

  it('refuses versions older than TLS 1.3, and garbage after the first byte', async () => {
    const { port, refused, admitted } = await open()
    const [error] = await once(secured(port, { maxVersion: 'TLSv1.2' }), 'error')
    expect(error.code).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
    await expect.poll(() => refused).toEqual(['127.0.0.1: unsupported protocol'])
    const garbage = plainClient(port)
    garbage.write(Buffer.concat([Buffer.from([22]), Buffer.alloc(4_000, 0xa5)]))
    await once(garbage.resume(), 'close')
    await expect.poll(() => refused.length).toBe(2)
    expect(admitted).toEqual([])
  })

  it('closes a connection that stalls in the TLS handshake, 5 s after it was opened', async () => {
    const { port, refused, received, clock } = await open()
    const client = plainClient(port)
    await expect.poll(() => received.length).toBe(1)
    clock.advance(limits.handshake - 2)
    client.write(Buffer.from([22, 3, 1]))
    await expect.poll(() => received[0]!.bytesRead).toBe(3)
    await new Promise(setImmediate)
    clock.advance(1)
    expect(received[0]!.destroyed).toBe(false)
    clock.advance(1)
    await once(client.resume(), 'close')
    await expect.poll(() => refused).toEqual(['127.0.0.1: the TLS handshake took too long'])
  })

  it('reports a connection that is reset before it sends anything', async () => {
    const { port, refused, received, clock } = await open()
    const client = plainClient(port)
    await expect.poll(() => received.length).toBe(1)
    client.resetAndDestroy()
    await expect.poll(() => refused).toEqual(['127.0.0.1: the connection ended before the client sent anything'])
    expect(clock.timers).toBe(0)
  })

  it('passes on silent clients when it closes, and disconnects those in their handshake', async () => {
    const { port, received, admitted, detector, clock } = await open()
    const silent = plainClient(port)
    await expect.poll(() => received.length).toBe(1)
    const stalled = plainClient(port)
    stalled.write(Buffer.from([22, 3, 1]))
    await expect.poll(() => received[1]?.bytesRead).toBe(3)
    await new Promise(setImmediate)
    detector.close()
    await once(stalled.resume(), 'close')
    expect(admitted.map(({ socket }) => socket)).toEqual([received[0]])
    expect(clock.timers).toBe(0)
    silent.destroy()
  })
})

describe('a port with TLS only', () => {
  it('sends a readable error to a client in the clear, however much it sends', async () => {
    const { port, refused } = await open({ plain: false })
    const client = plainClient(port)
    client.write(`{"action":"list"}\n${'x'.repeat(100_000)}`)
    const { code, message } = JSON.parse(await textFrom(client))
    expect([code, message]).toEqual(['tls_wanted', expect.stringContaining('--tls')])
    await expect.poll(() => refused).toEqual(['127.0.0.1: the client does not use TLS'])
  })

  it('admits a client with TLS, and closes a silent one after 5 s', async () => {
    const { port, refused, received, admitted, clock } = await open({ plain: false })
    const client = secured(port)
    client.write('{}\n')
    await expect.poll(() => admitted.length).toBe(1)
    const silent = plainClient(port)
    await expect.poll(() => received.length).toBe(2)
    clock.advance(limits.handshake - 1)
    expect(received[1]!.destroyed).toBe(false)
    clock.advance(1)
    await once(silent.resume(), 'close')
    await expect.poll(() => refused).toEqual(['127.0.0.1: the TLS handshake took too long'])
    client.destroy()
  })
})

describe('a port without TLS', () => {
  it('sends a readable error to a client with TLS', async () => {
    const { port, refused, admitted } = await open({ tls: false })
    const client = plainClient(port)
    client.write(Buffer.from([22, 3, 1, 0, 5]))
    const { code, message } = JSON.parse(await textFrom(client))
    expect([code, message]).toEqual(['bad_message', expect.stringContaining('does not use TLS')])
    await expect.poll(() => refused).toEqual(['127.0.0.1: the client uses TLS, which this server does not'])
    expect(admitted).toEqual([])
  })
})
