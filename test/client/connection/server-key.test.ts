import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkKey, isEncrypted, type Protection } from '../../../src/client/connection/server-key.ts'
import { exitCodes } from '../../../src/client/exit-codes.ts'
import { KnownServers } from '../../../src/client/store/known-servers.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { fingerprintWords } from '../../../src/protocol/fingerprint.ts'
import { freshFolder } from '../../helpers/folder.ts'

const [OLD, NEW] = ['0'.repeat(64), 'f'.repeat(64)]
const words = fingerprintWords(NEW)

function protection(options: Partial<Protection> = {}): Protection {
  const known = new KnownServers(systemClock, join(freshFolder(), 'known_servers'))
  return { tls: undefined, fingerprint: undefined, remember: true, known, ...options }
}

const check = (fingerprint: string, by: Protection) => checkKey('h', 1, fingerprint, by)

describe('a connection', () => {
  it('is encrypted where that is chosen, stated or known, and never less by itself', async () => {
    const unknown = protection()
    expect(isEncrypted('h', 1, unknown)).toBe(false)
    expect(isEncrypted('h', 1, { ...unknown, tls: true })).toBe(true)
    expect(isEncrypted('h', 1, { ...unknown, fingerprint: words })).toBe(true)
    await unknown.known.keep('h:1', OLD)
    expect(isEncrypted('h', 1, unknown)).toBe(true)
    expect(isEncrypted('h', 2, unknown)).toBe(false)
    expect(isEncrypted('h', 1, { ...unknown, tls: false })).toBe(false)
  })
})

describe('the key of a server', () => {
  it('is shown and kept at the first visit, and nothing is said of it later', async () => {
    const by = protection()
    expect(await check(NEW, by)).toEqual([expect.stringContaining(words)])
    expect(await check(NEW, by)).toEqual([])
  })

  it('is refused where it is another than before, with what to do, and stays refused', async () => {
    const by = protection()
    await check(OLD, by)
    const refusal = expect.objectContaining({ code: exitCodes.refused })
    for (let tries = 0; tries < 2; tries++) await expect(check(NEW, by)).rejects.toEqual(refusal)
    for (const part of [
      fingerprintWords(OLD),
      words,
      `${by.known.path}, line 1`,
      'chat-client forget h:1',
      'nothing was sent',
    ]) {
      await expect(check(NEW, by)).rejects.toThrow(part)
    }
  })

  it('is the one that was stated, whatever it was before', async () => {
    const by = protection({ fingerprint: words })
    await expect(check(OLD, by)).rejects.toThrow('is not the one you stated')
    expect(by.known.find('h:1')).toBeNull()
    await by.known.keep('h:1', OLD)
    expect(await check(NEW, by)).toEqual(['The key of h:1 is the one you stated.'])
    expect(by.known.find('h:1')?.fingerprint).toBe(NEW)
  })

  it('leaves nothing behind where it is only looked at', async () => {
    const by = protection({ remember: false })
    expect(await check(NEW, by)).toEqual([])
    expect(by.known.find('h:1')).toBeNull()
  })

  it('is told not to be remembered where the disk refuses', async () => {
    const folder = freshFolder()
    writeFileSync(join(folder, 'file'), '')
    mkdirSync(join(folder, 'known_servers.lock'))
    const by = protection({ known: new KnownServers(systemClock, join(folder, 'known_servers')) })
    const notices = await check(NEW, by)
    expect(notices).toHaveLength(2)
    expect(notices[1]).toMatch(/^It cannot be remembered: /)
  })
})
