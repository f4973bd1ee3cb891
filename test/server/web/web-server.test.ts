import { request } from 'node:http'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { WebFiles } from '../../../src/lib/web-files.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { AllowedHosts } from '../../../src/server/net/allowed-hosts.ts'
import type { Refusal } from '../../../src/server/net/connection-limiter.ts'
import { WebServer } from '../../../src/server/web/web-server.ts'
import { eventually } from '../../helpers/eventually.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const page = {
  type: 'text/html; charset=utf-8',
  etag: '"abc"',
  body: Buffer.from('<!doctype html>'),
  gzip: Buffer.from('zipped'),
  br: Buffer.from('brotli'),
}
const files: WebFiles = new Map([['/', page]])

/** HTTP requests in a minute. */
const LIMIT = 20

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

describe('WebServer', () => {
  let clock: ManualClock
  let tcp: Server
  let web: WebServer
  let port: number
  let pages: { stream: Duplex; encrypted: boolean }[]
  let full: Refusal | null

  beforeEach(async () => {
    clock = new ManualClock()
    pages = []
    full = null
    const served = { files, hosts: new AllowedHosts(['meet.example']) }
    web = new WebServer(served, {
      clock,
      limits: { ...limits, pageRequests: LIMIT },
      redirects: true,
      connected: (stream, _, { encrypted }) => pages.push({ stream, encrypted }),
    })
    tcp = createServer({ allowHalfOpen: true }, (socket) =>
      web.receive(socket, { encrypted: false, since: clock.now() }, () => full),
    )
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
    port = (tcp.address() as AddressInfo).port
  })
  afterEach(() => {
    for (const { stream } of pages) stream.destroy()
    web.close()
    tcp.close()
  })

  function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
        let body = ''
        response.on('data', (chunk) => {
          body += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }))
      })
      asked.on('error', reject).end()
    })
  }

  describe('for a page', () => {
    it('sends it with headers that allow no other site anything', async () => {
      const { status, headers, body } = await ask('/')
      expect([status, body]).toEqual([200, '<!doctype html>'])
      expect(headers['content-security-policy']).toBe(
        [
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self' blob:",
          `connect-src 'self' ws://127.0.0.1:${port}`,
          "manifest-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
        ].join('; '),
      )
      expect(headers['permissions-policy']).toContain('microphone=(self)')
      expect(headers['permissions-policy']).toContain('geolocation=()')
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['set-cookie']).toBeUndefined()
    })

    it('compresses it as the browser accepts it, and sends it once', async () => {
      expect(await ask('/', { 'Accept-Encoding': 'gzip' })).toMatchObject({ body: 'zipped' })
      const { headers } = await ask('/', { 'Accept-Encoding': 'gzip, br' })
      expect(headers['content-encoding']).toBe('br')
      expect(await ask('/', { 'If-None-Match': '"abc"' })).toMatchObject({ status: 304, body: '' })
    })

    it('ignores a query, and finds no file by a path of its own', async () => {
      expect((await ask('/?from=qr')).status).toBe(200)
      for (const path of ['/../package.json', '/%2e%2e/package.json', '/app.js.map', '//', '/toString']) {
        expect((await ask(path)).status, path).toBe(404)
      }
    })

    it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
      expect(await ask('/', {}, method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
    })

    it('sends the headers alone for HEAD', async () => {
      expect(await ask('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
    })

    it.each(['evil.example', 'localhost.evil.example', '192.0.2.1', 'a b', '[::1'])(
      'refuses the host %j, which is not its own',
      async (host) => {
        expect((await ask('/', { Host: host })).status).toBe(421)
      },
    )

    it('refuses more requests of an address than allowed in a minute, and sockets as well', async () => {
      clock.advance(1)
      const statuses: number[] = []
      for (let i = 0; i <= LIMIT; i++) statuses.push((await ask('/')).status)
      expect(new Set(statuses.slice(0, LIMIT))).toEqual(new Set([200]))
      expect((await ask('/')).headers['retry-after']).toBe('60')
      expect(statuses.at(-1)).toBe(429)
      clock.advance(limits.pageRequestWindow)
      expect((await ask('/')).status).toBe(200)
    })

    it.each(['localhost', 'LOCALHOST:1234', '127.0.0.1', 'meet.example'])('accepts the host %j', async (host) => {
      expect((await ask('/', { Host: host })).status).toBe(200)
    })
  })

  describe('for a connection', () => {
    it('that never finishes its request closes it after the time for a first action', async () => {
      const socket = connect(port, '127.0.0.1')
      let closed = false
      socket.on('close', () => {
        closed = true
      })
      socket.on('error', () => {})
      socket.write('GET / HTTP/1.1\r\nHost: local')
      await eventually(() => socket.bytesWritten).toBeGreaterThan(0)
      await new Promise((resolve) => setImmediate(resolve))
      clock.advance(limits.firstAction)
      await eventually(() => closed).toBe(true)
    })

    it('that sends garbage closes it', async () => {
      const socket = connect(port, '127.0.0.1')
      let answer: string | null = null
      socket.on('data', (data) => {
        answer = String(data)
      })
      const closed = new Promise((resolve) => socket.on('close', resolve))
      socket.on('error', () => {})
      socket.write('GET \0\0\0 what\r\n\r\n')
      await closed
      expect(answer).toBeNull()
    })
  })

  describe('for a WebSocket', () => {
    const own = () => ({ origin: `http://127.0.0.1:${port}` })

    /** Opens a WebSocket. @returns `open`, or the status of the refusal */
    function open(options: { origin?: string; headers?: Record<string, string> }, path = '/ws', protocol = 'parlor.1') {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocol ? [protocol] : [], options)
      return new Promise<string>((resolve) => {
        socket.on('open', () => {
          resolve(`open ${socket.protocol}`)
          socket.terminate()
        })
        socket.on('unexpected-response', (_, { statusCode }) => {
          resolve(String(statusCode))
          socket.terminate()
        })
        socket.on('error', () => {})
      })
    }

    it('of its own page opens it, with the subprotocol', async () => {
      expect(await open(own())).toBe('open parlor.1')
      expect(pages).toHaveLength(1)
    })

    it('is refused while there is no place for another client', async () => {
      full = { reason: 'full', message: 'The server is full' }
      expect(await open(own())).toBe('503')
      expect(pages).toHaveLength(0)
    })

    it.each([
      ['another site', { origin: 'http://evil.example' }],
      ['a page without an origin', {}],
      ['an opaque origin', { origin: 'null' }],
      ['the same host with another scheme', { origin: 'https://127.0.0.1' }],
    ])('of %s refuses it', async (_, options) => {
      expect(await open(options)).toBe('403')
      expect(pages).toHaveLength(0)
    })

    it('refuses another host, even with the same origin', async () => {
      const evil = { origin: 'http://evil.example', headers: { Host: 'evil.example' } }
      expect(await open(evil)).toBe('421')
    })

    it('refuses another path, and a client without the subprotocol', async () => {
      expect(await open(own(), '/')).toBe('404')
      expect(await open(own(), '/ws', 'chat')).toBe('400')
      expect(await open(own(), '/ws', '')).toBe('400')
    })

    it('leaves no connection behind when it is refused and its client sends more', async () => {
      // It sends more although it has been told the end.
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      const head = ['GET /ws HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Origin: http://evil.example']
      const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', '', 'more']
      socket.write([...head, ...upgrade].join('\r\n'))
      let answer = ''
      socket.on('data', (bytes) => {
        answer += bytes
      })
      await eventually(() => answer).toMatch(/^HTTP\/1\.1 403 /)
      socket.end('and more')
      let open = 1
      await eventually(() => {
        tcp.getConnections((_, count) => {
          open = count
        })
        return open
      }).toBe(0)
    })

    it('passes on what the page sends with its request', async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, ['parlor.1'], own())
      socket.on('open', () => socket.send(Buffer.from('{"action":"list"}\n')))
      await eventually(() => pages.length).toBe(1)
      const chunks: string[] = []
      pages[0]!.stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)))
      await eventually(() => chunks).toEqual(['{"action":"list"}\n'])
      socket.terminate()
    })
  })
})
