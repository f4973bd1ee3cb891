import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Keyring } from '../../../src/client/account/keyring.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { publicKeyOf } from '../../../src/protocol/login-proof.ts'
import { freshFolder } from '../../helpers/folder.ts'

describe('Keyring', () => {
  it('finds keys by server and name in any spelling, in a file with mode 0600', async () => {
    const path = join(freshFolder(), 'state', 'accounts.json')
    const ring = new Keyring(systemClock, path)
    expect(ring.find('h:1', 'Ann')).toBeNull()
    const [first, second] = [ring.make(), ring.make()]
    await ring.keep('h:1', 'Ann', first)
    await ring.keep('h:2', 'Ann', second)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const again = new Keyring(systemClock, path)
    expect(publicKeyOf(again.find('h:1', 'ANN')!)).toBe(publicKeyOf(first))
    expect(publicKeyOf(again.find('h:2', 'Ann')!)).toBe(publicKeyOf(second))
    expect(again.find('h:1', 'Bo')).toBeNull()
    await again.keep('h:1', 'ann', second)
    expect(publicKeyOf(ring.find('h:1', 'Ann')!)).toBe(publicKeyOf(second))
    expect(JSON.parse(readFileSync(path, 'utf8')).accounts).toHaveLength(2)
  })

  it('does not overwrite a damaged file', async () => {
    const path = join(freshFolder(), 'accounts.json')
    writeFileSync(path, '{"accounts":[{"pla')
    const ring = new Keyring(systemClock, path)
    expect(ring.find('h:1', 'Ann')).toBeNull()
    await expect(ring.keep('h:1', 'Ann', ring.make())).rejects.toThrow(/is damaged; repair it or move it away$/)
    expect(readFileSync(path, 'utf8')).toBe('{"accounts":[{"pla')
  })
})
