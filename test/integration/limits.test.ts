import { afterEach, describe, expect, it } from 'vitest'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { connect, type WireClient } from '../helpers/wire-client.ts'

describe('a server', () => {
  let server: ServerProcess
  const clients: WireClient[] = []

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()))
    expect(await server.stop()).toBe(0)
  })

  async function arrive(): Promise<WireClient> {
    const client = await connect(server.port)
    clients.push(client)
    return client
  }

  it.each([[[]], [['--tls']]])('that is full refuses in plain text and continues, with %j', async (tls) => {
    server = await startServer(['--max-connections', '1', ...tls])
    const first = await arrive()
    const second = await arrive()
    expect(await second.next('error')).toMatchObject({ code: 'limit' })
    await second.closed
    if (tls.length === 0) expect(await first.ask({ action: 'list' })).toMatchObject({ rooms: [] })
  })

  it('applies the limits that it was started with', async () => {
    server = await startServer(['--limit', 'rooms=1', '--limit', 'first-action=0.5'])
    const client = await arrive()
    await client.ask({ action: 'create', room: 'a' })
    expect(await client.ask({ action: 'create', room: 'b' })).toMatchObject({ code: 'limit' })
    const mute = await arrive()
    expect(await mute.next('error')).toMatchObject({ code: 'timeout', message: expect.stringContaining('0.5 s') })
    await mute.closed
  })

  it('closes a silent connection with a reason', async () => {
    server = await startServer()
    const client = await arrive()
    expect(await client.next('error')).toMatchObject({ code: 'timeout' })
    await client.closed
  })

  it('continues after an uncaught exception and rejection, and logs their stacks', async () => {
    const faults = `process.on('SIGUSR2', () => {
      setTimeout(() => { throw new Error('thrown') })
      Promise.reject(new Error('rejected'))
    })`
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(faults)}`
    server = await startServer([], { env: { ...process.env, NODE_OPTIONS } })
    server.child.kill('SIGUSR2')
    await server.waitForLine(/Internal error.*thrown.* at /)
    await server.waitForLine(/Internal error.*rejected.* at /)
    const client = await arrive()
    expect(await client.ask({ action: 'list' })).toMatchObject({ rooms: [] })
  })

  it('ends on request although a client does not read', async () => {
    server = await startServer()
    const deaf = await arrive()
    deaf.socket.pause()
    const list = `${JSON.stringify({ action: 'list', id: 'x'.repeat(20) })}\n`
    deaf.sendRaw(list.repeat(50_000))
    const witness = await arrive()
    await witness.ask({ action: 'list' })
    expect(await server.stop()).toBe(0)
    expect(witness.messages.at(-1)).toMatchObject({ label: 'terminate' })
  })
})
