import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { MessageStream } from '../../../src/protocol/wire/message-stream.ts'
import { eventually } from '../../helpers/eventually.ts'

const MOST = 4_096

describe('MessageStream', () => {
  let http: Server
  let stream: MessageStream
  let socket: WebSocket
  let received: Buffer[]
  let closed: { code: number } | null

  beforeEach(async () => {
    http = createServer()
    const sockets = new WebSocketServer({ server: http, maxPayload: MOST })
    const streams = new Promise<MessageStream>((resolve) => {
      sockets.on('connection', (one) => resolve(new MessageStream(one)))
    })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    socket = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
    received = []
    closed = null
    socket.on('message', (data: Buffer) => received.push(data))
    socket.on('close', (code) => {
      closed = { code }
    })
    stream = await streams
    if (socket.readyState !== WebSocket.OPEN) await new Promise((resolve) => socket.once('open', resolve))
  })
  afterEach(() => {
    socket.terminate()
    stream.destroy()
    http.close()
  })

  function chunks(): Buffer[] {
    const all: Buffer[] = []
    stream.on('data', (chunk: Buffer) => all.push(chunk))
    return all
  }

  it('passes each binary message on as it came', async () => {
    const all = chunks()
    socket.send(Buffer.from('{"action":"list"}\n'))
    socket.send(Buffer.from('{"action":"voice","bytes":3}\nabc'))
    await eventually(() => all.map(String)).toEqual(['{"action":"list"}\n', '{"action":"voice","bytes":3}\nabc'])
  })

  it('sends each write as one binary message', async () => {
    stream.write(Buffer.from('{"label":"pong"}\n'))
    stream.write(Buffer.from('{"label":"voice","bytes":2}\nhi'))
    await eventually(() => received.map(String)).toEqual(['{"label":"pong"}\n', '{"label":"voice","bytes":2}\nhi'])
  })

  it('passes a line that is not JSON on to the decoder, which refuses it', async () => {
    const all = chunks()
    socket.send(Buffer.from('not json\n'))
    await eventually(() => all.map(String)).toEqual(['not json\n'])
  })

  it.each([
    ['a text message', '{"action":"list"}\n'],
    ['a message without a newline', Buffer.from('{"action":"list"}')],
    ['two messages in one', Buffer.from('{"action":"list"}\n{"action":"list"}\n')],
    ['a payload that is too short', Buffer.from('{"action":"voice","bytes":3}\nab')],
    ['a payload that is too long', Buffer.from('{"action":"voice","bytes":3}\nabcd')],
    ['a payload that the line does not announce', Buffer.from('{"action":"list"}\nabc')],
    ['an empty message', Buffer.alloc(0)],
  ])('closes with 1002 on %s', async (_, message) => {
    const all = chunks()
    socket.send(message)
    await eventually(() => closed).toEqual({ code: 1002 })
    expect(all).toEqual([])
  })

  it('closes with 1009 on a message over the limit', async () => {
    chunks()
    socket.send(Buffer.alloc(MOST + 1, 32))
    await eventually(() => closed).toEqual({ code: 1009 })
  })

  it('stops reading from a page while nobody reads from the stream', async () => {
    const line = Buffer.from(`{"action":"say","text":"${'x'.repeat(3_000)}"}\n`)
    for (let i = 0; i < 50; i++) socket.send(line)
    await eventually(() => stream.readableLength).toBeGreaterThanOrEqual(stream.readableHighWaterMark)
    const held = stream.readableLength
    for (let i = 0; i < 200; i++) socket.send(line)
    // One answer to a ping later, everything that was not held back would be here.
    await new Promise((resolve) => setImmediate(resolve))
    expect(stream.readableLength).toBeLessThanOrEqual(held + 2 * line.length)
    const all = chunks()
    await eventually(() => all.length).toBe(250)
  })

  it('ends when the page closes the socket', async () => {
    let ended = false
    stream.on('end', () => {
      ended = true
    })
    chunks()
    socket.close()
    await eventually(() => ended).toBe(true)
  })

  it('closes the socket with 1000 when it is ended', async () => {
    chunks()
    stream.end(Buffer.from('{"label":"terminate"}\n'))
    await eventually(() => closed).toEqual({ code: 1000 })
    expect(received.map(String)).toEqual(['{"label":"terminate"}\n'])
  })
})
