import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectSecurely, type TLSSocket } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { TlsAcceptor } from '../../../src/server/net/tls-acceptor.ts'
import { keptIdentity } from '../../../src/server/net/tls-identity.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

/** A TLS acceptor on a port of its own. */
async function open() {
  const clock = new ManualClock()
  const admitted: TLSSocket[] = []
  const refused: string[] = []
  const tlsAcceptor = new TlsAcceptor(
    await keptIdentity(freshFolder()),
    clock,
    {
      admitted: (socket) => admitted.push(socket),
      refused: (address, reason) => refused.push(`${address}: ${reason}`),
    },
    limits,
  )
  const received: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    received.push(socket)
    tlsAcceptor.receive(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of received) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { clock, tlsAcceptor, admitted, refused, received, port }
}

async function textFrom(socket: Socket): Promise<string> {
  let text = ''
  for await (const bytes of socket) text += bytes
  return text
}

function secured(port: number, options: ConnectionOptions = {}): TLSSocket {
  return connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
}

describe('TlsAcceptor', () => {
  it('admits a client that finishes the handshake, half-open as TCP, and cancels the timer', async () => {
    const { port, admitted, refused, clock } = await open()
    const client = secured(port)
    await once(client, 'secureConnect')
    await expect.poll(() => admitted.length).toBe(1)
    expect(client.getProtocol()).toBe('TLSv1.3')
    expect(clock.timers).toBe(0)
    client.end('all I have to say')
    expect(await once(admitted[0]!, 'data')).toEqual([Buffer.from('all I have to say')])
    await once(admitted[0]!.resume(), 'end')
    const closed = once(admitted[0]!, 'close')
    admitted[0]!.end('and the answer')
    expect(await textFrom(client)).toBe('and the answer')
    await closed
    expect(refused).toEqual([])
  })

  it('sends a readable error to a client without TLS, however much it sends', async () => {
    const { port, refused } = await open()
    const client = connect(port, '127.0.0.1')
    client.write(`{"action":"list"}\n${'x'.repeat(100_000)}`)
    const { code, message } = JSON.parse(await textFrom(client))
    expect([code, message]).toEqual(['tls_wanted', expect.stringContaining('--tls')])
    await expect.poll(() => refused).toEqual(['127.0.0.1: the client does not use TLS'])
  })

  it('refuses versions older than TLS 1.3', async () => {
    const { port, refused, admitted } = await open()
    const [error] = await once(secured(port, { maxVersion: 'TLSv1.2' }), 'error')
    expect(error.code).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
    await expect.poll(() => refused).toEqual(['127.0.0.1: unsupported protocol'])
    expect(admitted).toEqual([])
  })

  it.each([
    ['sends nothing', ''],
    ['stalls in the handshake', '\u0016\u0003\u0001'],
  ])('closes a connection that %s after 5 s', async (_what, bytes) => {
    const { port, refused, received, clock } = await open()
    const client = connect(port, '127.0.0.1')
    client.on('error', () => {})
    if (bytes) client.write(bytes, 'latin1')
    await expect.poll(() => received.length).toBe(1)
    await expect.poll(() => received[0]!.bytesRead).toBe(bytes.length)
    clock.advance(limits.handshake - 1)
    expect(received[0]!.destroyed).toBe(false)
    clock.advance(1)
    await once(client.resume(), 'close')
    await expect.poll(() => refused).toEqual(['127.0.0.1: the TLS handshake took too long'])
  })

  it('disconnects clients in their handshake when it closes', async () => {
    const { port, received, tlsAcceptor, clock } = await open()
    const client = connect(port, '127.0.0.1')
    client.on('error', () => {})
    await expect.poll(() => received.length).toBe(1)
    tlsAcceptor.close()
    await once(client.resume(), 'close')
    await expect.poll(() => clock.timers).toBe(0)
  })
})
