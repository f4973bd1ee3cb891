import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { Screen } from '../helpers/screen.ts'

const ESCAPES = '\u001B]0;owned\u0007\u001B]52;c;b3duZWQ=\u001B\\\u001B[2J\u001B[31m\u009B5m\u0090q\u009C'
const NAMES = [
  `E${ESCAPES}scapes`,
  'R\u202Etfel ot thgir\u2066',
  `L${'o'.repeat(10_000)}ng`,
  '日本語',
  'M\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308arks',
  'N\nE\rW\tlines',
]

let server: Server | undefined
let screen: Screen | undefined
afterEach(async () => {
  await screen?.stop()
  server?.close()
})

/** A server that does not clean what it sends: names, rooms, texts, reasons. Resolves with its port. */
async function serveUncleaned(): Promise<number> {
  const users = ['Ann', ...NAMES].map((name, index) => {
    return { id: index + 1, name, muted: false, deafened: false, sharing: false, recording: index === 1 }
  })
  const rooms = ['hall', ...NAMES]
  const details = rooms.map((room) => ({ room, users: 1, locked: false, temporary: false, said: 0 }))
  server = createServer((socket: Socket) => {
    const send = (message: object) => socket.write(`${JSON.stringify(message)}\n`)
    socket.on('error', () => {})
    createInterface({ input: socket }).on('line', (line) => {
      // The client tries TLS first; the rest of its handshake may look like a line.
      if (socket.destroyed || !line.startsWith('{')) return socket.destroy()
      // Payloads of voice never come: the client has no microphone.
      const { action, id, name } = JSON.parse(line)
      const limits = { line: 65_536, name: 32, text: 4_000, payload: {} }
      const hello = { version: 1, user: 1, name, sample_rate: 48_000, frame_ms: 20, codecs: ['pcm'], limits }
      if (action === 'hello') send({ label: 'hello', id, status: 'ok', ...hello })
      else if (action === 'list') send({ label: 'list_rooms', id, rooms, details })
      else if (action === 'join') {
        send({ label: 'join_room', id, status: 'ok', room: 'hall', users })
        send({ label: 'recording', on: true, by: { id: 2, name: NAMES[0] } })
        for (const [index, from] of NAMES.entries()) {
          send({ label: 'said', from: index + 2, name: from, text: `Ann: ${from}`.slice(0, 300), at: 0 })
        }
        send({ label: 'said', from: 2, name: 'last', text: 'That was all.', at: 0 })
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe('a hostile server', () => {
  it('sends no escape sequences to the terminal, and does not break the columns', async () => {
    const to = ['--ip', '127.0.0.1', '--port', String(await serveUncleaned()), '--name', 'Ann']
    screen = new Screen([...to, '--room', 'hall', '--mic', 'null', '--speaker', 'null'])
    await screen.shows('That was all.')
    const { raw } = screen
    // What the client itself writes in this way: the note of a mention, the question for the background.
    const strings = [...raw.matchAll(/\u001B\]([^\u0007\u001B]*)/g)].map(([, text]) => text!)
    for (const text of strings) expect(text).toMatch(/^(?:11;\?$|9;)/)
    expect(raw).not.toMatch(/[\u0080-\u009F]/)
    expect(raw).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
    expect(raw).not.toContain('\u001B[31m')
    expect(raw).not.toMatch(/o{300}/)
    for (let y = 0; y < 27; y++) expect([y, screen.cell(24, y).text]).toEqual([y, '│'])
    expect(screen.text).toContain('Escapes')
    expect(screen.text).toContain('RECORDED by Escapes')
  })
})
