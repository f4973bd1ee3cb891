import { existsSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { FileLock, isAbandoned, withLock } from '../../src/lib/file-lock.ts'
import { freshFolder } from '../helpers/folder.ts'

it('refuses a second lock on a file until the first is released', () => {
  const path = join(freshFolder(), 'a.json')
  const first = FileLock.take(path, isAbandoned)!
  expect(FileLock.take(path, isAbandoned)).toBeNull()
  expect(FileLock.holderOf(path)).toEqual({ pid: process.pid, host: hostname() })
  first.release()
  first.release()
  expect(FileLock.holderOf(path)).toBeNull()
  expect(FileLock.take(path, isAbandoned)).not.toBeNull()
})

it('runs the work of withLock one at a time, and releases the lock when the work throws', async () => {
  const path = join(freshFolder(), 'a.json')
  const held: boolean[] = []
  const work = () => held.push(existsSync(`${path}.lock`))
  await Promise.all([withLock(path, systemClock, work), withLock(path, systemClock, work)])
  expect(held).toEqual([true, true])
  const broken = withLock(path, systemClock, () => {
    throw new Error('broken')
  })
  await expect(broken).rejects.toThrow('broken')
  expect(existsSync(`${path}.lock`)).toBe(false)
})

it('replaces a short lock that is older than 10 s, also one that names no holder', async () => {
  const path = join(freshFolder(), 'a.json')
  writeFileSync(`${path}.lock`, '')
  const old = Date.now() / 1000 - 11
  utimesSync(`${path}.lock`, old, old)
  expect(await withLock(path, systemClock, () => 'done')).toBe('done')
})
