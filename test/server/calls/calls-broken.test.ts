import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { type Guest, Hosted } from '../hosted.ts'

/** How a client breaks. */
const breaks = {
  /** As by kill -9: the connection ends at once. */
  'is killed': (_: Hosted, guest: Guest) => guest.breakOff(),
  /** As by SIGSTOP: the connection stays, and nothing comes any more; found by the missing heartbeat. */
  stops: async (hosted: Hosted, guest: Guest) => {
    guest.stream.pause()
    hosted.clock.advance(limits.heartbeatPatience + 1)
    guest.session.checkPatience()
    await hosted.settle()
  },
} as const

/** A state of a call, as it is when a client breaks. The first of the people calls the second. */
const states = {
  ringing: async () => {},
  connected: async (_: Hosted, [, bo]: Guest[], call: string) => {
    await bo!.say({ action: 'call_answer', call, accept: true })
  },
  'interrupted by the loss of the caller': async (hosted: Hosted, [ann, bo]: Guest[], call: string) => {
    await states.connected(hosted, [ann!, bo!], call)
    await ann!.breakOff()
  },
  'interrupted by the loss of the callee': async (hosted: Hosted, [ann, bo]: Guest[], call: string) => {
    await states.connected(hosted, [ann!, bo!], call)
    await bo!.breakOff()
  },
  'rung by a caller who is lost': async (_: Hosted, [ann]: Guest[]) => ann!.breakOff(),
} as const

const sides = ['caller', 'callee'] as const

async function peopleInCall(state: keyof typeof states) {
  const hosted = new Hosted()
  const names = ['Ann', 'Bo', 'Cy']
  const guests = names.map(() => hosted.connect())
  for (const [i, guest] of guests.entries()) {
    // One who pings is found by the silence when it stops.
    await guest.say({ action: 'hello', name: names[i], resumable: true }, { action: 'people' }, { action: 'ping' })
  }
  const [ann, bo] = guests
  await ann!.say({ action: 'call', to: bo!.session.participant.id })
  const { call } = ann!.messages.findLast(({ label }) => label === 'call') as { call: string }
  await states[state](hosted, guests, call)
  return { hosted, guests, call }
}

/** Lets time pass in steps in which the clients that are well send heartbeats, and the server looks after all. */
async function wait(hosted: Hosted, well: readonly Guest[], ms: number): Promise<void> {
  for (let waited = 0; waited < ms; waited += 5_000) {
    hosted.clock.advance(5_000)
    for (const guest of well) await guest.say({ action: 'ping' })
    for (const session of hosted.context.sessions) session.checkPatience()
    await hosted.settle()
  }
}

describe.each(Object.keys(states) as (keyof typeof states)[])('a call that is %s', (state) => {
  describe.each(Object.keys(breaks) as (keyof typeof breaks)[])('when a client %s', (how) => {
    it.each(sides)('ends for the other, without a ring or a room left over: the %s', async (side) => {
      const { hosted, guests, call } = await peopleInCall(state)
      const [ann, bo, cy] = guests as [Guest, Guest, Guest]
      const [victim, other] = side === 'caller' ? [ann, bo] : [bo, ann]
      const isGone = (guest: Guest) => !hosted.context.sessions.has(guest.session)
      if (!isGone(victim)) await breaks[how](hosted, victim)
      const well = [cy, ...(isGone(other) ? [] : [other])]
      await wait(hosted, well, limits.ringFor + limits.callResumeWithin + limits.resumeWithin)
      for (const guest of well.filter((one) => one === other)) {
        expect(guest.messages.filter(({ label }) => label === 'call_ended')).toMatchObject([{ call }])
        expect(guest.session.room).toBeNull()
      }
      expect([hosted.context.calls.all(), hosted.context.rooms.all()]).toEqual([[], []])
      const { people } = cy.messages.findLast(({ label }) => label === 'people') as unknown as {
        people: { name: string; in_call: boolean }[]
      }
      expect(people.map(({ name, in_call }) => [name, in_call])).toEqual(
        [cy, other].flatMap((one) => (well.includes(one) ? [[one.session.participant.name, false]] : [])).sort(),
      )
      // The one who is left can call again at once.
      if (well.includes(other)) {
        await other.say({ action: 'call', to: cy.session.participant.id })
        expect(other.messages.findLast(({ label }) => label === 'call')).toMatchObject({ status: 'ringing' })
      }
    })
  })
})
