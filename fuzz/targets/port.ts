import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect } from 'node:tls'
import { limits } from '../../src/protocol/limits.ts'
import { acceptClient } from '../../src/server/context.ts'
import { AllowedHosts } from '../../src/server/net/allowed-hosts.ts'
import { type Arrival, ProtocolDetector } from '../../src/server/net/protocol-detector.ts'
import { keptIdentity, type TlsIdentity } from '../../src/server/net/tls-identity.ts'
import { WebServer } from '../../src/server/web/web-server.ts'
import { Hosted } from '../../test/server/hosted.ts'
import { inMemorySocket, sendPieces, settle, webSocketBytes } from '../in-memory-socket.ts'
import { scratchFolder } from '../scratch-folder.ts'
import { joined, piecesOf, type Target } from '../target.ts'

const HOST = 'meet.example'
/** An input that begins with this byte is sent inside TLS. */
const INSIDE_TLS = 0x01
const UPGRADE = [
  'GET /ws HTTP/1.1',
  `Host: ${HOST}`,
  `Origin: http://${HOST}`,
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: parlor.1',
  '',
  '',
].join('\r\n')
const page = {
  ...{ type: 'text/html; charset=utf-8', etag: '"abc"', body: Buffer.from('<!doctype html>') },
  ...{ gzip: Buffer.from('zipped'), br: Buffer.from('brotli') },
}

/** Everything that may come to the server's port: TLS, HTTP, WebSockets, and the contract. */
export async function port(): Promise<Target> {
  const identity = await keptIdentity(scratchFolder())
  return {
    name: 'port',
    doc: "bytes at the server's port: TLS, HTTP, WebSockets and lines told apart, and what each of them carries",
    examples: [
      joined('{"action":"list"}\n'),
      joined('GE', `T / HTTP/1.1\r\nHost: ${HOST}\r\nAccept-Encoding: gzip, br\r\n\r\n`),
      joined(`HEAD /?a=b HTTP/1.1\r\nHost: ${HOST}:12345\r\nIf-None-Match: "abc"\r\n\r\n`),
      joined('POST /trust HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc'),
      joined('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),
      joined(`\x01GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`),
      joined('\x01{"action":"hello","name":"Ann","version":1}\n', '{"action":"list"}\n'),
      joined(UPGRADE, 'b{"action":"list"}\n', 'b{"action":"voice","bytes":3}\nabc'),
      joined(UPGRADE, 'f{"action":', 'c"list"}\n', 'tx', 'p', 'x\x03\xe8'),
      joined(`\x01${UPGRADE.replace('Origin: http', 'Origin: https')}`, 'b{"action":"join","room":"a"}\n'),
    ],
    dictionary: [
      ...[
        'GET ',
        'POST ',
        'HEAD ',
        'OPTIONS ',
        'PUT ',
        'DELETE ',
        '\r\n\r\n',
        ' HTTP/1.1\r\n',
        '/ws',
        '/trust',
        '/app.css',
      ],
      ...[
        HOST,
        'localhost',
        '127.0.0.1',
        '[::1]',
        ':80',
        'Host: ',
        'Origin: ',
        'Transfer-Encoding: chunked\r\n',
        'Upgrade: ',
        'Connection: close\r\n',
      ],
      ...[
        'Sec-WebSocket-Version: 12\r\n',
        'Sec-WebSocket-Extensions: permessage-deflate\r\n',
        'Expect: 100-continue\r\n',
        'Content-Length: 5\r\n',
      ],
      ...['"action"', '"bytes":1', '"hello"', '"list"', '"say"', '\x16\x03\x01', '\x01', 'ff', 'c'],
    ],
    run: (input) => new Visit(identity).play(input),
  }
}

/** One connection to a server in memory. */
class Visit {
  readonly #hosted = new Hosted(null, {}, { tls: true })
  /** The pages that were let in, with their request. */
  #pages = 0
  readonly #socket = inMemorySocket()
  readonly #web: WebServer
  readonly #detector: ProtocolDetector

  constructor(identity: TlsIdentity) {
    const { clock } = this.#hosted
    const hosts = new AllowedHosts([HOST], 'meeting-room')
    this.#web = new WebServer(
      { files: new Map([['/', page]]), hosts },
      {
        ...{ clock, limits, redirects: true },
        connected: (stream, _, arrival) => {
          this.#pages++
          this.#accept(stream, arrival)
        },
      },
    )
    this.#detector = new ProtocolDetector(
      { identity, plain: true, clock, limits },
      {
        lines: (socket, arrival) => this.#accept(socket, arrival),
        http: (socket, arrival) => this.#web.receive(socket, arrival, () => null),
        refused: () => {},
      },
    )
  }

  async play(input: Buffer): Promise<string | null> {
    const inside = input[0] === INSIDE_TLS
    const pieces = piecesOf(inside ? input.subarray(1) : input)
    this.#detector.receive(this.#socket.near as Socket)
    const far = inside ? await this.#encrypted() : this.#socket.far
    await sendPieces(far, pieces.slice(0, 1))
    for (const piece of pieces.slice(1, 20)) {
      if (this.#pages > 0) await sendPieces(far, [webSocketBytes(piece)])
      else await sendPieces(far, [piece])
    }
    const wrong = this.#wrong(pieces)
    far.end()
    await settle()
    this.#hosted.clock.advance(limits.resumeWithin + limits.heartbeatPatience)
    await settle()
    // TLS over a stream in memory closes later than over a socket.
    for (let i = 0; i < 40 && !inside && !this.#socket.near.destroyed; i++) await settle(1)
    const isOpen = !inside && !this.#socket.near.destroyed
    this.#detector.close()
    this.#web.close()
    await settle()
    this.#socket.far.destroy()
    this.#socket.near.destroy()
    await settle()
    this.#hosted.clock.advance(limits.resumeWithin + limits.heartbeatPatience)
    await settle()
    if (wrong) return wrong
    if (isOpen) return 'the connection stays open after its client has ended it'
    const { roster, rooms } = this.#hosted.context
    rooms.close()
    if (roster.count > 0) return `${roster.count} users remain after the connection has ended`
    return null
  }

  #wrong(pieces: readonly Buffer[]): string | null {
    const written = this.#socket.written()
    if (/^HTTP\/1\.1 5\d\d/m.test(written)) return `an answer says that the server failed: ${written.slice(0, 100)}`
    if (written.includes('"code":"internal"')) return 'an `internal` error'
    const asked = Buffer.concat(pieces).toString('latin1')
    if (this.#pages > 0 && !/origin:\s*https?:\/\/(?:meet\.example|meeting-room|localhost|127\.|\[::1\])/i.test(asked))
      return 'a page of another site opened a WebSocket'
    return null
  }

  /** The client's side of TLS over the connection. */
  async #encrypted(): Promise<Duplex> {
    const secured = connect({ socket: this.#socket.far, rejectUnauthorized: false })
    secured.on('error', () => {})
    secured.resume()
    for (let i = 0; i < 50 && !secured.authorizationError && !secured.getProtocol(); i++) await settle()
    await settle()
    return secured
  }

  #accept(stream: Duplex, { encrypted, since }: Arrival): void {
    const { context, log } = this.#hosted
    acceptClient(stream, context, { address: '192.0.2.7', port: 1, encrypted, since, log, closed: () => {} })
  }
}
