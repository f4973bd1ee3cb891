import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { LoginThrottle } from '../../../src/server/session/login-throttle.ts'

const { wrongPasswords: most, wrongPasswordWindow: window } = limits

describe('LoginThrottle', () => {
  it('allows ten wrong passwords per address within a minute', () => {
    const tries = new LoginThrottle(limits)
    for (let i = 0; i < most; i++) expect(tries.begin('10.0.0.1', 1000 + i)).toBe(true)
    expect(tries.begin('10.0.0.1', 1000 + window - 1)).toBe(false)
    expect(tries.secondsLeft('10.0.0.1', 1000 + window - 1)).toBe(1)
    expect(tries.begin('10.0.0.2', 1000 + window - 1)).toBe(true)
    expect(tries.begin('10.0.0.1', 1000 + window)).toBe(true)
  })

  it('counts all addresses of an IPv6 network (/64) as one', () => {
    const tries = new LoginThrottle(limits)
    for (let i = 0; i < most; i++) expect(tries.begin(`2001:db8:0:7::${i + 1}`, i)).toBe(true)
    expect(tries.begin('2001:db8:0:7:1:2:3:4', most)).toBe(false)
    expect(tries.secondsLeft('2001:db8:0:7::ffff', most)).toBeGreaterThan(0)
    expect(tries.begin('2001:db8:0:8::1', most)).toBe(true)
  })

  it('does not count right passwords', () => {
    const tries = new LoginThrottle(limits)
    for (let i = 0; i < 3 * most; i++) {
      expect(tries.begin('a', i)).toBe(true)
      tries.right('a')
    }
  })

  it('remembers a bounded number of addresses, and drops the oldest', () => {
    const tries = new LoginThrottle(limits)
    for (let i = 0; i < most; i++) tries.begin('first', 0)
    for (let i = 0; i < 9_000; i++) tries.begin(`other ${i}`, 0)
    expect(tries.begin('first', 1)).toBe(false)
    for (let i = 0; i < 2_000; i++) tries.begin(`more ${i}`, 1)
    expect(tries.begin('first', 2)).toBe(true)
  })
})
