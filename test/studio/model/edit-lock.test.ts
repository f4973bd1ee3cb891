import { existsSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockEdits } from '../../../src/studio/model/edit-lock.ts'
import { freshFolder } from '../../helpers/folder.ts'

test('the second is told who has it, until the first lets go', () => {
  const path = join(freshFolder(), 'edits.json')
  const first = lockEdits(path)
  expect(lockEdits(path)).toEqual({
    ok: false,
    refusal: `Another studio has it open (process ${process.pid}); here it can only be looked at and listened to.`,
  })
  if (first.ok) first.value.release()
  expect(existsSync(`${path}.lock`)).toBe(false)
  expect(lockEdits(path).ok).toBe(true)
})

test('what a program left that died is taken over, and what runs elsewhere is not', () => {
  const path = join(freshFolder(), 'edits.json')
  // No process has this number: it is above what the system gives.
  writeFileSync(`${path}.lock`, `4194305 ${hostname()}\n`)
  expect(lockEdits(path).ok).toBe(true)
  writeFileSync(`${path}.lock`, '1 another-machine\n')
  expect(lockEdits(path)).toEqual({
    ok: false,
    refusal: expect.stringMatching(/on another-machine; if it is not, remove .*edits\.json\.lock/),
  })
})

test('where no lock can be made it says so', () => {
  const file = join(freshFolder(), 'file')
  writeFileSync(file, '')
  expect(lockEdits(join(file, 'folder', 'edits.json'))).toEqual({
    ok: false,
    refusal: expect.stringMatching(/No edits can be kept beside it \(.+\)/),
  })
})
