import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Exit, exitCodes } from '../../../src/client/exit-codes.ts'
import { KnownServers, serverPlace } from '../../../src/client/store/known-servers.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { freshFolder } from '../../helpers/folder.ts'

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)]

function freshServers() {
  const path = join(freshFolder(), 'parlor', 'known_servers')
  return { path, known: new KnownServers(systemClock, path) }
}

describe('serverPlace', () => {
  it('is the same for every spelling of an address', () => {
    expect(serverPlace('Studio.local', 1)).toBe('studio.local:1')
    expect(serverPlace('FE80::1', 1)).toBe('[fe80::1]:1')
  })
})

describe('known servers', () => {
  it('are stored one per line with mode 0600, and can be removed', async () => {
    const { path, known } = freshServers()
    expect(known.find('h:1')).toBeNull()
    await known.keep('h:1', A)
    await known.keep('h:11', B)
    expect(known.find('h:1')).toEqual({ fingerprint: A, line: 1 })
    expect(readFileSync(path, 'utf8')).toBe(`h:1 sha256:${A}\nh:11 sha256:${B}\n`)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await known.keep('h:1', B)
    expect(known.find('h:1')).toEqual({ fingerprint: B, line: 2 })
    expect(await known.forget('h:1')).toBe(true)
    expect(await known.forget('h:1')).toBe(false)
    expect(known.find('h:11')).toEqual({ fingerprint: B, line: 1 })
  })

  it('are all stored when several clients write at once', async () => {
    const { path } = freshServers()
    const places = Array.from({ length: 10 }, (_, i) => `h:${i}`)
    await Promise.all(places.map((place) => new KnownServers(systemClock, path).keep(place, A)))
    const known = new KnownServers(systemClock, path)
    for (const place of places) expect(known.find(place)?.fingerprint).toBe(A)
  })

  it.each(['', ' sha256:', ` sha256:${A.slice(1)}`, ` md5:${A}`, ` sha256:${A} x`])(
    'are no strangers because their line is damaged: %j',
    async (rest) => {
      const { path, known } = freshServers()
      mkdirSync(join(path, '..'))
      writeFileSync(path, `# mine\n\nh:1${rest}\nh:2 sha256:${B}`)
      const find = () => known.find('h:1')
      expect(find).toThrow(expect.objectContaining({ code: exitCodes.refused }))
      expect(find).toThrow(`${path}, line 3. Repair the line, or forget the key: chat-client forget h:1`)
      expect(known.find('h:2')?.fingerprint).toBe(B)
      await known.forget('h:1')
      expect(readFileSync(path, 'utf8')).toBe(`# mine\n\nh:2 sha256:${B}\n`)
    },
  )

  it('are an error, and not unknown, when the file cannot be read', () => {
    const { path, known } = freshServers()
    mkdirSync(path, { recursive: true })
    expect(() => known.find('h:1')).toThrow(Exit)
  })
})
