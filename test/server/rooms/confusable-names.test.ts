import { describe, expect, it } from 'vitest'
import { ConfusableNames } from '../../../src/server/rooms/confusable-names.ts'

describe('ConfusableNames', () => {
  it('finds a name that looks like the given one', () => {
    const names = new ConfusableNames()
    names.add('Ann')
    names.add('Il')
    expect(names.find('ann')).toBe('Ann')
    expect(names.find('\u0410nn')).toBe('Ann')
    expect(names.find('ll')).toBe('Il')
    expect(names.find('Bo')).toBeUndefined()
  })

  it('deletes a name with all that look like it', () => {
    const names = new ConfusableNames()
    names.add('Ann')
    names.add('Bo')
    names.delete('Ann')
    for (const name of ['Ann', 'ann', '\u0410nn']) expect(names.find(name)).toBeUndefined()
    expect(names.find('BO')).toBe('Bo')
  })
})
