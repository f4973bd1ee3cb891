import { describe, expect, it } from 'vitest'
import {
  type CallEvent,
  type CallState,
  callEvents,
  callStates,
  isRinging,
  transitions,
} from '../../../src/server/calls/call-machine.ts'

const states = Object.keys(callStates) as CallState[]
const events = Object.keys(callEvents) as CallEvent[]
const pairs = states.flatMap((state) => events.map((event) => ({ state, event, next: transitions[state][event] })))

describe('the state machine of a call', () => {
  it('knows every event in every state', () => {
    for (const { state, event, next } of pairs) expect({ state, event, next }).not.toHaveProperty('next', undefined)
    expect(pairs).toHaveLength(states.length * events.length)
  })

  it('gives a reason exactly when the call ends', () => {
    for (const { next } of pairs) if (next) expect(next.to === 'ended').toBe(next.reason !== undefined)
  })

  it('reports a missed call only if it rang and was neither accepted nor declined', () => {
    const missed = pairs.filter(({ next }) => next?.missed)
    expect(missed.every(({ state, event }) => isRinging(state) && event !== 'decline')).toBe(true)
    const silent = pairs.filter(({ state, next }) => isRinging(state) && next?.to === 'ended' && !next.missed)
    expect(silent.map(({ event }) => event)).toEqual(['decline', 'decline'])
  })

  it('opens the room exactly when a call is accepted that rings', () => {
    for (const { state, event, next } of pairs) {
      expect(next?.opens === true).toBe(event === 'accept' && isRinging(state))
    }
  })

  it('leaves no way out of the end, and a way to it from every other state', () => {
    for (const event of events) expect(transitions.ended[event]).toBeNull()
    for (const state of states.filter((one) => one !== 'ended')) {
      expect(events.some((event) => transitions[state][event]?.to === 'ended')).toBe(true)
    }
  })
})
