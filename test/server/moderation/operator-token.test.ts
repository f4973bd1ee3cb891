import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keptToken, OperatorToken } from '../../../src/server/moderation/operator-token.ts'
import { freshFolder } from '../../helpers/folder.ts'

describe("the operator's token", () => {
  it('is eight words, stored for its owner only, and the same the next time', () => {
    const folder = freshFolder()
    const { words, path } = keptToken(folder)
    expect(words).toMatch(/^([a-z]+-){7}[a-z]+$/)
    expect(statSync(path!).mode & 0o777).toBe(0o600)
    expect(readFileSync(path!, 'utf8')).toBe(`${words}\n`)
    expect(keptToken(folder)).toEqual({ words, path })
    expect(keptToken(freshFolder()).words).not.toBe(words)
  })

  it('is created for this run when it cannot be stored or the file is empty', () => {
    const file = join(freshFolder(), 'no folder')
    writeFileSync(file, '')
    expect(keptToken(file)).toMatchObject({ path: null, words: expect.stringMatching(/-/) })
    const folder = freshFolder()
    writeFileSync(join(folder, 'operator-token'), '\n')
    expect(keptToken(folder)).toMatchObject({ path: null, words: expect.stringMatching(/-/) })
    chmodSync(folder, 0o700)
  })

  it('matches its words in any case and spacing, and no others', () => {
    const token = new OperatorToken('one-two-three')
    for (const right of ['one-two-three', ' One two THREE\n']) expect(token.matches(right)).toBe(true)
    for (const wrong of ['', 'one-two', 'one-two-three-four', 'onetwothree']) expect(token.matches(wrong)).toBe(false)
  })
})
