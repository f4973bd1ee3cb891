import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPassword, serverPassword } from '../../../src/client/account/password-source.ts'
import { exitCodes } from '../../../src/client/exit-codes.ts'
import { freshFolder } from '../../helpers/folder.ts'

describe('the password of a server', () => {
  it('comes from the first line of the file, once', async () => {
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

  it('is asked for until the person gives up, and what was right holds for the next time', async () => {
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
    expect(asked[0]).toMatch(/^A new key\. Password of the server\?/)
    expect(asked[1]).toMatch(/^That is not the password/)
  })

  it('is none where there is neither file nor person', async () => {
    expect(await serverPassword(undefined, null)(false, [])).toBeNull()
  })
})
