import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { runProgram } from '../helpers/program.ts'

let server: Server | undefined
afterEach(() => server?.close())

/** A server of another make, which says in hello that frames are so long; resolves with its port. */
async function serve(frameMs: unknown, codecs = ['pcm']): Promise<number> {
  server = createServer((socket: Socket) => {
    socket.on('error', () => {})
    createInterface({ input: socket }).on('line', (line) => {
      // The client tries TLS first; the rest of its handshake may look like a line.
      if (socket.destroyed || !line.startsWith('{')) return socket.destroy()
      const { action, id, name } = JSON.parse(line)
      if (action !== 'hello') return
      const limits = { line: 65_536, name: 32, text: 4_000, payload: {} }
      const reply = { version: 1, user: 1, name, sample_rate: 48_000, frame_ms: frameMs, codecs, limits }
      socket.write(`${JSON.stringify({ label: 'hello', id, status: 'ok', ...reply })}\n`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const join = (port: number, ...args: string[]) =>
  runProgram('client/main.js', ['--ip', '127.0.0.1', '--port', String(port), '--mic', 'null', ...args])

describe('a server of another make', () => {
  it('with an unsupported frame length is refused in a sentence', async () => {
    const { code, text } = await join(await serve(80), '--name', 'Ann')
    expect(code).toBe(4)
    expect(text.trim()).toBe(
      'The server uses frames of 80 ms at 48000 Hz, but this client supports only frames of 5 to 60 ms at 5000 to 48000 Hz; use a client made for that server',
    )
  })

  it('with a frame length unknown to Opus is joined with PCM only', async () => {
    const { code, text } = await join(await serve(30, ['opus', 'pcm']), '--name', 'Ann')
    expect(code).toBe(4)
    expect(text).toContain('use --codec pcm')
  })

  it('whose hello breaks the contract is refused at once', async () => {
    const { code, text } = await join(await serve('short'), '--name', 'Ann')
    expect(code).toBe(5)
    expect(text).toContain('The server sent an invalid reply (hello: field frame_ms:')
  })
})
