import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { type ActionName, actions } from '../../../src/protocol/actions.ts'
import { secretIn } from '../../../src/protocol/secrets.ts'
import { Password } from '../../../src/server/accounts/password.ts'
import { type Guest, Hosted } from '../hosted.ts'

const ANOTHER_MACHINE = '203.0.113.7'
const tls = { tls: true, accounts: true }

/** An action of each kind that carries a secret, with one secret each. */
const secrets: { action: ActionName; [field: string]: unknown }[] = [
  { action: 'hello', password: 'x' },
  { action: 'hello', resume: 'x' },
  { action: 'create', room: 'x', password: 'x' },
  { action: 'join', room: 'x', password: 'x' },
  { action: 'operate', token: 'open the server sesame' },
  { action: 'register', password: 'open sesame' },
  { action: 'login', name: 'Ann', password: 'open sesame' },
  { action: 'account_change', password: 'open sesame' },
  { action: 'account_change', new_password: 'open sesame' },
  { action: 'account_reset', name: 'Ann', reset_code: 'x', password: 'open sesame' },
  { action: 'recordings', keys: [{ recording: 'hello/2026-01-31_09-00-00', token: 'x' }] },
  { ...{ action: 'recording_fetch', recording: 'hello/2026-01-31_09-00-00', file: 'mix.wav', offset: 0 }, token: 'x' },
]

/** The reply to `hello`, which hashing a password delays. */
async function helloOf({ messages }: Guest): Promise<Record<string, unknown>> {
  await expect.poll(() => messages.length).toBeGreaterThan(0)
  return messages[0]!
}

describe('a secret in the clear from another machine', () => {
  it('is tried here for every action that has one', () => {
    const tried = new Set(secrets.map(({ action }) => action))
    const all = Object.entries(actions).filter(([, { fields }]) => JSON.stringify(fields).includes('"secret":true'))
    expect(all.map(([name]) => name).filter((name) => !tried.has(name as ActionName))).toEqual([])
    for (const message of secrets) expect(secretIn(actions[message.action], message)).not.toBeNull()
  })

  it.each(secrets)('is refused with tls_wanted and compared with nothing: %j', async (message) => {
    const host = new Hosted(new Password('x'), { wrongPasswords: 1 }, tls)
    const guest = host.connect({ address: ANOTHER_MACHINE })
    for (let tries = 0; tries < 3; tries++) await guest.say({ ...message, id: tries })
    expect(guest.messages).toEqual(
      [0, 1, 2].map((id) => ({
        ...{ label: 'error', code: 'tls_wanted', id },
        message: expect.stringContaining('Not encrypted'),
      })),
    )
    expect(host.context.loginThrottle.secondsLeft(ANOTHER_MACHINE, host.clock.now())).toBe(0)
    const logged = host.logged.map(([name]) => name)
    for (const name of ['wrong_password', 'wrong_token', 'operator', 'registered', 'logged_in'])
      expect(logged).not.toContain(name)
    // The connection goes on.
    await guest.say({ action: 'ping' })
    expect(guest.messages.at(-1)).toMatchObject({ label: 'pong' })
  })

  it('is accepted encrypted, from the own machine, and by a server without TLS', async () => {
    const own = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .map(({ address }) => ({ address }))
    const ways = [
      { address: ANOTHER_MACHINE, encrypted: true },
      { address: '127.0.0.1' },
      { address: '::1' },
      ...own.slice(0, 2),
    ]
    for (const way of ways) {
      const host = new Hosted(new Password('open sesame'), {}, tls)
      const guest = host.connect(way)
      await guest.say({ action: 'hello', password: 'open sesame' })
      expect(await helloOf(guest)).toMatchObject({ status: 'ok' })
    }
    const host = new Hosted(new Password('open sesame'))
    const guest = host.connect({ address: ANOTHER_MACHINE })
    await guest.say({ action: 'hello', password: 'open sesame' })
    expect(await helloOf(guest)).toMatchObject({ status: 'ok' })
    expect(guest.messages[0]).toMatchObject({ features: ['people', 'calls', 'hand', 'say-key', 'history'] })
  })

  it('is not sent by the server either: no token to resume the session', async () => {
    const host = new Hosted(null, {}, tls)
    const [exposed, encrypted] = [false, true].map((way) => host.connect({ address: ANOTHER_MACHINE, encrypted: way }))
    for (const guest of [exposed!, encrypted!]) await guest.say({ action: 'hello', resumable: true })
    expect(exposed!.messages[0]).toMatchObject({
      label: 'hello',
      status: 'ok',
      features: ['tls', 'account_ask', 'people', 'calls', 'hand', 'say-key', 'history'],
    })
    expect(exposed!.messages[0]).not.toHaveProperty('resume')
    expect(encrypted!.messages[0]).toMatchObject({ resume: expect.any(String) })
  })

  it('is nothing that a client without secrets notices', async () => {
    const host = new Hosted(null, {}, tls)
    const guest = host.connect({ address: ANOTHER_MACHINE })
    await guest.say({ action: 'hello', name: 'Ann', codecs: ['pcm'] }, { action: 'create', room: 'x' })
    await guest.say({ action: 'join', room: 'x' }, { action: 'say', text: 'hi' })
    expect(guest.messages.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['hello', 'created_room', 'join_room', 'said']),
    )
    expect(guest.messages.map(({ label }) => label)).not.toContain('error')
  })
})
