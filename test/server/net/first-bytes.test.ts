import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Action } from '../../../src/protocol/actions.ts'
import type { Label } from '../../../src/protocol/labels.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { clientVocabulary } from '../../../src/protocol/vocabulary.ts'
import { Connection } from '../../../src/protocol/wire/connection.ts'
import { type Protocol, protocolOf, readFirstBytes } from '../../../src/server/net/first-bytes.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const METHODS = ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']
const decided = (text: string) => protocolOf(Buffer.from(text, 'latin1'))

describe('protocolOf', () => {
  it('tells TLS, HTTP and lines of the contract apart by the first bytes', () => {
    expect(decided('\u0016')).toBe('tls')
    for (const method of METHODS) expect(decided(`${method} / HTTP/1.1\r\n`)).toBe('http')
    const lines = ['{"action":"list"}\n', '\n', '\r\n', 'get / HTTP/1.1', 'GETS', 'GET\t/', 'HEADS ', 'PO ST', '\u0015']
    for (const line of lines) expect(decided(line)).toBe('lines')
  })

  it('waits only while a method is incomplete', () => {
    expect(decided('')).toBeNull()
    for (const method of METHODS) {
      for (let length = 1; length <= method.length; length++) expect(decided(method.slice(0, length))).toBeNull()
      expect(decided(`${method} `)).toBe('http')
    }
  })

  it('decides the same for all longer beginnings', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ maxLength: 12 }), (head, tail) => {
        const before = protocolOf(head)
        if (before !== null) expect(protocolOf(Buffer.concat([head, tail]))).toBe(before)
      }),
    )
    // No decision needs more than the longest method and its blank.
    fc.assert(fc.property(fc.uint8Array({ minLength: 8, maxLength: 20 }), (bytes) => protocolOf(bytes) !== null))
  })
})

describe('readFirstBytes', () => {
  /** The server's ends of connections, with what was detected. */
  async function open() {
    const arrived: { socket: Socket; protocol: Promise<Protocol> }[] = []
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      arrived.push({ socket, protocol: new Promise((resolve) => readFirstBytes(socket, resolve)) })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      for (const { socket } of arrived) socket.destroy()
      server.close()
    })
    const dial = async () => {
      const client = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay(true)
      const count = arrived.length
      await expect.poll(() => arrived.length).toBe(count + 1)
      return { client, ...arrived[count]! }
    }
    return { dial }
  }

  it.each([
    ['\u0016\u0003\u0001rest', 'tls'],
    ['OPTIONS / HTTP/1.1\r\n\r\n', 'http'],
    ['DELET', 'lines'],
    ['{"action":"list"}\n', 'lines'],
    ['', 'lines'],
  ] as const)('loses no byte of %j, which comes one byte at a time', async (text, expected) => {
    const { dial } = await open()
    const { client, socket, protocol } = await dial()
    for (const [index, byte] of [...text].entries()) {
      client.write(byte, 'latin1')
      await expect.poll(() => socket.bytesRead).toBe(index + 1)
    }
    client.end()
    expect(await protocol).toBe(expected)
    let received = ''
    for await (const bytes of socket) received += (bytes as Buffer).toString('latin1')
    expect(received).toBe(text)
  })

  it('leaves a socket that its next reader can pause at the first message', async () => {
    const messages: string[] = []
    const options = { vocabulary: clientVocabulary(), clock: new ManualClock(), maxLine: 1000, frameMs: 20, limits }
    const server = createServer((socket) => {
      const stop = readFirstBytes(socket, () => {
        // Each removal of a 'readable' listener lets Node resume the socket a tick later.
        stop()
        new Connection<Action, Label>(socket, options).listen({
          message: ({ action }) => {
            messages.push(action)
            return new Promise(() => {})
          },
          ...{ refused: () => {}, failed: () => {}, ended: () => {}, closed: () => {} },
        })
      })
    })
    server.listen(0, '127.0.0.1')
    const accepted = once(server, 'connection')
    await once(server, 'listening')
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {})
    client.write('{"action":"list"}\n'.repeat(1_000_000))
    const [socket] = (await accepted) as [Socket]
    onTestFinished(() => {
      socket.destroy()
      client.destroy()
      server.close()
    })
    await expect.poll(() => messages).toEqual(['list'])
    for (let i = 0; i < 5_000; i++) await turn()
    // The rest waits at its sender.
    expect(socket.bytesRead).toBeLessThan(1_000_000)
  })

  it('puts back an undecided beginning when it stops waiting', async () => {
    const server = createServer({ allowHalfOpen: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const [socket] = (await once(server, 'connection')) as [Socket]
    onTestFinished(() => {
      socket.destroy()
      client.destroy()
      server.close()
    })
    const stop = readFirstBytes(socket, () => expect.fail('nothing is decided'))
    client.write('GE')
    await expect.poll(() => socket.bytesRead).toBe(2)
    await new Promise(setImmediate)
    stop()
    stop()
    expect(await once(socket, 'data')).toEqual([Buffer.from('GE')])
  })
})
