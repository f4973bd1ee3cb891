import { describe, expect, it } from 'vitest'
import { LoginThrottle } from '../../../src/server/session/login-throttle.ts'

const most = 10
const window = 60_000

function throttle(): LoginThrottle {
  return new LoginThrottle({ most, window })
}

describe('LoginThrottle', () => {
  it('allows ten wrong passwords per address within a minute', () => {
    const tries = throttle()
    for (let i = 0; i < most; i++) {
      expect(tries.secondsLeft('10.0.0.1', 1000 + i)).toBe(0)
      tries.count('10.0.0.1', 1000 + i)
    }
    expect(tries.secondsLeft('10.0.0.1', 1000 + most)).toBe(60)
    expect(tries.secondsLeft('10.0.0.1', 1000 + window - 1)).toBe(1)
    expect(tries.secondsLeft('10.0.0.2', 1000 + window - 1)).toBe(0)
    expect(tries.secondsLeft('10.0.0.1', 1000 + window)).toBe(0)
  })

  it('starts again after the window', () => {
    const tries = throttle()
    for (let i = 0; i < most; i++) tries.count('a', 0)
    for (let i = 0; i < most - 1; i++) tries.count('a', window)
    expect(tries.secondsLeft('a', window)).toBe(0)
    tries.count('a', window)
    expect(tries.secondsLeft('a', window)).toBe(60)
  })

  it('counts the addresses of an IPv6 network together', () => {
    const tries = throttle()
    for (let i = 0; i < most; i++) tries.count(`2001:db8::${i}`, 0)
    expect(tries.secondsLeft('2001:db8::ffff', 0)).toBe(60)
    expect(tries.secondsLeft('2001:db8:0:1::1', 0)).toBe(0)
  })

  it('remembers a bounded number of addresses, and drops the oldest', () => {
    const tries = throttle()
    for (let i = 0; i < most; i++) tries.count('first', 0)
    for (let i = 0; i < 9_000; i++) tries.count(`other ${i}`, 0)
    expect(tries.secondsLeft('first', 1)).toBe(60)
    for (let i = 0; i < 2_000; i++) tries.count(`more ${i}`, 1)
    expect(tries.secondsLeft('first', 2)).toBe(0)
  })
})
