import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { describe, expect, it } from 'vitest'
import { givenIdentity, keptIdentity } from '../../../src/server/net/tls-identity.ts'
import { freshFolder } from '../../helpers/folder.ts'

const FILE = 'server-identity.pem'

describe('keptIdentity', () => {
  it('creates one identity when two servers start at once', async () => {
    const folder = join(freshFolder(), 'parlor')
    const made = await Promise.all([keptIdentity(folder), keptIdentity(folder), keptIdentity(folder)])
    const later = await keptIdentity(folder)
    expect(new Set([...made, later].map(({ fingerprint }) => fingerprint)).size).toBe(1)
    expect((await keptIdentity(freshFolder())).fingerprint).not.toBe(later.fingerprint)
  })

  it.each([
    ['is empty', () => ''],
    ['is no PEM', () => 'hello'],
    ['was cut off', (pem: string) => pem.slice(0, -100)],
    ['lost its certificate', (pem: string) => pem.slice(0, pem.indexOf('-----BEGIN CERTIFICATE'))],
    ['lost its key', (pem: string) => pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'))],
  ])('throws when its file %s, and leaves the file alone', async (_what, damage) => {
    const folder = freshFolder()
    await keptIdentity(folder)
    const path = join(folder, FILE)
    const damaged = damage(readFileSync(path, 'utf8'))
    writeFileSync(path, damaged)
    await expect(keptIdentity(folder)).rejects.toThrow(`The key of this server in ${path} is damaged: it holds no PEM`)
    await expect(keptIdentity(folder)).rejects.toThrow(`Remove ${path} to start with a new key`)
    expect(readFileSync(path, 'utf8')).toBe(damaged)
  })

  it('throws a sentence when it cannot be stored', async () => {
    const folder = join(freshFolder(), 'file')
    writeFileSync(folder, '')
    await expect(keptIdentity(join(folder, 'parlor'))).rejects.toThrow(
      /ENOTDIR.*|Cannot keep the key.*--cert and --key/,
    )
    const taken = freshFolder()
    mkdirSync(join(taken, FILE))
    await expect(keptIdentity(taken)).rejects.toThrow(/^Cannot read .*server-identity\.pem: EISDIR/)
  })
})

describe('givenIdentity', () => {
  it('accepts a certificate with its key and refuses any other pair', async () => {
    const folder = freshFolder()
    const names = { a: join(folder, 'a'), b: join(folder, 'b') }
    for (const path of Object.values(names)) {
      const made = await generate(undefined, { keyType: 'ec', algorithm: 'sha256' })
      writeFileSync(`${path}.cert`, made.cert)
      writeFileSync(`${path}.key`, made.private)
    }
    const { fingerprint } = givenIdentity(`${names.a}.cert`, `${names.a}.key`)
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
    const with_ = (cert: string, key: string) => () => givenIdentity(cert, key)
    expect(with_(`${names.a}.cert`, `${names.b}.key`)).toThrow('certificate and key do not match')
    expect(with_(`${names.a}.key`, `${names.a}.key`)).toThrow('it holds no PEM certificate')
    expect(with_(`${names.a}.cert`, `${names.a}.cert`)).toThrow('it holds no PEM key')
    expect(with_(join(folder, 'none'), `${names.a}.key`)).toThrow(`File not found: ${join(folder, 'none')}`)
  })
})
