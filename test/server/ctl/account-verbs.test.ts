import { describe, expect, it } from 'vitest'
import { answer } from '../../../src/server/ctl/ctl-socket.ts'
import type { Running } from '../../../src/server/ctl/verb.ts'
import { Hosted } from '../hosted.ts'

function controlled() {
  const { context } = new Hosted(null, {}, { accounts: true })
  const accounts = context.accounts!
  const running = { context } as Running
  return { accounts, ask: (...args: string[]) => answer(running, { verb: 'account', args }) }
}

describe('accounts at the console', () => {
  it('are listed, made operators, and removed', async () => {
    const { accounts, ask } = controlled()
    expect(await ask('list')).toMatchObject({ lines: ['There is no account.'] })
    accounts.register('Ann', null, 'key')
    expect(await ask('operator', 'ann', 'on')).toMatchObject({
      lines: ['ann is an operator whenever they log in.'],
    })
    expect(await ask('list')).toMatchObject({
      facts: [{ name: 'Ann', operator: true, password: false }],
      lines: ['NAME  MADE        USED', 'Ann   2023-11-14  2023-11-14  keys alone, operator'],
    })
    expect(await ask('operator', 'Ann', 'off')).toMatchObject({ ok: true })
    expect(await ask('remove', 'Ann')).toMatchObject({ ok: true })
    expect(accounts.list()).toEqual([])
  })

  it('are given a code to reset the password by', async () => {
    const { accounts, ask } = controlled()
    accounts.register('Ann', null, 'key')
    const reply = await ask('reset', 'Ann')
    const code = reply.ok ? reply.lines[1]! : ''
    expect(accounts.isCode('Ann', code)).toBe(true)
  })

  it.each([
    [['dance'], 'account takes "list"'],
    [['dance', 'Ann'], 'account takes "list"'],
    [['operator', 'Ann'], 'account takes "list"'],
    [['reset', 'Ann'], 'There is no account Ann'],
    [['remove', 'Ann'], 'There is no account Ann'],
    [['operator', 'Ann', 'on'], 'There is no account Ann'],
  ])('is refused with a reason: %j', async (words, reason) => {
    expect(await controlled().ask(...words)).toEqual({ ok: false, message: expect.stringContaining(reason) })
  })

  it('are not there where the server keeps none', async () => {
    const running = { context: new Hosted().context } as Running
    expect(await answer(running, { verb: 'account', args: ['list'] })).toEqual({
      ok: false,
      message: 'This server keeps no accounts; start it with --accounts FOLDER.',
    })
  })
})
