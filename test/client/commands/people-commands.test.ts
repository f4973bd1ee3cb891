import { describe, expect, it } from 'vitest'
import { addressee } from '../../../src/client/commands/people-commands.ts'
import { user } from '../tui/states.ts'

const users = ['Ann', 'Ann Lee', 'Bo', 'İpek'].map((name, i) => user(i + 1, name))

function addressed(argument: string): [string, string] | null {
  const found = addressee(users, argument)
  return found && [found.user.name, found.rest]
}

describe('addressee', () => {
  it('finds the longest matching name, ignoring case', () => {
    expect(addressed('ann hello')).toEqual(['Ann', 'hello'])
    expect(addressed('Ann Lee hello there')).toEqual(['Ann Lee', 'hello there'])
    expect(addressed('ann leeward')).toEqual(['Ann', 'leeward'])
    expect(addressed('BO: and you')).toEqual(['Bo', 'and you'])
    expect(addressed('  bo  ')).toEqual(['Bo', ''])
    expect(addressed('İpek hi')).toEqual(['İpek', 'hi'])
  })

  it('finds nobody for part of a name or a longer word', () => {
    expect(addressed('b hello')).toBeNull()
    expect(addressed('bobby hello')).toBeNull()
    expect(addressed('')).toBeNull()
  })
})
