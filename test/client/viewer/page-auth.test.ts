import { describe, expect, it } from 'vitest'
import { Door } from '../../../src/client/viewer/page-auth.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const MINUTE = 60_000

describe('a link', () => {
  it('opens the door once, and gives a cookie for one path that no script can read', () => {
    const door = new Door(new ManualClock())
    const link = door.makeLink()
    expect(link).toMatch(/^\/[0-9a-z]{25}$/)
    const cookie = door.exchange(link)
    expect(cookie).toMatch(
      /^parlor-viewer=[0-9a-z]{25}; Path=\/view\/[0-9a-z]{25}\/; HttpOnly; SameSite=Strict$/,
    )
    expect(cookie).toContain(door.path)
    expect(door.exchange(link)).toBeNull()
    const kept = cookie!.split(';')[0]!
    expect(door.isKnown({ cookie: `other=1; ${kept}` })).toBe(true)
    expect(door.isKnown({ cookie: `${kept}0` })).toBe(false)
    expect(door.isKnown({ cookie: kept.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })).toBe(false)
    expect(door.isKnown({})).toBe(false)
  })

  it('is good for 10 minutes', () => {
    const clock = new ManualClock()
    const door = new Door(clock)
    const [first, second] = [door.makeLink(), door.makeLink()]
    clock.advance(10 * MINUTE)
    expect(door.exchange(first)).not.toBeNull()
    clock.advance(1)
    expect(door.exchange(second)).toBeNull()
  })

  it('is one of 16 at most: the oldest goes', () => {
    const door = new Door(new ManualClock())
    const links = Array.from({ length: 17 }, () => door.makeLink())
    expect(door.exchange(links[0]!)).toBeNull()
    expect(links.slice(1).every((link) => door.exchange(link) !== null)).toBe(true)
  })

  it('is not guessed by a part of it', () => {
    const door = new Door(new ManualClock())
    const link = door.makeLink()
    for (const wrong of ['/', link.slice(0, -1), `${link}0`, `${link}/`, `${link}?`]) {
      expect(door.exchange(wrong)).toBeNull()
    }
  })
})

describe('a request', () => {
  const door = new Door(new ManualClock())

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
  ])('for the host %s is let in: %s', (host, expected) => {
    expect(door.isFromHere({ host })).toBe(expected)
  })

  it('of another page is told by its origin', () => {
    const host = '127.0.0.1:4000'
    expect(door.isFromOurPage({ host, origin: 'http://127.0.0.1:4000' })).toBe(true)
    for (const origin of ['http://127.0.0.1:4001', 'https://127.0.0.1:4000', 'http://example.net', 'null']) {
      expect(door.isFromOurPage({ host, origin })).toBe(false)
    }
    expect(door.isFromOurPage({ host })).toBe(false)
  })
})
