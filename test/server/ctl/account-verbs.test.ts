import { describe, expect, it } from 'vitest'
import { answer } from '../../../src/server/ctl/ctl-socket.ts'
import type { Running } from '../../../src/server/ctl/verb.ts'
import { Hosted } from '../hosted.ts'

function setUp() {
  const { context } = new Hosted(null, {}, { accounts: true })
  const accounts = context.accounts!
  const running = { context } as Running
  return { accounts, ask: (...args: string[]) => answer(running, { verb: 'account', args }) }
}

describe('ctl account', () => {
  it('lists accounts, makes their owners operators, and removes accounts', async () => {
    const { accounts, ask } = setUp()
    expect(await ask('list')).toMatchObject({ lines: ['No accounts.'] })
    await accounts.register('Ann', null, 'key')
    expect(await ask('operator', 'ann', 'on')).toMatchObject({
      lines: ['ann will be an operator after each login.'],
    })
    expect(await ask('list')).toMatchObject({
      facts: [{ name: 'Ann', operator: true, password: false }],
      lines: ['NAME  CREATED     LAST USED', 'Ann   2023-11-14  2023-11-14  keys only, operator'],
    })
    expect(await ask('operator', 'Ann', 'off')).toMatchObject({ ok: true })
    expect(await ask('remove', 'Ann')).toMatchObject({ ok: true })
    expect(await accounts.list()).toEqual([])
  })

  it('issues a code to reset a password', async () => {
    const { accounts, ask } = setUp()
    await accounts.register('Ann', null, 'key')
    const reply = await ask('reset', 'Ann')
    const code = reply.ok ? reply.lines[1]! : ''
    expect(await accounts.isCode('Ann', code)).toBe(true)
  })

  it.each([
    [['dance'], 'account takes "list"'],
    [['dance', 'Ann'], 'account takes "list"'],
    [['operator', 'Ann'], 'account takes "list"'],
    [['reset', 'Ann'], 'No account named Ann'],
    [['remove', 'Ann'], 'No account named Ann'],
    [['operator', 'Ann', 'on'], 'No account named Ann'],
  ])('refuses %j with a reason', async (words, reason) => {
    expect(await setUp().ask(...words)).toEqual({ ok: false, message: expect.stringContaining(reason) })
  })

  it('is refused when accounts are disabled', async () => {
    const running = { context: new Hosted().context } as Running
    expect(await answer(running, { verb: 'account', args: ['list'] })).toEqual({
      ok: false,
      message: 'Accounts are disabled on this server; start it with --accounts FOLDER.',
    })
  })
})
