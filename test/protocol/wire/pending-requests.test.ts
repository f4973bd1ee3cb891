import { describe, expect, it } from 'vitest'
import { PendingRequests } from '../../../src/protocol/wire/pending-requests.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

function requests() {
  const clock = new ManualClock()
  return { clock, requests: new PendingRequests<string>(clock) }
}

describe('a request', () => {
  it('resolves with the reply of its id, in any order of replies', async () => {
    const { clock, requests: pending } = requests()
    const ids: number[] = []
    const replies = [1, 2, 3].map(() => pending.open((id) => ids.push(id)))
    expect(new Set(ids).size).toBe(3)
    for (const id of ids.toReversed()) expect(pending.settle(id, `reply ${id}`)).toBe(true)
    expect(await Promise.all(replies)).toEqual(ids.map((id) => `reply ${id}`))
    expect(clock.timers).toBe(0)
  })

  it('may be answered while it is being sent', async () => {
    const { requests: pending } = requests()
    expect(await pending.open((id) => pending.settle(id, 'at once'))).toBe('at once')
  })

  it('is rejected by an error, and ignores a later reply', async () => {
    const { requests: pending } = requests()
    const reply = pending.open(() => {})
    expect(pending.settle(1, new Error('refused'))).toBe(true)
    await expect(reply).rejects.toThrow('refused')
    expect(pending.settle(1, 'late')).toBe(false)
  })

  it('is rejected after 10 s without a reply', async () => {
    const { clock, requests: pending } = requests()
    const reply = pending.open(() => {})
    reply.catch(() => {})
    clock.advance(9_999)
    expect(clock.timers).toBe(1)
    clock.advance(1)
    await expect(reply).rejects.toThrow('The server did not answer within 10 s')
    expect(pending.settle(1, 'late')).toBe(false)
  })

  it('is not settled by an unknown id', () => {
    const { requests: pending } = requests()
    pending.open(() => {}).catch(() => {})
    for (const id of [undefined, null, '1', 2, 1.5]) expect(pending.settle(id, 'x')).toBe(false)
    pending.close(new Error('over'))
  })
})

describe('closing', () => {
  it('rejects open and later requests, and leaves no timer', async () => {
    const { clock, requests: pending } = requests()
    const open = [pending.open(() => {}), pending.open(() => {})]
    pending.close(new Error('the connection is closed'))
    for (const reply of open) await expect(reply).rejects.toThrow('the connection is closed')
    let sent = false
    const late = pending.open(() => {
      sent = true
    })
    await expect(late).rejects.toThrow('the connection is closed')
    expect(sent).toBe(false)
    expect(clock.timers).toBe(0)
  })
})
