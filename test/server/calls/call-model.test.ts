import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Guest, Hosted } from '../hosted.ts'

/** What a client does next. `who` and `to` number the people. */
type Step =
  | { do: 'call' | 'invite' | 'block'; who: number; to: number; room: 'hold' | 'leave' }
  | { do: 'answer'; who: number; accept: boolean; room: 'hold' | 'leave' }
  | { do: 'hang up' | 'quit' | 'join' | 'join call' | 'break' | 'exit' | 'resume'; who: number }
  | { do: 'wait'; ms: number }

const who = fc.nat(2)
const room = fc.constantFrom('hold' as const, 'leave' as const)
const steps: fc.Arbitrary<Step>[] = [
  fc.record({ do: fc.constantFrom('call' as const, 'call' as const, 'invite' as const), who, to: who, room }),
  fc.record({ do: fc.constant('answer' as const), who, accept: fc.boolean(), room }),
  fc.record({ do: fc.constant('answer' as const), who, accept: fc.constant(true), room }),
  fc.record({
    do: fc.constantFrom(...(['hang up', 'quit', 'join', 'join call', 'break', 'exit', 'resume', 'resume'] as const)),
    who,
  }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(100, 5_000, 16_000, 46_000) }),
]

/** Three people on a server; each of them may come back. */
class World {
  readonly hosted = new Hosted(null, { placedCalls: 1_000 })
  readonly guests: Guest[] = []

  async begin(): Promise<void> {
    for (const name of ['Ann', 'Bo', 'Cy']) this.guests.push(await this.#arrive({ name }))
    await this.guests[0]!.say({ action: 'create', room: 'standup', temporary: true })
    await this.guests[0]!.say({ action: 'join', room: 'standup' })
  }

  async run(step: Step): Promise<void> {
    if (step.do === 'wait') {
      this.hosted.clock.advance(step.ms)
      await this.hosted.settle()
      return
    }
    const guest = this.guests[step.who]!
    const { stream } = guest
    if (step.do === 'resume') {
      if (!stream.destroyed && !guest.session.participant.left) return
      const resume = guest.messages.findLast(({ resume }) => resume !== undefined)?.resume
      this.guests[step.who] = await this.#arrive({ name: ['Ann', 'Bo', 'Cy'][step.who]!, resume })
      return
    }
    if (stream.destroyed || stream.writableEnded) return
    if (step.do === 'break') {
      stream.destroy()
      await guest.breakOff()
      return
    }
    await guest.say(this.#message(step, guest))
  }

  #message(step: Exclude<Step, { do: 'wait' }>, guest: Guest): object {
    const rung = guest.messages.findLast(({ label }) => label === 'call_ringing')?.call ?? 'none'
    const own = this.#callOf(guest) ?? 'none'
    switch (step.do) {
      case 'call':
        return { action: 'call', to: this.guests[step.to]!.session.participant.id, room: step.room }
      case 'invite':
        return { action: 'call_invite', call: own, to: this.guests[step.to]!.session.participant.id }
      case 'answer':
        return { action: 'call_answer', call: rung, accept: step.accept, room: step.room }
      case 'hang up':
        return { action: 'call_end', call: own }
      case 'join':
        return { action: 'join', room: 'standup' }
      case 'join call':
        return { action: 'join', room: this.hosted.context.calls.all()[0]?.room?.name ?? 'none' }
      case 'exit':
        return { action: 'exit' }
      default:
        return { action: 'quit_room' }
    }
  }

  #callOf({ session }: Guest): string | undefined {
    return this.hosted.context.calls.all().find((call) => [...call.involved()].includes(session.participant))?.id
  }

  async #arrive(hello: object): Promise<Guest> {
    const guest = this.hosted.connect()
    await guest.say({ action: 'hello', resumable: true, ...hello }, { action: 'list' })
    return guest
  }

  /** What holds at any moment. */
  check(): void {
    const { calls, rooms } = this.hosted.context
    const involved = calls.all().flatMap((call) => [...call.involved()])
    expect(new Set(involved).size, 'nobody is in two calls').toBe(involved.length)
    for (const call of calls.all()) {
      expect(call.state).not.toBe('ended')
      expect(call.interrupted, `of a call that is ${call.state}`).toBe(
        ['interrupted', 'caller lost'].includes(call.state),
      )
      if (call.ringing) expect(call.rung.size, 'a ring is heard').toBeGreaterThan(0)
      else expect(call.members.size, 'a call has two or more').toBeGreaterThan(1)
      if (call.room) expect([...call.room.people].sort(byId)).toEqual([...call.members.keys()].sort(byId))
    }
    const secret = rooms.all().filter((one) => one.secret)
    expect(secret, 'the rooms of calls').toEqual(calls.all().flatMap((one) => one.room ?? []))
  }

  /** What holds in the end, when everybody has left. */
  async end(): Promise<void> {
    for (const guest of this.guests) {
      guest.stream.destroy()
      await guest.breakOff()
    }
    this.hosted.clock.advance(120_000)
    await this.hosted.settle()
    const { calls, rooms } = this.hosted.context
    expect([calls.all().length, rooms.all().map(({ name }) => name)]).toEqual([0, []])
    for (const guest of this.guests) {
      const began = idsOf(guest, 'call_ringing')
      expect(new Set(began).size, 'a call rings once at a session').toBe(began.length)
    }
  }
}

const byId = (one: { id: number }, other: { id: number }) => one.id - other.id
const idsOf = ({ messages }: Guest, label: string) =>
  messages.filter((one) => one.label === label).map(({ call }) => call)

describe('calls of three people who do anything at any moment', () => {
  it('are never two for one person, never ring without end, and leave no room', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(...steps), { minLength: 5, maxLength: 30 }), async (script) => {
        const world = new World()
        await world.begin()
        for (const step of script) {
          await world.run(step)
          world.check()
        }
        await world.end()
      }),
      { numRuns: 150, seed: 15 },
    )
  }, 120_000)
})
