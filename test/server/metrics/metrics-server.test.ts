import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readMetricsPlace } from '../../../src/server/metrics/metrics-place.ts'
import { MetricsServer } from '../../../src/server/metrics/metrics-server.ts'
import { lanAddresses } from '../../../src/server/net/addresses.ts'
import { AllowedHosts } from '../../../src/server/net/allowed-hosts.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const state = { healthy: true, text: 'parlor_rooms 1\n' }

async function open({ hosts = new AllowedHosts(), clock = new ManualClock() } = {}) {
  const failures: unknown[] = []
  let scrapes = 0
  const server = await MetricsServer.at(readMetricsPlace('0'), {
    healthy: () => state.healthy,
    scrape: async () => {
      scrapes++
      if (state.text === '') throw new Error('our mistake')
      return { type: 'text/plain; version=0.0.4', text: state.text }
    },
    failed: (error) => failures.push(error),
    hosts,
    clock,
  })
  onTestFinished(() => server.close())
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method })
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
  }
  const askAs = (host: string | null) =>
    new Promise<number>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: server.port, path: '/healthz', agent: false }
      const headers = host === null ? [] : ['Host', host]
      const asked = request({ ...options, headers, setHost: false }, (response) => {
        response.resume()
        resolve(response.statusCode!)
      })
      asked.on('error', reject).end()
    })
  return { ask, askAs, failures, port: server.port, scrapes: () => scrapes }
}

describe('MetricsServer', () => {
  it('serves /metrics and /healthz', async () => {
    const { ask } = await open()
    expect(await ask('/metrics?x=1')).toEqual({
      ...{ status: 200, type: 'text/plain; version=0.0.4', text: 'parlor_rooms 1\n' },
    })
    expect(await ask('/healthz')).toMatchObject({ status: 200, text: 'ok\n' })
    state.healthy = false
    expect(await ask('/healthz')).toMatchObject({ status: 503, text: 'draining\n' })
  })

  it('refuses other requests, and keeps serving after an internal error', async () => {
    const { ask, failures } = await open()
    expect(await ask('/')).toMatchObject({ status: 404, text: 'Not found. Try /metrics or /healthz.\n' })
    expect(await ask('/metrics', 'POST')).toMatchObject({ status: 405 })
    state.text = ''
    expect(await ask('/metrics')).toMatchObject({ status: 500, text: '' })
    expect(failures).toMatchObject([{ message: 'our mistake' }])
    expect((await ask('/healthz', 'HEAD')).text).toBe('')
  })
})

describe('MetricsServer under hostile requests', () => {
  it('answers only for hosts that are allowed', async () => {
    state.healthy = true
    const { askAs } = await open({ hosts: new AllowedHosts(['metrics.example']) })
    for (const host of ['localhost:1', '127.0.0.1', 'metrics.example:9464']) expect(await askAs(host)).toBe(200)
    for (const host of ['evil.example', 'localhost.evil.example', '192.0.2.7']) expect(await askAs(host)).toBe(403)
    expect(await askAs(null)).toBe(400)
  })

  it('answers at once although many connections send nothing or half a request', async () => {
    const { ask, port } = await open()
    const slow = Array.from({ length: 40 }, (_, i) => {
      const socket = connect(port, '127.0.0.1', () => i % 2 && socket.write('GET /healthz HTTP/1.1\r\nHost: '))
      return socket.on('error', () => {})
    })
    onTestFinished(() => {
      for (const socket of slow) socket.destroy()
    })
    await Promise.all(slow.map((socket) => once(socket, 'connect')))
    expect(await ask('/healthz')).toMatchObject({ status: 200 })
    await expect.poll(() => slow.filter(({ destroyed }) => destroyed).length).toBeGreaterThanOrEqual(25)
  })

  it('computes only so many scrapes per second, and repeats the last result beyond that', async () => {
    state.text = 'parlor_rooms 2\n'
    const clock = new ManualClock()
    const { ask, scrapes } = await open({ clock })
    for (let i = 0; i < 30; i++) expect(await ask('/metrics')).toMatchObject({ text: 'parlor_rooms 2\n' })
    expect(scrapes()).toBe(20)
    clock.advance(1_000)
    await ask('/metrics')
    expect(scrapes()).toBe(21)
  })
})

describe('AllowedHosts', () => {
  const hosts = new AllowedHosts(['Meet.Example.'], 'box.lan')

  it.each([
    ...['localhost', 'LOCALHOST:9464', '127.0.0.1', '127.8.8.8:80', '[::1]:9464', 'box', 'box.local', 'box.lan.'],
    ...['box.lan:9464', 'meet.example', undefined],
  ])('allows %j', (header) => {
    expect(hosts.allows(header)).toBe(true)
  })

  it.each([
    ...['', 'example', 'evil.example', 'box.lan.evil.example', '192.0.2.7', '[2001:db8::1]', '::1', '[::1'],
    ...['localhost:', 'localhost:x', 'a@localhost', 'localhost localhost', '2130706433'],
  ])('refuses %j', (header) => {
    expect(hosts.allows(header)).toBe(false)
  })

  it.each(lanAddresses())('allows the address %s of the machine', (address) => {
    expect(hosts.allows(address.includes(':') ? `[${address}]` : address)).toBe(true)
  })
})

describe('readMetricsPlace', () => {
  it.each([
    ['9464', { host: '127.0.0.1', port: 9464 }],
    ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
    ['[::1]:9464', { host: '::1', port: 9464 }],
    ['server.lan:9464', { host: 'server.lan', port: 9464 }],
  ])('parses %s', (text, place) => {
    expect(readMetricsPlace(text)).toEqual(place)
  })

  it.each(['', 'x', '65536', '::1:9464', '1.2.3.4:', ':9464', '9464x'])('refuses %j', (text) => {
    expect(() => readMetricsPlace(text)).toThrow('Use a port')
  })
})
