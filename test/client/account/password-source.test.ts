import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPassword, serverPassword } from '../../../src/client/account/password-source.ts'
import { exitCodes } from '../../../src/client/exit-codes.ts'
import { freshFolder } from '../../helpers/folder.ts'

const encrypted = { host: 'h', port: 1, encrypted: true, exposed: false, notices: [] }
const open = { ...encrypted, encrypted: false, exposed: true }

describe('serverPassword', () => {
  it('is read from the first line of the file, once', async () => {
    const file = join(freshFolder(), 'p')
    writeFileSync(file, 'open sesame \r\nmore\n')
    const source = serverPassword(file, () => Promise.reject(new Error('nobody is to be asked')), false)
    expect(await source(false, encrypted)).toBe('open sesame ')
    expect(await source(true, encrypted)).toBeNull()
    const missing = readPassword(`${file}?`)
    await expect(missing).rejects.toMatchObject({ code: exitCodes.usage, message: expect.stringContaining(`${file}?`) })
  })

  it('is asked for until the user cancels, and the right answer is kept for the next connection', async () => {
    const asked: string[] = []
    const answers = ['wrong', 'right', '']
    const source = serverPassword(
      undefined,
      async (question) => {
        asked.push(question)
        return answers.shift()!
      },
      false,
    )
    expect(await source(false, { ...encrypted, notices: ['A new key.'] })).toBe('wrong')
    expect(await source(true, encrypted)).toBe('right')
    expect(await source(false, encrypted)).toBe('right')
    expect(await source(true, encrypted)).toBeNull()
    expect(asked[0]).toMatch(/^Server password\?.* A new key\.$/)
    expect(asked[1]).toMatch(/^Wrong server password/)
  })

  it('is never sent from a file in the clear to a server that was not joined before', async () => {
    const file = join(freshFolder(), 'p')
    writeFileSync(file, 'open sesame\n')
    const stranger = serverPassword(file, null, false)
    await expect(stranger(false, open)).rejects.toMatchObject({
      code: exitCodes.refused,
      message: expect.stringMatching(/^The server password was not sent: h port 1 is not encrypted/),
    })
    expect(await stranger(false, { ...open, exposed: false })).toBe('open sesame')
    expect(await serverPassword(file, null, true)(false, open)).toBe('open sesame')
  })

  it('is asked for with a warning when not encrypted', async () => {
    const asked: string[] = []
    const ask = async (question: string) => {
      asked.push(question)
      return 'typed'
    }
    expect(await serverPassword(undefined, ask, false)(false, open)).toBe('typed')
    expect(asked[0]).toContain('Not encrypted: others on this network can read it.')
  })

  it('is null without a file and a terminal', async () => {
    expect(await serverPassword(undefined, null, false)(false, encrypted)).toBeNull()
  })
})
