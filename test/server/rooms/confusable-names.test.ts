import { describe, expect, it } from 'vitest'
import { ConfusableNames } from '../../../src/server/rooms/confusable-names.ts'

describe('a set of names', () => {
  it('finds the name that looks like another', () => {
    const names = new ConfusableNames()
    names.add('Ann')
    names.add('Il')
    expect(names.find('ann')).toBe('Ann')
    expect(names.find('\u0410nn')).toBe('Ann')
    expect(names.find('ll')).toBe('Il')
    expect(names.find('Bo')).toBeUndefined()
  })

  it('lets go of a name and all that looks like it', () => {
    const names = new ConfusableNames()
    names.add('Ann')
    names.add('Bo')
    names.delete('Ann')
    for (const name of ['Ann', 'ann', '\u0410nn']) expect(names.find(name)).toBeUndefined()
    expect(names.find('BO')).toBe('Bo')
  })
})
