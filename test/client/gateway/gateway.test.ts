import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Gateway } from '../../../src/client/gateway/gateway.ts'
import type { WebFile } from '../../../src/lib/web-files.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { eventually } from '../../helpers/eventually.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const file = (body: string): WebFile => ({ type: 'text/html', etag: '', body: Buffer.from(body), gzip: null, br: null })
const files = new Map([
  ['/', file('<html><head></head></html>')],
  ['/app.js', file('script')],
])

describe('Gateway', () => {
  let server: Server
  let gateway: Gateway
  let arrived: { socket: Socket; text: string }[]
  let refusal: string | null
  let failures: string[]
  const pages: WebSocket[] = []

  beforeEach(async () => {
    arrived = []
    failures = []
    refusal = null
    server = createServer((socket) => {
      const one = { socket, text: '' }
      arrived.push(one)
      socket
        .on('error', () => {})
        .on('data', (bytes) => {
          one.text += bytes.toString()
        })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    gateway = await Gateway.open(0, {
      clock: new ManualClock(),
      limits,
      files,
      serverKey: 'abc',
      connect: async () => {
        if (refusal !== null) throw new Error(refusal)
        const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
        await once(socket, 'connect')
        return { socket }
      },
      failed: (sentence) => failures.push(sentence),
      isStranger: () => false,
    })
  })
  afterEach(async () => {
    for (const page of pages.splice(0)) page.terminate()
    await gateway.close()
    for (const { socket } of arrived) socket.destroy()
    server.close()
  })

  /** Follows the link as a browser does. @returns the path of the page, and its cookie */
  async function come(): Promise<{ path: string; cookie: string }> {
    const { headers } = await fetch(gateway.makeLink(), { redirect: 'manual' })
    return { path: headers.get('location')!, cookie: headers.get('set-cookie')!.split(';')[0]! }
  }

  const origin = () => `http://127.0.0.1:${gateway.port}`

  function openSocket(path: string, headers: Record<string, string>): WebSocket {
    const page = new WebSocket(`ws://127.0.0.1:${gateway.port}${path}ws`, 'parlor.1', {
      headers: { Origin: origin(), ...headers },
    })
    page.on('error', () => {})
    pages.push(page)
    return page
  }

  it('serves the page with the key of the server in it, and only to the browser that had the link', async () => {
    const { path, cookie } = await come()
    const page = await fetch(`${origin()}${path}`, { headers: { cookie } })
    expect(await page.text()).toContain('<meta name="server-key" content="abc">')
    expect(page.headers.get('permissions-policy')).toContain('microphone=(self)')
    expect((await fetch(`${origin()}${path}app.js`, { headers: { cookie } })).status).toBe(200)
    for (const headers of [{}, { cookie: `${cookie}0` }]) {
      expect((await fetch(`${origin()}${path}`, { headers })).status).toBe(403)
    }
    for (const place of ['/', '/app.js', '/ws']) {
      expect((await fetch(`${origin()}${place}`, { headers: { cookie } })).status).toBe(403)
    }
  })

  it('passes messages in both directions, one in each WebSocket message, until one side closes', async () => {
    const { path, cookie } = await come()
    const page = openSocket(path, { cookie })
    const messages: string[] = []
    page.on('message', (message: Buffer) => messages.push(message.toString()))
    await once(page, 'open')
    page.send(Buffer.from('{"action":"hello"}\n'))
    page.send(Buffer.from('{"action":"voice","bytes":2}\nab'))
    await eventually(() => arrived[0]?.text).toBe('{"action":"hello"}\n{"action":"voice","bytes":2}\nab')
    arrived[0]!.socket.write('{"label":"hello"}\n{"label":"voice","bytes":2}\n')
    arrived[0]!.socket.write('ab{"label":"said"}\n')
    await eventually(() => messages).toEqual([
      '{"label":"hello"}\n',
      '{"label":"voice","bytes":2}\nab',
      '{"label":"said"}\n',
    ])
    arrived[0]!.socket.end()
    await once(page, 'close')
    const second = openSocket(path, { cookie })
    await once(second, 'open')
    await eventually(() => arrived.length).toBe(2)
    second.terminate()
    await once(arrived[1]!.socket, 'close')
  })

  it('refuses the WebSocket of another origin, and one without the cookie', async () => {
    const { path, cookie } = await come()
    for (const headers of [{ cookie, Origin: 'http://example.net' }, { cookie, Host: 'example.net' }, {}]) {
      const page = openSocket(path, headers as Record<string, string>)
      const [, response] = await once(page, 'unexpected-response')
      expect(response.statusCode).toBe(403)
    }
    expect(arrived).toEqual([])
  })

  it('shows the page why the server cannot be reached, such as a changed key', async () => {
    refusal = 'The key of the server has changed'
    const { path, cookie } = await come()
    const page = openSocket(path, { cookie })
    await once(page, 'open')
    page.send(Buffer.from('{"action":"hello","id":7}\n'))
    const [message] = await once(page, 'message')
    expect(JSON.parse(message.toString())).toEqual({
      ...{ label: 'error', code: 'unavailable', message: refusal, id: 7 },
    })
    expect(failures).toEqual([refusal])
    await once(page, 'close')
  })
})
