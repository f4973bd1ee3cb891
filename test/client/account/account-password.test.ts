import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { accountPassword } from '../../../src/client/account/account-password.ts'
import { freshFolder } from '../../helpers/folder.ts'

const open = { host: 'h', port: 1, encrypted: false, exposed: true, notices: [] }
const encrypted = { ...open, encrypted: true, exposed: false }

it('is read from the file, once', async () => {
  const file = join(freshFolder(), 'password')
  writeFileSync(file, 'open sesame\nmore\n')
  const password = accountPassword(file, null, true)
  expect(await password('Ann', false, open)).toBe('open sesame')
  expect(await password('Ann', true, open)).toBeNull()
})

it('is asked for with a warning when not encrypted, and kept for that name only', async () => {
  const asked: string[] = []
  const answers = ['first', 'second', '']
  const password = accountPassword(
    undefined,
    async (question) => {
      asked.push(question)
      return answers.shift() ?? null
    },
    false,
  )
  expect(await password('Ann', false, open)).toBe('first')
  expect(await password('Ann', false, open)).toBe('first')
  expect(await password('Ann', true, encrypted)).toBe('second')
  expect(await password('Bo', false, encrypted)).toBeNull()
  expect(asked).toEqual([
    'Ann is registered. Password? Not encrypted: others on this network can read it. An empty line cancels.',
    'Wrong password for Ann. Try again. An empty line cancels.',
    'Bo is registered. Password? An empty line cancels.',
  ])
  expect(await accountPassword(undefined, null, false)('Ann', false, open)).toBeNull()
})

it('is never sent from a file in the clear to a server that was not joined before', async () => {
  const file = join(freshFolder(), 'password')
  writeFileSync(file, 'open sesame\n')
  const password = accountPassword(file, null, false)
  await expect(password('Ann', false, open)).rejects.toThrow(
    'The account password was not sent: h port 1 is not encrypted',
  )
  expect(await password('Ann', false, encrypted)).toBe('open sesame')
  expect(await password('Ann', false, { ...open, exposed: false })).toBe('open sesame')
})
