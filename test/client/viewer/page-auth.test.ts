import { describe, expect, it } from 'vitest'
import { PageAuth } from '../../../src/client/viewer/page-auth.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const MINUTE = 60_000

describe('a link', () => {
  it('is exchanged once for a cookie with a path and HttpOnly', () => {
    const auth = new PageAuth(new ManualClock())
    const link = auth.makeLink()
    expect(link).toMatch(/^\/[0-9a-z]{25}$/)
    const cookie = auth.exchange(link)
    expect(cookie).toMatch(/^parlor-viewer=[0-9a-z]{25}; Path=\/view\/[0-9a-z]{25}\/; HttpOnly; SameSite=Strict$/)
    expect(cookie).toContain(auth.path)
    expect(auth.exchange(link)).toBeNull()
    const kept = cookie!.split(';')[0]!
    expect(auth.isKnown({ cookie: `other=1; ${kept}` })).toBe(true)
    expect(auth.isKnown({ cookie: `${kept}0` })).toBe(false)
    expect(auth.isKnown({ cookie: kept.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })).toBe(false)
    expect(auth.isKnown({})).toBe(false)
  })

  it('expires after 10 minutes', () => {
    const clock = new ManualClock()
    const auth = new PageAuth(clock)
    const [first, second] = [auth.makeLink(), auth.makeLink()]
    clock.advance(10 * MINUTE)
    expect(auth.exchange(first)).not.toBeNull()
    clock.advance(1)
    expect(auth.exchange(second)).toBeNull()
  })

  it('is one of at most 16; the oldest is dropped', () => {
    const auth = new PageAuth(new ManualClock())
    const links = Array.from({ length: 17 }, () => auth.makeLink())
    expect(auth.exchange(links[0]!)).toBeNull()
    expect(links.slice(1).every((link) => auth.exchange(link) !== null)).toBe(true)
  })

  it('is not accepted in part', () => {
    const auth = new PageAuth(new ManualClock())
    const link = auth.makeLink()
    for (const wrong of ['/', link.slice(0, -1), `${link}0`, `${link}/`, `${link}?`]) {
      expect(auth.exchange(wrong)).toBeNull()
    }
  })
})

describe('a request', () => {
  const auth = new PageAuth(new ManualClock())

  it.each([
    ['127.0.0.1:4000', true],
    ['localhost:4000', true],
    ['[::1]:4000', true],
    ['localhost', true],
    ['127.0.0.1.example.net:4000', false],
    ['localhost.example.net', false],
    ['192.168.1.4:4000', false],
    ['127.0.0.1:4000, example.net', false],
    ['', false],
  ])('for the host %s is accepted: %s', (host, expected) => {
    expect(auth.isFromHere({ host })).toBe(expected)
  })

  it('from another page is recognized by its origin', () => {
    const host = '127.0.0.1:4000'
    expect(auth.isFromOurPage({ host, origin: 'http://127.0.0.1:4000' })).toBe(true)
    for (const origin of ['http://127.0.0.1:4001', 'https://127.0.0.1:4000', 'http://example.net', 'null']) {
      expect(auth.isFromOurPage({ host, origin })).toBe(false)
    }
    expect(auth.isFromOurPage({ host })).toBe(false)
  })
})
