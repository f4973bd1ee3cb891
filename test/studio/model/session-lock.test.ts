import { existsSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SessionLock } from '../../../src/studio/model/session-lock.ts'
import { freshFolder } from '../../helpers/folder.ts'

test('the second is told who has it, until the first lets go', () => {
  const path = join(freshFolder(), 'edits.json')
  const first = SessionLock.take(path)
  expect(SessionLock.take(path)).toBe(
    `Another studio has it open (process ${process.pid}); here it can only be looked at and listened to.`,
  )
  ;(first as SessionLock).release()
  expect(existsSync(`${path}.lock`)).toBe(false)
  expect(SessionLock.take(path)).toBeInstanceOf(SessionLock)
})

test('what a program left that died is taken over, and what runs elsewhere is not', () => {
  const path = join(freshFolder(), 'edits.json')
  // No process has this number: it is above what the system gives.
  writeFileSync(`${path}.lock`, `4194305 ${hostname()}\n`)
  expect(SessionLock.take(path)).toBeInstanceOf(SessionLock)
  writeFileSync(`${path}.lock`, '1 another-machine\n')
  expect(SessionLock.take(path)).toMatch(/on another-machine; if it is not, remove .*edits\.json\.lock/)
})

test('where no lock can be made it says so', () => {
  const file = join(freshFolder(), 'file')
  writeFileSync(file, '')
  expect(SessionLock.take(join(file, 'folder', 'edits.json'))).toMatch(
    /No edits can be kept beside it \(.+\)/,
  )
})
