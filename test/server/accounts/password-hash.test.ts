import { describe, expect, it } from 'vitest'
import { Password } from '../../../src/server/accounts/password.ts'
import { hashPassword, isPassword, PASSWORD_COST } from '../../../src/server/accounts/password-hash.ts'
import { CHEAP } from '../hosted.ts'

describe('the hash of a password', () => {
  it('has the cost that OWASP recommends at least, and is made without blocking the event loop', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    const stored = await hashPassword('x')
    clearInterval(timer)
    expect(stored.cost).toEqual({ N: 2 ** 17, r: 8, p: 1 })
    expect(PASSWORD_COST).toEqual(stored.cost)
    expect(turns).toBeGreaterThan(0)
  })

  it('is compared at the cost that is stored with it', async () => {
    const stored = await hashPassword('x', CHEAP)
    expect(await isPassword(stored, 'x')).toBe(true)
    expect(await isPassword({ ...stored, cost: { ...CHEAP, N: 2 * CHEAP.N } }, 'x')).toBe(false)
  })

  for (const [kind, matcher] of [
    [
      'stored',
      async (text: string) => hashPassword(text, CHEAP).then((kept) => (tried: string) => isPassword(kept, tried)),
    ],
    ['in memory', async (text: string) => new Password(text)],
  ] as const) {
    const matches = async (text: string, tried: string) => {
      const made = await matcher(text)
      return made instanceof Password ? made.matches(tried) : made(tried)
    }

    it(`matches itself in any Unicode normalization form, and no other password (${kind})`, async () => {
      expect(await matches('caf\u00E9', 'caf\u00E9')).toBe(true)
      expect(await matches('caf\u00E9', 'cafe\u0301')).toBe(true)
      for (const wrong of ['', 'cafe', 'caf\u00E9 ']) expect(await matches('caf\u00E9', wrong)).toBe(false)
    })

    it(`may be empty, and then matches only the empty text (${kind})`, async () => {
      expect(await matches('', '')).toBe(true)
      expect(await matches('', ' ')).toBe(false)
    })
  }
})
