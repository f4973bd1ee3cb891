import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkKey, encryptionFor, type Protection } from '../../../src/client/connection/server-key.ts'
import { exitCodes } from '../../../src/client/exit-codes.ts'
import { KnownServers } from '../../../src/client/store/known-servers.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { fingerprintWords } from '../../../src/protocol/fingerprint.ts'
import { freshFolder } from '../../helpers/folder.ts'

const [OLD, NEW] = ['0'.repeat(64), 'f'.repeat(64)]
const words = fingerprintWords(NEW)

function protection(options: Partial<Protection> = {}): Protection {
  const known = new KnownServers(systemClock, join(freshFolder(), 'known_servers'))
  return { tls: undefined, fingerprint: undefined, remember: true, known, sessions: new Map(), ...options }
}

const check = (fingerprint: string, by: Protection) => checkKey('h', 1, fingerprint, by)

describe('a connection', () => {
  it('must be encrypted when chosen, when a fingerprint is stated or when the server is known, and otherwise is if possible', async () => {
    const unknown = protection()
    expect(encryptionFor('h', 1, unknown)).toBe('preferred')
    expect(encryptionFor('h', 1, { ...unknown, tls: true })).toBe('required')
    expect(encryptionFor('h', 1, { ...unknown, fingerprint: words })).toBe('required')
    await unknown.known.keep('h:1', OLD)
    expect(encryptionFor('h', 1, unknown)).toBe('required')
    expect(encryptionFor('h', 2, unknown)).toBe('preferred')
    expect(encryptionFor('h', 1, { ...unknown, tls: false })).toBe('off')
  })
})

describe('the key of a server', () => {
  it('is shown and stored on the first connection, and not mentioned later', async () => {
    const by = protection()
    expect(await check(NEW, by)).toEqual([expect.stringContaining(words)])
    expect(await check(NEW, by)).toEqual([])
  })

  it('is refused with advice when it has changed, and stays refused', async () => {
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

  it('is compared with the stated fingerprint, whatever was stored', async () => {
    const by = protection({ fingerprint: words })
    await expect(check(OLD, by)).rejects.toThrow('does not match the stated fingerprint')
    expect(by.known.find('h:1')).toBeNull()
    await by.known.keep('h:1', OLD)
    expect(await check(NEW, by)).toEqual(['The key of h:1 matches the stated fingerprint.'])
    expect(by.known.find('h:1')?.fingerprint).toBe(NEW)
  })

  it('is not stored when the server is only checked', async () => {
    const by = protection({ remember: false })
    expect(await check(NEW, by)).toEqual([])
    expect(by.known.find('h:1')).toBeNull()
  })

  it('is accepted with a notice when it cannot be stored', async () => {
    const folder = freshFolder()
    writeFileSync(join(folder, 'file'), '')
    mkdirSync(join(folder, 'known_servers.lock'))
    const by = protection({ known: new KnownServers(systemClock, join(folder, 'known_servers')) })
    const notices = await check(NEW, by)
    expect(notices).toHaveLength(2)
    expect(notices[1]).toMatch(/^Cannot store the key: /)
    // It still holds for this process.
    expect(encryptionFor('h', 1, by)).toBe('required')
    await expect(check(OLD, by)).rejects.toThrow('has changed')
  })
})
