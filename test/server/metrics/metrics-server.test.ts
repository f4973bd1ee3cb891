import { describe, expect, it, onTestFinished } from 'vitest'
import { readMetricsPlace } from '../../../src/server/metrics/metrics-place.ts'
import { MetricsServer } from '../../../src/server/metrics/metrics-server.ts'

const state = { healthy: true, text: 'parlor_rooms 1\n' }

async function open() {
  const failures: unknown[] = []
  const server = await MetricsServer.at(readMetricsPlace('0'), {
    healthy: () => state.healthy,
    scrape: async () => {
      if (state.text === '') throw new Error('our mistake')
      return { type: 'text/plain; version=0.0.4', text: state.text }
    },
    failed: (error) => failures.push(error),
  })
  onTestFinished(() => server.close())
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method })
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    }
  }
  return { ask, failures }
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
