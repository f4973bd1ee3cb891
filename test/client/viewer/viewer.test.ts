import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { Viewer, type ViewerOptions } from '../../../src/client/viewer/viewer.ts'
import type { ViewerNews } from '../../../src/protocol/viewer-messages.ts'
import { encode } from '../../../src/protocol/wire/encoder.ts'
import type { EncodedPicture } from '../../../src/screen/picture.ts'
import type { WatchedPiece } from '../../../src/screen/watching.ts'
import { eventually } from '../../helpers/eventually.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const PAGE = new URL('../../../dist/web/app/', import.meta.url)
const ANN = { id: 1, name: 'Ann' }
const BO = { id: 2, name: 'Bo' }

interface Answer {
  status: number
  headers: IncomingMessage['headers']
  body: string
}

const told: string[] = []
const clock = new ManualClock()
const open: { close(): unknown }[] = []

afterEach(async () => {
  told.length = 0
  for (const one of open.splice(0).reverse()) await one.close()
})

async function openViewer(options: Partial<ViewerOptions> = {}): Promise<Viewer> {
  const viewer = await Viewer.open({
    clock,
    page: PAGE,
    handlers: {
      wanted: (id) => told.push(`wanted ${id}`),
      unwanted: (id) => told.push(`unwanted ${id}`),
      pages: (count) => told.push(`pages ${count}`),
    },
    ...options,
  })
  open.push(viewer)
  return viewer
}

async function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const asked = request(url, { headers, method, agent: false }).end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  let body = ''
  for await (const part of response) body += part
  return { status: response.statusCode!, headers: response.headers, body }
}

/** Exchanges a link for the page's address and its cookie. */
async function enter(viewer: Viewer): Promise<{ url: string; cookie: string }> {
  const link = viewer.makeLink()
  const { status, headers } = await ask(link)
  expect(status).toBe(303)
  return { url: new URL(headers.location!, link).href, cookie: headers['set-cookie']![0]!.split(';')[0]! }
}

/** A page as far as its connection goes: it notes what it is told, and draws when the test says so. */
class FakePage {
  readonly texts: (ViewerNews | { label: 'pong'; id: number })[] = []
  readonly pictures: WatchedPiece[] = []
  /** Total bytes of the payloads up to the end of each picture. */
  readonly ends: number[] = []
  readonly #socket: WebSocket

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      const end = data.indexOf('\n')
      const message = JSON.parse(data.toString('utf8', 0, end))
      if (message.label === 'screen') {
        this.pictures.push(message)
        expect(message.bytes).toBe(data.length - end - 1)
        this.ends.push((this.ends.at(-1) ?? 0) + message.bytes)
      } else this.texts.push(message)
    })
    open.push({ close: () => socket.terminate() })
  }

  static async open(viewer: Viewer): Promise<FakePage> {
    const { url, cookie } = await enter(viewer)
    const { origin } = new URL(url)
    const page = new FakePage(new WebSocket(`${url}ws`, { headers: { cookie, origin } }))
    await eventually(() => page.texts.length).toBe(1)
    return page
  }

  get closed(): Promise<unknown[]> {
    return once(this.#socket, 'close')
  }

  say(message: object | string, binary = true): void {
    this.#socket.send(typeof message === 'string' ? message : encode(message), { binary })
  }

  watch(from: number): void {
    this.say({ action: 'screen_start_watching', from })
  }

  /** Acknowledges the pictures up to the one with this number, from 1. */
  acknowledge(picture: number): void {
    this.say({ action: 'ack', received: this.ends[picture - 1] })
  }
}

/** A JPEG as far as its size goes: SOI, and an SOF0 segment. */
function jpegOf(width: number, height: number): Buffer {
  const [w, h] = [width, height].map((side) => [side >> 8, side & 255])
  return Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, ...h!, ...w!, 1, 1, 0x11, 0])
}

function keyframe(jpeg = jpegOf(10, 10)): EncodedPicture {
  return { width: 10, height: 10, keyframe: true, rects: [{ x: 0, y: 0, w: 10, h: 10, jpeg }] }
}

function change(x: number): EncodedPicture {
  return { width: 10, height: 10, keyframe: false, rects: [{ x, y: 0, w: 1, h: 1, jpeg: jpegOf(1, 1) }] }
}

describe('access to the page', () => {
  it('is granted by a link, once', async () => {
    const viewer = await openViewer()
    const link = viewer.makeLink()
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-z]{25}$/)
    expect((await ask(link, {}, 'HEAD')).status).toBe(405)
    expect((await ask(link)).status).toBe(303)
    const second = await ask(link)
    expect(second.status).toBe(403)
    expect(second.body).toContain('Press o in chat-client for a new one')
  })

  it('is granted with the cookie and refused without it', async () => {
    const viewer = await openViewer()
    const { url, cookie } = await enter(viewer)
    const page = await ask(url, { cookie })
    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.body).not.toContain(viewer.makeLink().slice(-25))
    expect((await ask(url)).status).toBe(403)
    expect((await ask(`${url}app.js`)).status).toBe(403)
    expect((await ask(url, { cookie: 'parlor-viewer=00' })).status).toBe(403)
    expect((await ask(`${new URL(url).origin}/0000000000000000000000000`)).status).toBe(403)
    expect((await ask(url, { cookie }, 'POST')).status).toBe(405)
    expect((await ask(`${url}../../../package.json`, { cookie })).status).toBe(403)
    expect((await ask(`${url}..%2Fviewer.js`, { cookie })).status).toBe(404)
  })

  it('is refused for another host name', async () => {
    const viewer = await openViewer()
    const { url, cookie } = await enter(viewer)
    expect((await ask(url, { cookie, host: `rebound.example:${viewer.port}` })).status).toBe(421)
    expect((await ask(url, { cookie, host: `localhost:${viewer.port}` })).status).toBe(200)
  })

  it('has a content security policy that allows only its own files', async () => {
    const viewer = await openViewer()
    const { url, cookie } = await enter(viewer)
    for (const answer of [await ask(url, { cookie }), await ask(url), await ask(viewer.makeLink())]) {
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
      expect(answer.headers['content-security-policy']).not.toContain('unsafe')
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      })
    }
  })

  it('to the WebSocket is granted to its own page only', async () => {
    const viewer = await openViewer()
    const { url, cookie } = await enter(viewer)
    const { origin, host } = new URL(url)
    const attempt = async (headers: Record<string, string>, path = 'ws') => {
      const socket = new WebSocket(`${url}${path}`, { headers })
      open.push({ close: () => socket.terminate() })
      const [outcome] = await Promise.race([
        once(socket, 'open').then(() => ['open']),
        once(socket, 'unexpected-response').then(([, response]) => [response.statusCode]),
      ])
      return outcome
    }
    expect(await attempt({ cookie, origin })).toBe('open')
    expect(await attempt({ origin })).toBe(403)
    expect(await attempt({ cookie })).toBe(403)
    expect(await attempt({ cookie, origin: 'http://127.0.0.1:1' })).toBe(403)
    expect(await attempt({ cookie, origin: 'http://rebound.example', host: 'rebound.example' })).toBe(403)
    expect(await attempt({ cookie, origin: `https://${host}` })).toBe(403)
    expect(await attempt({ cookie, origin }, 'else')).toBe(403)
  })

  it('leaves no connection behind when it is refused and its client sends more', async () => {
    const viewer = await openViewer()
    // It sends more although it has been told the end.
    const socket = connect({ port: viewer.port, host: '127.0.0.1', allowHalfOpen: true })
    const head = ['GET /view/ HTTP/1.1', `Host: 127.0.0.1:${viewer.port}`, 'Origin: http://evil.example']
    socket.write([...head, 'Connection: Upgrade', 'Upgrade: websocket', '', 'more'].join('\r\n'))
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 403 /)
    socket.end('and more')
    // It closes once all connections are closed.
    await viewer.close()
  })

  it('is closed to other users of this machine before they send anything', async () => {
    let isStranger = true
    const viewer = await openViewer({ isStranger: () => isStranger })
    const link = viewer.makeLink()
    await expect(ask(link)).rejects.toThrow()
    isStranger = false
    expect((await ask(link)).status).toBe(303)
  })

  it('is refused to the seventeenth page, whatever that sends', async () => {
    const viewer = await openViewer()
    for (let i = 0; i < 16; i++) await FakePage.open(viewer)
    const { url, cookie } = await enter(viewer)
    const { host, pathname, origin } = new URL(url)
    const head = [`GET ${pathname}ws HTTP/1.1`, `Host: ${host}`, `Origin: ${origin}`, `Cookie: ${cookie}`]
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
    const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', key, '', '']
    const socket = connect({ port: viewer.port, host: '127.0.0.1' })
    socket.resume().write([...head, ...upgrade].join('\r\n'))
    // Reserved bits are set (RFC 6455, section 5.2).
    socket.write(Buffer.from([0xf1, 0x80, 0, 0, 0, 0]))
    await once(socket, 'close')
    expect(told.filter((one) => one.startsWith('pages'))).not.toContain('pages 17')
  })

  it('ends for a page that sends an invalid message', async () => {
    const viewer = await openViewer()
    const inexact = '{"action":"ack","received":{"toString":1}}'
    const ahead = '{"action":"ack","received":1}'
    const select = '{"action":"screen_start_watching","from":"1"}'
    for (const wrong of [
      '{',
      '7',
      'null',
      ahead,
      inexact,
      select,
      '{"action":"ping"}',
      '{"action":"say","text":"a"}',
    ]) {
      const page = await FakePage.open(viewer)
      page.say(wrong)
      expect((await page.closed)[0]).toBe(1008)
    }
    const text = await FakePage.open(viewer)
    text.say('{"action":"ping","id":1}', false)
    expect((await text.closed)[0]).toBe(1008)
    const page = await FakePage.open(viewer)
    page.say('x'.repeat(2000))
    expect((await page.closed)[0]).toBe(1009)
  })
})

describe('pages receive', () => {
  it('the list of shares without control characters, and request pictures', async () => {
    const viewer = await openViewer()
    const page = await FakePage.open(viewer)
    expect(page.texts[0]).toEqual({ label: 'shares', shares: [] })
    viewer.announce({ id: 1, name: 'A\u001B[31mnn\u202E' }, 'screen')
    viewer.announce(BO, 'camera')
    viewer.announce(BO, 'camera')
    await eventually(() => page.texts.length).toBe(3)
    expect(page.texts.at(-1)).toEqual({
      label: 'shares',
      shares: [
        { id: 1, name: 'Ann', kind: 'screen' },
        { id: 2, name: 'Bo', kind: 'camera' },
      ],
    })
    expect(told).toEqual(['pages 1'])
    page.watch(1)
    await eventually(() => told).toEqual(['pages 1', 'wanted 1'])
    page.watch(2)
    await eventually(() => told.slice(2)).toEqual(['wanted 2', 'unwanted 1'])
    viewer.ended(2)
    await eventually(() => page.texts.length).toBe(4)
    expect(page.texts.at(-1)).toEqual({ label: 'shares', shares: [{ id: 1, name: 'Ann', kind: 'screen' }] })
  })

  it('a keyframe that is requested once for all pages, and again after 2 s', async () => {
    const viewer = await openViewer()
    viewer.announce(ANN, 'screen')
    const pages = [await FakePage.open(viewer), await FakePage.open(viewer)]
    told.length = 0
    for (const page of pages) page.watch(1)
    viewer.show(1, change(0))
    await eventually(() => told.length).toBe(1)
    clock.advance(2000)
    expect(told).toEqual(['wanted 1', 'wanted 1'])
    viewer.show(1, keyframe())
    clock.advance(10_000)
    for (const page of pages) await eventually(() => page.pictures.length).toBe(1)
    expect(told).toEqual(['wanted 1', 'wanted 1'])
  })

  it('the current picture at once when they open late', async () => {
    const viewer = await openViewer()
    viewer.announce(ANN, 'screen')
    const first = await FakePage.open(viewer)
    first.watch(1)
    await eventually(() => told.includes('wanted 1')).toBe(true)
    viewer.show(1, keyframe())
    viewer.show(1, change(3))
    told.length = 0
    const late = await FakePage.open(viewer)
    late.watch(1)
    await eventually(() => late.pictures.length).toBe(1)
    expect(late.pictures[0]).toMatchObject({ from: 1, seq: 1, keyframe: true, width: 10, height: 10 })
    expect(late.pictures[0]!.rects.map(({ x }) => x)).toEqual([0, 3])
    expect(told).toEqual(['pages 2'])
  })

  it('a new keyframe for a share that nobody watched', async () => {
    const viewer = await openViewer()
    viewer.announce(ANN, 'screen')
    viewer.announce(BO, 'camera')
    const page = await FakePage.open(viewer)
    page.watch(1)
    await eventually(() => told.includes('wanted 1')).toBe(true)
    viewer.show(1, keyframe())
    page.watch(2)
    await eventually(() => told.includes('unwanted 1')).toBe(true)
    told.length = 0
    page.watch(1)
    await eventually(() => told.includes('wanted 1')).toBe(true)
  })

  it('no piece whose JPEG has another size than declared, and no picture larger than 8K', async () => {
    const viewer = await openViewer()
    viewer.announce(ANN, 'screen')
    const page = await FakePage.open(viewer)
    page.watch(1)
    await eventually(() => told.includes('wanted 1')).toBe(true)
    viewer.show(1, { ...keyframe(), width: 7681, height: 4320 })
    viewer.show(1, keyframe(jpegOf(60_000, 60_000)))
    await eventually(() => page.pictures.length).toBe(1)
    expect(page.pictures[0]).toMatchObject({ width: 10, rects: [] })
  })

  it('at most two pictures ahead of what is drawn; later changes are merged into one', async () => {
    const viewer = await openViewer()
    viewer.announce(ANN, 'screen')
    const page = await FakePage.open(viewer)
    page.watch(1)
    await eventually(() => told.includes('wanted 1')).toBe(true)
    viewer.show(1, keyframe())
    for (let round = 0; round < 50; round++) for (let x = 0; x < 8; x++) viewer.show(1, change(x))
    await eventually(() => page.pictures.length).toBe(2)
    page.acknowledge(1)
    await eventually(() => page.pictures.length).toBe(3)
    expect(page.pictures[2]!.rects.map(({ x }) => x)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    page.acknowledge(3)
    viewer.show(1, change(9))
    await eventually(() => page.pictures.length).toBe(4)
    expect(page.pictures[3]!.rects.map(({ x }) => x)).toEqual([9])
  })

  it('an answer to each ping, and the end', async () => {
    const viewer = await openViewer()
    const page = await FakePage.open(viewer)
    page.say({ action: 'ping', id: 7 })
    await eventually(() => page.texts.at(-1)).toEqual({ label: 'pong', id: 7 })
    const closed = page.closed
    await viewer.close()
    expect((await closed)[0]).toBe(1001)
    expect(page.texts.at(-1)).toEqual({ label: 'ended' })
  })

  it('nothing more when one of them does not close', async () => {
    const viewer = await openViewer()
    const { url, cookie } = await enter(viewer)
    const socket = new WebSocket(`${url}ws`, { headers: { cookie, origin: new URL(url).origin } })
    await once(socket, 'open')
    socket.pause()
    const closed = viewer.close()
    clock.advance(500)
    await closed
    socket.terminate()
  })
})
