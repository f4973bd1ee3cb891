import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { accountPassword } from '../../../src/client/account/account-password.ts'
import { freshFolder } from '../../helpers/folder.ts'

const open = { encrypted: false }

it('is read from the file, once', async () => {
  const file = join(freshFolder(), 'password')
  writeFileSync(file, 'open sesame\nmore\n')
  const password = accountPassword(file, null)
  expect(await password('Ann', false, open)).toBe('open sesame')
  expect(await password('Ann', true, open)).toBeNull()
})

it('is asked for with a warning when not encrypted, and kept for that name only', async () => {
  const asked: string[] = []
  const answers = ['first', 'second', '']
  const password = accountPassword(undefined, async (question) => {
    asked.push(question)
    return answers.shift() ?? null
  })
  expect(await password('Ann', false, open)).toBe('first')
  expect(await password('Ann', false, open)).toBe('first')
  expect(await password('Ann', true, { encrypted: true })).toBe('second')
  expect(await password('Bo', false, { encrypted: true })).toBeNull()
  expect(asked).toEqual([
    'Ann is registered. Password? Not encrypted: others on this network can read it. An empty line cancels.',
    'Wrong password for Ann. Try again. An empty line cancels.',
    'Bo is registered. Password? An empty line cancels.',
  ])
  expect(await accountPassword(undefined, null)('Ann', false, open)).toBeNull()
})
