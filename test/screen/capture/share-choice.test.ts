import { describe, expect, it } from 'vitest'
import { ok, refused } from '../../../src/lib/result.ts'
import { readChoice } from '../../../src/screen/capture/share-choice.ts'

describe('readChoice', () => {
  it.each([
    ['', { kind: 'screen', number: 1, region: null }],
    ['2', { kind: 'screen', number: 2, region: null }],
    ['Screen 2', { kind: 'screen', number: 2, region: null }],
    ['800x600+10+20', { kind: 'screen', number: 1, region: { x: 10, y: 20, w: 800, h: 600 } }],
    ['screen 800x600+10+20', { kind: 'screen', number: 1, region: { x: 10, y: 20, w: 800, h: 600 } }],
    ['camera', { kind: 'camera', number: 1 }],
    ['camera 3', { kind: 'camera', number: 3 }],
    ['window 77', { kind: 'window', id: 77 }],
    ['synthetic', { kind: 'synthetic', pattern: 'typing' }],
    ['synthetic video', { kind: 'synthetic', pattern: 'video' }],
  ])('is read from "%s"', (text, choice) => {
    expect(readChoice(text)).toEqual(ok(choice))
  })

  it.each(['screen 0', 'camera -1', 'window', 'synthetic opera', '0x0+1+1', 'tv', 'screen 1 2'])(
    'refuses "%s" with a list of valid choices',
    (text) => {
      expect(readChoice(text)).toEqual(refused(expect.stringMatching(/must be one of: screen \[N\]/)))
    },
  )
})
