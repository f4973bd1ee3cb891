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
    expect(await ask('operator', 'ann', 'on')).toMatchObject({ lines: ['ann will be an operator after each login.'] })
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

  it('lists who asks for a code, the latest last, until one is issued', async () => {
    const hosted = new Hosted(null, { resetAsks: 2 }, { accounts: true })
    const accounts = hosted.context.accounts!
    const ask = (...args: string[]) => answer({ context: hosted.context } as Running, { verb: 'account', args })
    for (const name of ['Ann', 'Bo', 'Cy']) await accounts.register(name, null, 'key')
    expect(await ask('asks')).toMatchObject({ lines: ['Nobody asks for a reset code.'], facts: [] })
    const guest = hosted.connect({ address: '10.0.0.7' })
    for (const name of ['Cy', 'ann', 'bo', 'ANN', 'No one \u001b[31m']) await guest.say({ action: 'account_ask', name })
    expect(guest.messages.map(({ status, name }) => [status, name])).toEqual([
      ...['Cy', 'Ann', 'Bo', 'Ann'].map((name) => ['ok', name]),
      ['not registered', 'No one \u001b[31m'],
    ])
    const asked = new Date(hosted.clock.date()).toISOString()
    expect(await ask('asks')).toMatchObject({
      facts: ['Bo', 'Ann'].map((name) => ({ name, address: '10.0.0.7', asked })),
      lines: [
        'NAME  ASKED             ADDRESS',
        expect.stringMatching(/^Bo {4}2023-11-1\d \d\d:\d\d {2}10\.0\.0\.7$/),
        ...[/^Ann/, /issues a code/].map((line) => expect.stringMatching(line)),
      ],
    })
    await ask('reset', 'Bo')
    await ask('remove', 'Ann')
    expect(accounts.asks).toEqual([])
  })

  it('keeps no more asks of an address than new passwords', async () => {
    const hosted = new Hosted(null, { newPasswords: 2 }, { accounts: true })
    const [eve, ann] = [hosted.connect({ address: '10.0.0.7' }), hosted.connect({ address: '10.0.0.8' })]
    for (let i = 0; i < 3; i++) await eve.say({ action: 'account_ask', name: `Person ${i}` })
    expect(eve.messages.at(-1)).toMatchObject({ label: 'error', code: 'too_fast' })
    await ann.say({ action: 'account_ask', name: 'Person 1' })
    expect(ann.messages.at(-1)).toMatchObject({ status: 'not registered' })
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
