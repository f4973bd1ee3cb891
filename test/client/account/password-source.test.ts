import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPassword, serverPassword } from '../../../src/client/account/password-source.ts'
import { exitCodes } from '../../../src/client/exit-codes.ts'
import { freshFolder } from '../../helpers/folder.ts'

describe('serverPassword', () => {
  it('is read from the first line of the file, once', async () => {
    const file = join(freshFolder(), 'p')
    writeFileSync(file, 'open sesame \r\nmore\n')
    const source = serverPassword(file, () => Promise.reject(new Error('nobody is to be asked')))
    expect(await source(false, [])).toBe('open sesame ')
    expect(await source(true, [])).toBeNull()
    const missing = readPassword(`${file}?`)
    await expect(missing).rejects.toMatchObject({
      code: exitCodes.usage,
      message: expect.stringContaining(`${file}?`),
    })
  })

  it('is asked for until the user cancels, and the right answer is kept for the next connection', async () => {
    const asked: string[] = []
    const answers = ['wrong', 'right', '']
    const source = serverPassword(undefined, async (question) => {
      asked.push(question)
      return answers.shift()!
    })
    expect(await source(false, ['A new key.'])).toBe('wrong')
    expect(await source(true, [])).toBe('right')
    expect(await source(false, [])).toBe('right')
    expect(await source(true, [])).toBeNull()
    expect(asked[0]).toMatch(/^A new key\. Server password\?/)
    expect(asked[1]).toMatch(/^Wrong server password/)
  })

  it('is null without a file and a terminal', async () => {
    expect(await serverPassword(undefined, null)(false, [])).toBeNull()
  })
})
