import { describe, expect, it } from 'vitest'
import { filterChoices } from '../../src/tui/choices.ts'
import { inputOf } from '../../src/tui/input-line.ts'

const choices = [
  ['/deafen', 'deafen yourself, or hear again'],
  ['/mute', 'mute or unmute yourself'],
  ['/leave', 'leave the room'],
  ['/record [FILE.wav]', 'record the room to a file'],
].map(([label, note]) => ({ label: label!, note: note!, command: label!.slice(1) }))

function found(filter: string): string[] {
  const list = { kind: 'list', title: '', choices, filter: inputOf(filter), selected: 0 } as const
  return filterChoices(list).map(({ label }) => label)
}

describe('filterChoices', () => {
  it('keeps choices with all words in label or note', () => {
    expect(found('')).toHaveLength(4)
    expect(found('ROOM')).toEqual(['/leave', '/record [FILE.wav]'])
    expect(found('room file')).toEqual(['/record [FILE.wav]'])
    expect(found('nothing such')).toEqual([])
  })

  it('puts labels that start with the first word first, with or without slash', () => {
    expect(found('re')[0]).toBe('/record [FILE.wav]')
    expect(found('/re')[0]).toBe('/record [FILE.wav]')
    expect(found('le')[0]).toBe('/leave')
  })
})
