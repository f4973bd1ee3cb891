import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Viewer } from '../../src/client/viewer/viewer.ts'
import { webFileNames } from '../../src/lib/web-files.ts'
import { ManualClock } from '../../test/helpers/manual-clock.ts'
import { webSocketBytes } from '../in-memory-socket.ts'
import { scratchFolder } from '../scratch-folder.ts'
import { joined, piecesOf, type Target } from '../target.ts'

const PAGE = 'GET {PATH} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {COOKIE}\r\n\r\n'
const SOCKET = [
  ...['GET {PATH}ws HTTP/1.1', 'Host: {HOST}', 'Origin: http://{HOST}', 'Cookie: {COOKIE}', 'Upgrade: websocket'],
  ...['Connection: Upgrade', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''],
].join('\r\n')
/** A JPEG of 16x16 pixels as far as its header goes. */
const JPEG = '\xff\xd8\xff\xc0\x00\x11\x08\x00\x10\x00\x10\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01'
const KEYFRAME = `k\x00\x10\x00\x10${JPEG}`

/** Requests and WebSockets of browsers at the viewer, and pictures of a hostile sharer. */
export async function viewer(): Promise<Target> {
  const folder = scratchFolder()
  for (const file of webFileNames.flatMap((name) => [name, `${name}.gz`, `${name}.br`])) {
    writeFileSync(join(folder, file), file)
  }
  const visited = await Visited.open(pathToFileURL(`${folder}/`))
  return {
    name: 'viewer',
    doc: "requests and WebSockets at the client's viewer, and the pictures that it shows",
    examples: [
      joined(PAGE),
      joined('GET {LINK} HTTP/1.1\r\nHost: {HOST}\r\n\r\n'),
      joined('GET /view/ HTTP/1.1\r\nHost: meet.example\r\n\r\n'),
      joined(SOCKET, 'b{"action":"screen_start_watching","from":1}', KEYFRAME, 'b{"action":"ack","received":21}'),
      joined(SOCKET, KEYFRAME, 'b{"action":"screen_start_watching","from":2}', `d\x00\x10\x00\x10${JPEG}`, 'x\x03\xe8'),
      joined(SOCKET.replace('http://{HOST}', 'http://meet.example'), 'b{"action":"screen_start_watching","from":1}'),
    ],
    dictionary: [
      ...[
        '{PATH}',
        '{HOST}',
        '{COOKIE}',
        '{LINK}',
        'ws',
        'app.js',
        'app.css',
        'icon.svg',
        'Host: ',
        'Cookie: ',
        'Origin: ',
      ],
      ...[
        '"screen_start_watching"',
        '"screen_stop_watching"',
        '"ack"',
        '"ping"',
        '"action"',
        '"id"',
        '"from"',
        '"received"',
        ' HTTP/1.1\r\n',
        '\r\n\r\n',
        'Upgrade: websocket\r\n',
        '; ',
      ],
      ...[KEYFRAME, JPEG, '\xff\xc0', '\xff\xda', '\xff\xd8'],
    ],
    run: (input) => visited.play(input),
    close: () => visited.close(),
  }
}

/** A viewer with two shares, whose pages come and go. */
class Visited {
  readonly #viewer: Viewer
  readonly #clock: ManualClock
  #pages = 0
  /** What a page knows after its link was opened. */
  #path = ''
  #cookie = ''

  private constructor(clock: ManualClock, viewer: Viewer) {
    this.#clock = clock
    this.#viewer = viewer
  }

  static async open(page: URL): Promise<Visited> {
    const clock = new ManualClock()
    let visited: Visited | null = null
    const viewer = await Viewer.open({
      clock,
      page,
      isStranger: () => false,
      handlers: {
        wanted: () => {},
        unwanted: () => {},
        pages: (count) => {
          visited!.#pages = count
        },
      },
    })
    visited = new Visited(clock, viewer)
    for (const id of [1, 2]) viewer.announce({ id, name: `Person ${id}` }, 'screen')
    const answer = await visited.#send([
      Buffer.from(`GET ${new URL(viewer.makeLink()).pathname} HTTP/1.1\r\nHost: ${visited.#host}\r\n\r\n`),
    ])
    visited.#path = /Location: (\S+)/i.exec(answer)![1]!
    visited.#cookie = /Set-Cookie: ([^;]+)/i.exec(answer)![1]!
    return visited
  }

  close(): Promise<void> {
    return this.#viewer.close()
  }

  get #host(): string {
    return `127.0.0.1:${this.#viewer.port}`
  }

  async play(input: Buffer): Promise<string | null> {
    const link = new URL(this.#viewer.makeLink()).pathname
    const filled = input
      .toString('latin1')
      .replaceAll('{PATH}', this.#path)
      .replaceAll('{HOST}', this.#host)
      .replaceAll('{COOKIE}', this.#cookie)
      .replaceAll('{LINK}', link)
    const pieces = piecesOf(Buffer.from(filled, 'latin1')).slice(0, 20)
    const answer = await this.#send(pieces)
    this.#clock.advance(10_000)
    if (/^HTTP\/1\.1 5/.test(answer)) return `an answer says that the viewer failed: ${answer.slice(0, 100)}`
    const asked = Buffer.concat(pieces).toString('latin1')
    const isLetIn = /^HTTP\/1\.1 (?:200|101)/.test(answer)
    if (isLetIn && !asked.includes(this.#cookie)) return 'a page without the cookie was let in'
    for (let i = 0; i < 2_000 && this.#pages > 0; i++) await turn()
    return this.#pages > 0 ? 'a page remains after its connection has ended' : null
  }

  /** Sends pieces over a connection of their own: a request, then messages of a WebSocket and pictures. */
  async #send([request = Buffer.alloc(0), ...pieces]: readonly Buffer[]): Promise<string> {
    const socket = connect(this.#viewer.port, '127.0.0.1')
    let answer = ''
    socket.on('error', () => {})
    socket.setEncoding('latin1').on('data', (piece) => {
      answer += piece
    })
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await once(socket, 'connect')
    socket.write(request)
    if (pieces.length > 0) await turns(() => answer !== '' || socket.destroyed)
    for (const piece of pieces) {
      const kind = String.fromCharCode(piece[0] ?? 0)
      if (kind === 'k' || kind === 'd') this.#show(kind === 'k', piece.subarray(1))
      else if (socket.writable) socket.write(webSocketBytes(piece))
      await turns(() => false, 4)
    }
    await turns(() => answer !== '' || socket.destroyed)
    socket.end()
    await turns(() => socket.destroyed, 20)
    socket.destroy()
    await closed
    return answer
  }

  /** A picture of the first sharer with one piece, at most 16x16 pixels by its header. */
  #show(keyframe: boolean, bytes: Buffer): void {
    const [width, height] = bytes.length < 4 ? [16, 16] : [bytes.readUInt16BE(0), bytes.readUInt16BE(2)]
    const jpeg = bytes.subarray(4)
    this.#viewer.show(1, { width, height, keyframe, rects: [{ x: 0, y: 0, w: 16, h: 16, jpeg }] })
  }
}

/** Waits for something for some turns of the event loop. */
async function turns(condition: () => boolean, most = 50): Promise<void> {
  for (let i = 0; i < most && !condition(); i++) await turn()
}
