import { describe, expect, it } from 'vitest'
import { ok } from '../../../src/lib/result.ts'
import type { CallRefusal } from '../../../src/protocol/call-messages.ts'
import type { CallLink } from '../../../src/protocol/meeting/meeting-calls.ts'
import type { MeetingEvent } from '../../../src/protocol/meeting/meeting-events.ts'
import { PageCalls } from '../../../src/web/app/page-calls.ts'
import { Store } from '../../../src/web/app/store.ts'
import { defaultPreferences, initialPage } from '../../../src/web/state/page-state.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const BO = { id: 2, name: 'Bo' }

/** The calls of a page, on a server that answers calls with `status`. */
function page(status: 'ringing' | CallRefusal = 'ringing') {
  const clock = new ManualClock()
  const store = new Store(initialPage(defaultPreferences))
  const asked: object[] = []
  const done: string[] = []
  const link = {
    request: async (action: string, fields: object) => {
      asked.push({ action, ...fields })
      if (action === 'call') return { status, ...(status === 'ringing' ? { call: 'k1' } : {}) }
      return action === 'presence' ? fields : { status: 'ok', people: [], names: [] }
    },
    tell: (action: string, fields: object) => asked.push({ action, ...fields }),
  } as unknown as CallLink
  const tell = (happened: MeetingEvent) => {
    store.dispatch({ type: 'meeting', happened, at: 0 })
    void calls.adapt(happened)
  }
  const calls: PageCalls = new PageCalls({
    ...{ clock, store, tell, link: () => link, leavesRoom: () => done.push('left the room') },
    self: { setMuted: async () => {}, setDeafened: async () => {} },
    ring: (tune) => done.push(tune ?? 'silence'),
    showCamera: async () => ok(done.push('camera')),
  })
  return { clock, store, calls, tell, asked, done }
}

const ring = (call: string): MeetingEvent => ({
  ...{ event: 'call_ringing', call, from: BO, video: false, room: null, with: [], at: 0 },
})

describe('a call that rings in the page', () => {
  it('rings until it ends', () => {
    const { tell, done } = page()
    tell(ring('k1'))
    tell({ event: 'call_ended', call: 'k1', reason: 'cancelled', text: '', to: null, at: 0 })
    expect(done).toEqual(['ring', 'silence'])
  })

  it('shows the camera once the user is in the call that they accepted with video', async () => {
    const { calls, tell, asked, done } = page()
    tell(ring('k1'))
    await calls.accept('k1', { video: true, room: 'leave' })
    expect(asked).toContainEqual({ action: 'call_answer', call: 'k1', accept: true, room: 'leave' })
    expect(done).toContain('left the room')
    tell({ event: 'joined', room: 'Call k1', users: [], call: 'k1', at: 0 })
    await expect.poll(() => done).toContain('camera')
    // The way back to the room before is no call.
    done.length = 0
    tell({ event: 'call_ended', call: 'k1', reason: 'hung up', text: '', to: null, at: 0 })
    tell({ event: 'joined', room: 'hello', users: [], call: 'k1', at: 0 })
    await calls.follow()
    expect(done).not.toContain('camera')
  })
})

describe('a call from the page', () => {
  it('is shown until it is taken back', async () => {
    const { calls, store, asked } = page()
    await calls.place(BO, true)
    expect(store.state.meeting.calls.placed).toMatchObject({ call: 'k1', to: BO, video: true })
    calls.hangUp()
    expect(asked.at(-1)).toEqual({ action: 'call_end', call: 'k1' })
  })

  it('that the server refuses is explained, until the next one', async () => {
    const { calls, store } = page('do not disturb')
    await calls.place(BO, false)
    expect(store.state.callRefusal).toEqual({ reason: 'do not disturb', name: 'Bo' })
    expect(store.state.meeting.calls.placed).toBeNull()
  })
})

describe('the presence of a user of the page', () => {
  it('is away after ten minutes without input, and available at the next', async () => {
    const { calls, clock, store } = page()
    const presence = () => store.state.meeting.presence.presence
    clock.advance(599_000)
    calls.checkIdle()
    expect(presence()).toBe('available')
    clock.advance(1_000)
    calls.checkIdle()
    await expect.poll(presence).toBe('away')
    calls.touched()
    await expect.poll(presence).toBe('available')
  })

  it('stays as the user set it', async () => {
    const { calls, clock, store } = page()
    await calls.setPresence('do not disturb')
    clock.advance(3_600_000)
    calls.checkIdle()
    calls.touched()
    await calls.follow()
    expect(store.state.meeting.presence.presence).toBe('do not disturb')
  })
})
