import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FileHasher } from '../../../src/server/recording/file-hasher.ts'
import { freshFolder } from '../../helpers/folder.ts'

const sumOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

it('hashes a file once for all who ask, also while it is being hashed', async () => {
  const path = join(freshFolder(), 'large.wav')
  writeFileSync(path, Buffer.alloc(3_000_000, 7))
  const hasher = new FileHasher()
  const first = hasher.hash(path)
  const all = await Promise.all([first, hasher.hash(path), hasher.hash(path)])
  expect(all[0]).toEqual({ bytes: 3_000_000, sha256: sumOf(path) })
  // The same object: nobody hashed it again.
  for (const one of [...all, await hasher.hash(path)]) expect(one).toBe(all[0])
})

it('hashes a file again when it has changed', async () => {
  const path = join(freshFolder(), 'growing.wav')
  writeFileSync(path, 'abc')
  const hasher = new FileHasher()
  const before = await hasher.hash(path)
  appendFileSync(path, 'def')
  expect(await hasher.hash(path)).toEqual({ bytes: 6, sha256: sumOf(path) })
  writeFileSync(path, 'ghijkl')
  utimesSync(path, 1_000, 1_000)
  expect(await hasher.hash(path)).toEqual({ bytes: 6, sha256: sumOf(path) })
  expect(before.bytes).toBe(3)
})

it('fails for a file that is missing, and hashes the next one', async () => {
  const folder = freshFolder()
  const hasher = new FileHasher()
  await expect(hasher.hash(join(folder, 'none.wav'))).rejects.toMatchObject({ code: 'ENOENT' })
  writeFileSync(join(folder, 'a.wav'), 'abc')
  expect((await hasher.hash(join(folder, 'a.wav'))).bytes).toBe(3)
})
