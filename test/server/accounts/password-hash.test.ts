import { describe, expect, it } from 'vitest'
import { Password } from '../../../src/server/accounts/password-hash.ts'

describe('Password', () => {
  it('matches itself in any Unicode normalization form, and no other password', async () => {
    const password = await Password.of('caf\u00E9')
    expect(await password.matches('caf\u00E9')).toBe(true)
    expect(await password.matches('cafe\u0301')).toBe(true)
    for (const wrong of ['', 'cafe', 'caf\u00E9 ']) expect(await password.matches(wrong)).toBe(false)
  })

  it('may be empty, and then matches only the empty text', async () => {
    const password = await Password.of('')
    expect(await password.matches('')).toBe(true)
    expect(await password.matches(' ')).toBe(false)
  })

  it('is hashed without blocking the event loop', async () => {
    let turns = 0
    const hashing = Password.of('x')
    const timer = setInterval(() => turns++, 1)
    await hashing
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
  })
})
