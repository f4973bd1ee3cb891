import { once } from 'node:events'
import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { refused } from '../../../src/lib/result.ts'
import { lanAddresses } from '../../../src/server/net/addresses.ts'
import { ConnectionLimiter } from '../../../src/server/net/connection-limiter.ts'

function from(remoteAddress: string): Socket {
  return Object.assign(new PassThrough(), { remoteAddress }) as unknown as Socket
}

const ACCEPTED = { ok: true }
const ENOUGH = { suffice: () => true }

describe('ConnectionLimiter', () => {
  it('accepts connections from an address up to the limit, and one more when one has closed', async () => {
    const door = new ConnectionLimiter({ connections: 100, connectionsPerAddress: 2 }, ENOUGH)
    const first = from('::ffff:10.0.0.1')
    expect([first, from('10.0.0.1')].map((one) => door.receive(one))).toMatchObject([ACCEPTED, ACCEPTED])
    expect(door.receive(from('10.0.0.1'))).toEqual(
      refused({ reason: 'address', message: expect.stringContaining('limit of 2 connections') }),
    )
    expect(door.receive(from('10.0.0.2'))).toMatchObject(ACCEPTED)
    first.destroy()
    await once(first, 'close')
    expect(door.receive(from('10.0.0.1'))).toMatchObject(ACCEPTED)
    expect(door.receive(from('10.0.0.1'))).toMatchObject({ ok: false })
  })

  it('counts all addresses of an IPv6 network (/64) as one', () => {
    const door = new ConnectionLimiter({ connections: 100, connectionsPerAddress: 2 }, ENOUGH)
    expect(door.receive(from('2001:db8:0:7::1'))).toMatchObject(ACCEPTED)
    expect(door.receive(from('2001:db8:0:7:1:2:3:4'))).toMatchObject(ACCEPTED)
    expect(door.receive(from('2001:db8:0:7:ffff::'))).toMatchObject({ ok: false })
    expect(door.receive(from('2001:db8:0:8::1'))).toMatchObject(ACCEPTED)
  })

  it('applies no limit per address to the addresses of its own machine', () => {
    const own = lanAddresses()[0]!
    const door = new ConnectionLimiter({ connections: 3, connectionsPerAddress: 1 }, ENOUGH)
    expect([1, 2].map(() => door.receive(from(`::ffff:${own}`)))).toMatchObject([ACCEPTED, ACCEPTED])
  })

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('applies no limit per address to %s', (address) => {
    const door = new ConnectionLimiter({ connections: 3, connectionsPerAddress: 1 }, ENOUGH)
    const refusals = [1, 2, 3, 4].map(() => door.receive(from(address)))
    const full = refused({ reason: 'full', message: expect.stringContaining('limit of 3 connections') })
    expect(refusals).toMatchObject([ACCEPTED, ACCEPTED, ACCEPTED, full])
  })

  it('gives pages places of their own, and a page that opens its socket takes one of clients', async () => {
    const limiter = new ConnectionLimiter({ connections: 2, connectionsPerAddress: 1 }, ENOUGH, {
      connections: 3,
      connectionsPerAddress: 2,
    })
    const come = (address: string) => {
      const page = from(address)
      expect(limiter.receive(page)).toMatchObject(ACCEPTED)
      return { page, refusal: limiter.move(page, 'page')?.reason ?? null }
    }
    const leave = async ({ page }: { page: Socket }) => {
      page.destroy()
      await once(page, 'close')
    }
    const [first, second] = [come('10.0.0.1'), come('10.0.0.1')]
    expect([first.refusal, second.refusal, limiter.count]).toEqual([null, null, 0])
    const third = come('10.0.0.1')
    expect(third.refusal).toBe('address')
    await leave(third)
    const other = come('10.0.0.2')
    expect(other.refusal).toBeNull()
    const last = come('10.0.0.3')
    expect(last.refusal).toBe('full')
    await leave(last)

    expect(limiter.move(first.page, 'client')).toBeNull()
    expect(limiter.move(second.page, 'client')?.reason).toBe('address')
    expect(limiter.count).toBe(1)
    expect(limiter.move(other.page, 'client')).toBeNull()
    expect(limiter.receive(from('10.0.0.4'))).toMatchObject({ ok: false, refusal: { reason: 'full' } })
    await Promise.all([first, second, other].map(leave))
    expect(limiter.count).toBe(0)
    expect(come('10.0.0.1').refusal).toBeNull()
  })

  it('refuses connections with the given reason while closed', () => {
    const door = new ConnectionLimiter({ connections: 3, connectionsPerAddress: 3 }, ENOUGH)
    door.closeTo('We are closing')
    expect(door.receive(from('10.0.0.1'))).toEqual(refused({ reason: 'draining', message: 'We are closing' }))
    expect(door.count).toBe(0)
    door.closeTo(null)
    expect(door.receive(from('10.0.0.1'))).toMatchObject(ACCEPTED)
    expect(door.count).toBe(1)
  })

  it('refuses connections while descriptors are scarce', () => {
    let enough = false
    const door = new ConnectionLimiter({ connections: 3, connectionsPerAddress: 3 }, { suffice: () => enough })
    expect(door.receive(from('10.0.0.1'))).toMatchObject(refused({ reason: 'descriptors' }))
    enough = true
    expect(door.receive(from('10.0.0.1'))).toMatchObject(ACCEPTED)
  })

  it('does not count refused connections, and sends them one line', async () => {
    const door = new ConnectionLimiter({ connections: 1, connectionsPerAddress: 1 }, ENOUGH)
    const [kept, other] = [from('10.0.0.1'), from('10.0.0.2')]
    door.receive(kept)
    door.receive(other)
    const [line] = await once(other, 'data')
    expect(JSON.parse(String(line))).toMatchObject({ label: 'error', code: 'limit' })
    kept.destroy()
    await once(kept, 'close')
    expect(door.receive(from('10.0.0.3'))).toMatchObject(ACCEPTED)
  })
})
