import { existsSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockEdits } from '../../../src/studio/model/edit-lock.ts'
import { freshFolder } from '../../helpers/folder.ts'

test('a second studio gets the holder of the lock until the first releases it', () => {
  const path = join(freshFolder(), 'edits.json')
  const first = lockEdits(path)
  expect(lockEdits(path)).toEqual({
    ok: false,
    refusal: `Another studio is editing this recording (process ${process.pid}); it is open read-only.`,
  })
  if (first.ok) first.value.release()
  expect(existsSync(`${path}.lock`)).toBe(false)
  expect(lockEdits(path).ok).toBe(true)
})

test('takes over the lock of a dead process, but not of one on another host', () => {
  const path = join(freshFolder(), 'edits.json')
  // No process has this id: it is above the system limit.
  writeFileSync(`${path}.lock`, `4194305 ${hostname()}\n`)
  expect(lockEdits(path).ok).toBe(true)
  writeFileSync(`${path}.lock`, '1 another-machine\n')
  expect(lockEdits(path)).toEqual({
    ok: false,
    refusal: expect.stringMatching(/on another-machine; if that is wrong, remove .*edits\.json\.lock/),
  })
})

test('reports that no lock can be created', () => {
  const file = join(freshFolder(), 'file')
  writeFileSync(file, '')
  expect(lockEdits(join(file, 'folder', 'edits.json'))).toEqual({
    ok: false,
    refusal: expect.stringMatching(/Edits cannot be saved beside the recording \(.+\)/),
  })
})
