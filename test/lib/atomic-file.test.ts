import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAtomically, writeAtomically } from '../../src/lib/atomic-file.ts'
import { freshFolder } from '../helpers/folder.ts'

describe('a private file', () => {
  it('is readable by its owner only, and is kept when it exists', () => {
    const path = join(freshFolder(), 'a', 'b')
    expect(createAtomically(path, 'first')).toBe(true)
    expect(createAtomically(path, 'second')).toBe(false)
    expect(readFileSync(path, 'utf8')).toBe('first')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    writeAtomically(path, 'third')
    expect(readFileSync(path, 'utf8')).toBe('third')
    expect(readdirSync(join(path, '..'))).toEqual(['b'])
  })
})
