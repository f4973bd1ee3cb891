import { describe, expect, it } from 'vitest'
import type { PictureMode } from '../../../../src/client/settings/picture-rows.ts'
import { rendererFor } from '../../../../src/client/tui/pictures/renderer-for.ts'

const plain = { kitty: false, sixel: false, cell: null }
const cell = { width: 10, height: 20 }
const colourful = { colors: 'truecolor', unicode: true } as const

function chosen(mode: PictureMode, abilities: object = {}, answers: object = {}): string {
  const renderer = rendererFor(mode, { ...colourful, ...abilities }, { ...plain, ...answers })
  return renderer?.constructor.name ?? 'none'
}

describe('rendererFor', () => {
  it('chooses the best that the terminal supports', () => {
    expect(chosen('auto', {}, { kitty: true, sixel: true, cell })).toBe('Kitty')
    expect(chosen('auto', {}, { sixel: true, cell })).toBe('Sixel')
    expect(chosen('auto', {}, { sixel: true })).toBe('HalfBlocks')
    expect(chosen('auto')).toBe('HalfBlocks')
    expect(chosen('auto', { colors: 256 })).toBe('HalfBlocks')
  })

  it('uses what the user chose', () => {
    expect(chosen('blocks', {}, { kitty: true, cell })).toBe('HalfBlocks')
    expect(chosen('sixel')).toBe('Sixel')
    expect(chosen('kitty', { colors: 'none' })).toBe('Kitty')
  })

  it('is null without colours or Unicode', () => {
    expect(chosen('auto', { colors: 'none' }, { kitty: true, cell })).toBe('none')
    expect(chosen('auto', { colors: 16 })).toBe('none')
    expect(chosen('auto', { unicode: false })).toBe('none')
  })
})
