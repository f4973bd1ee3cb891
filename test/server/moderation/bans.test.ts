import { describe, expect, it } from 'vitest'
import { SteadyDate } from '../../../src/lib/steady-date.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { SqliteAccounts } from '../../../src/server/accounts/sqlite-accounts.ts'
import { SqliteDatabase } from '../../../src/server/accounts/sqlite-database.ts'
import { type Ban, Bans, banSentence, minutesLeft } from '../../../src/server/moderation/bans.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const DAY = 24 * 3_600_000

function ban(name: string, change: Partial<Ban> = {}): Ban {
  return { name, address: null, by: 'Ann', reason: '', until: 60_000, ...change }
}

describe('Bans', () => {
  it('finds a ban by name, by names that look like it, and by address', () => {
    const bans = new Bans(null, limits)
    bans.add(ban('Bo', { address: '10.0.0.2' }), 0)
    for (const name of ['Bo', 'BO', 'B\u043E']) expect(bans.find({ name }, 0)).toMatchObject({ name: 'Bo' })
    expect(bans.find({ name: 'Bob', address: '10.0.0.2' }, 0)).toBeDefined()
    expect(bans.find({ name: 'Bob', address: '10.0.0.3' }, 0)).toBeUndefined()
    expect(bans.find({}, 0)).toBeUndefined()
  })

  it('drops expired bans', () => {
    const bans = new Bans(null, limits)
    bans.add(ban('Bo'), 0)
    expect(bans.find({ name: 'Bo' }, 59_999)).toBeDefined()
    expect(bans.find({ name: 'Bo' }, 60_000)).toBeUndefined()
    expect(bans.list(60_000)).toEqual([])
  })

  it('keeps one ban per name, and lifts it by any name that looks the same', () => {
    const bans = new Bans(null, limits)
    bans.add(ban('Bo'), 0)
    bans.add(ban('bo', { until: 90_000 }), 0)
    expect(bans.list(0)).toEqual([ban('bo', { until: 90_000 })])
    expect(bans.lift('BO', 0)).not.toBeNull()
    expect(bans.lift('BO', 0)).toBeNull()
    expect(bans.list(0)).toEqual([])
  })

  it('drops the ban that expires first at the limit', () => {
    const bans = new Bans(null, limits)
    for (let i = 0; i < limits.bans; i++) bans.add(ban(`user ${i}`, { until: 1000 + ((i + 7) % limits.bans) }), 0)
    bans.add(ban('one more', { until: 5000 }), 0)
    expect(bans.list(0)).toHaveLength(limits.bans)
    expect(bans.find({ name: 'one more' }, 0)).toBeDefined()
    expect(bans.find({ name: `user ${limits.bans - 7}` }, 0)).toBeUndefined()
  })

  it('loads bans from a store, and saves changes to it', async () => {
    const dates = { toWall: (steady: number) => steady, fromWall: (wall: number) => wall }
    let kept: readonly Ban[] = [ban('Cy')]
    const save = async (all: readonly Ban[]) => {
      kept = all
    }
    const bans = new Bans({ store: { loaded: kept, save }, dates }, limits)
    expect(await bans.add(ban('Bo'), 0)).toBe(true)
    expect(kept).toEqual([ban('Cy'), ban('Bo')])
    expect(await bans.lift('Cy', 0)).toBe(true)
    expect(kept).toEqual([ban('Bo')])
  })

  it('are in force before they are stored, and when they cannot be', async () => {
    const dates = { toWall: (steady: number) => steady, fromWall: (wall: number) => wall }
    let fail = (_: Error) => {}
    const save = () =>
      new Promise<void>((_, reject) => {
        fail = reject
      })
    const bans = new Bans({ store: { loaded: [], save }, dates }, limits)
    const stored = bans.add(ban('Bo'), 0)
    expect(bans.find({ name: 'Bo' }, 0)).toBeDefined()
    fail(new Error('the disk is full'))
    expect(await stored).toBe(false)
    expect(bans.find({ name: 'Bo' }, 0)).toBeDefined()
  })
})

it('stores whole ms, although a steady date has fractions of them', async () => {
  const dates = { toWall: (steady: number) => steady, fromWall: (wall: number) => wall }
  const store = new SqliteAccounts(new SqliteDatabase(null))
  const save = async (all: readonly Ban[]) => store.saveBans(all)
  const bans = new Bans({ store: { loaded: [], save }, dates }, limits)
  expect(await bans.add(ban('Bo', { until: 60_000.25 }), 0)).toBe(true)
  expect(store.bans()).toMatchObject([{ until: 60_000 }])
})

it('stores a ban with its length as the wall clock shows it after a jump', () => {
  const clock = new ManualClock()
  let kept: readonly Ban[] = []
  const store = {
    loaded: kept,
    save: async (all: readonly Ban[]) => {
      kept = all
    },
  }
  const dates: SteadyDate = new SteadyDate(clock, () => void bans.restamp())
  const bans = new Bans({ store, dates }, limits)
  bans.add(ban('Bo', { until: dates.now() + 60_000 }), dates.now())
  clock.jump(DAY)
  dates.poll()
  expect(kept).toMatchObject([{ until: clock.date() + 60_000 }])
  clock.advance(50_000)
  const later = new SteadyDate(clock, () => {})
  const restarted = new Bans({ store: { ...store, loaded: kept }, dates: later }, limits)
  expect(restarted.find({ name: 'Bo' }, later.now())).toBeDefined()
  clock.advance(10_000)
  expect(restarted.find({ name: 'Bo' }, later.now())).toBeUndefined()
})

describe('banSentence', () => {
  it('gives the remaining minutes, rounded up', () => {
    expect(minutesLeft(ban('Bo', { until: 60_001 }), 0)).toBe(2)
    expect(banSentence(ban('Bo', { reason: 'too loud' }), 'hello', 0)).toBe(
      'Ann banned you from hello for 1 more minute: too loud',
    )
    expect(banSentence(ban('Bo', { until: 120_000 }), 'this server', 0)).toBe(
      'Ann banned you from this server for 2 more minutes',
    )
  })
})
