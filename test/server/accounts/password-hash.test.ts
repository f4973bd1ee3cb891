import { describe, expect, it } from 'vitest'
import { Password } from '../../../src/server/accounts/password-hash.ts'

describe('a password', () => {
  it('is known again, however its letters are composed, and no other is taken for it', async () => {
    const password = await Password.of('caf\u00E9')
    expect(await password.matches('caf\u00E9')).toBe(true)
    expect(await password.matches('cafe\u0301')).toBe(true)
    for (const wrong of ['', 'cafe', 'caf\u00E9 ']) expect(await password.matches(wrong)).toBe(false)
  })

  it('may be empty, and is one then', async () => {
    const password = await Password.of('')
    expect(await password.matches('')).toBe(true)
    expect(await password.matches(' ')).toBe(false)
  })

  it('is worked on beside the loop, which goes on meanwhile', async () => {
    let turns = 0
    const working = Password.of('x')
    const timer = setInterval(() => turns++, 1)
    await working
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
  })
})
