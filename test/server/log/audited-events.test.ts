import { expect, it, vi } from 'vitest'
import { answer } from '../../../src/server/ctl/ctl-socket.ts'
import type { Running } from '../../../src/server/ctl/verb.ts'
import { logEvents } from '../../../src/server/log/log-events.ts'
import { type Guest, Hosted } from '../hosted.ts'

const TOKEN = 'open the server sesame'

/** The audited events so far, without the client's port. */
function audited({ logged }: Hosted) {
  return logged.filter(([name]) => logEvents[name].audited).map(([event, fields]) => ({ event, ...fields }))
}

/** Sends an action and waits for the reply, which hashing a password delays. */
async function ask({ say, messages }: Guest, action: object) {
  const id = `${messages.length}`
  await say({ ...action, id })
  await vi.waitFor(() => expect(messages.some((message) => message.id === id)).toBe(true), { timeout: 60_000 })
}

it('audits moderation by hosts and operators, and logins of operators', async () => {
  const hosted = new Hosted()
  const [ann, bo] = (await hosted.meet('Ann', 'Bo')) as [Guest, Guest]
  const user = bo.session.participant.id
  await ann.say({ action: 'mute_for_all', user, muted: true }, { action: 'lock', locked: true })
  await ann.say({ action: 'kick', user, reason: 'noise' }, { action: 'operate', token: 'wrong' })
  await ann.say({ action: 'operate', token: TOKEN }, { action: 'ban', user, minutes: 5 })
  await ann.say({ action: 'unban', name: 'Bo' })
  const host = { event: 'moderated', by: 'Ann', as: 'host', address: '::1', room: 'hello' }
  expect(audited(hosted)).toMatchObject([
    { ...host, deed: 'muted for all', whom: { name: 'Bo', address: '::1' } },
    { ...host, deed: 'closed' },
    { ...host, deed: 'kicked', reason: 'noise' },
    { event: 'wrong_token', name: 'Ann' },
    { event: 'operator', name: 'Ann', address: '::1' },
    { event: 'moderated', by: 'Ann', as: 'operator', deed: 'banned', minutes: 5, whom: { name: 'Bo' } },
    { event: 'moderated', by: 'Ann', as: 'operator', deed: 'unbanned', whom: { name: 'Bo' } },
  ])
})

it('audits passwords that are set, and what the console does to accounts', async () => {
  const hosted = new Hosted(null, {}, { accounts: true })
  const running = { context: hosted.context } as Running
  const ctl = (verb: string, ...args: string[]) => answer(running, { verb, args })
  const ann = hosted.connect()
  await ask(ann, { action: 'hello', name: 'Ann' })
  await ask(ann, { action: 'register', password: 'open sesame' })
  await ask(ann, { action: 'account_change', password: 'open sesame', new_password: 'close sesame' })
  await ask(ann, { action: 'create', room: 'private', password: 'secret' })
  const reply = await ctl('account', 'reset', 'Ann')
  const code = reply.ok ? reply.lines[1] : ''
  await ask(ann, { action: 'account_reset', name: 'Ann', reset_code: code, password: 'third sesame' })
  await ctl('account', 'operator', 'Ann', 'on')
  await ctl('account', 'list')
  await ctl('operator', 'Ann')
  await ctl('account', 'remove', 'Ann')
  const all = audited(hosted)
  expect(all).toMatchObject([
    { event: 'registered', name: 'Ann' },
    { event: 'password_set', account: 'Ann' },
    { event: 'password_set', room: 'private' },
    { event: 'account_managed', name: 'Ann', deed: 'reset code issued' },
    { event: 'password_set', account: 'Ann', by_code: true },
    { event: 'account_managed', deed: 'made operator' },
    { event: 'moderated', by: 'Server', as: 'console', deed: 'made operator', whom: { name: 'Ann' } },
    { event: 'operator', name: 'Ann' },
    { event: 'operator_revoked', name: 'Ann' },
    { event: 'account_managed', deed: 'removed' },
  ])
  expect(JSON.stringify(all)).not.toMatch(/sesame|secret/)
  expect(JSON.stringify(all)).not.toContain(code)
})

it('audits that a client begins and stops to record', async () => {
  const hosted = new Hosted()
  const [ann] = (await hosted.meet('Ann', 'Bo')) as [Guest, Guest]
  await ann.say({ action: 'record_start' }, { action: 'record_start' }, { action: 'record_end' })
  const by = { room: 'hello', name: 'Ann', user: ann.session.participant.id, tracks: false }
  expect(audited(hosted)).toEqual([
    { event: 'recording_started', ...by },
    { event: 'recording_ended', ...by },
  ])
})
