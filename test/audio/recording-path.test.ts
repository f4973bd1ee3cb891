import { basename, dirname, isAbsolute, relative, sep } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordingPath, roomSlug } from '../../src/audio/recording-path.ts'

const date = new Date(2025, 2, 9, 7, 5, 4)

test('recordingPath names a recording by its local time, in the folder of its room', () => {
  expect(recordingPath('recordings', 'hello', date)).toBe('recordings/hello/2025-03-09_07-05-04.wav')
  expect(recordingPath('/srv/rec', 'hello', date, 2)).toBe('/srv/rec/hello/2025-03-09_07-05-04_2.wav')
})

test.each([
  ['team-4', /^team-4$/],
  ['Hello', /^hello$/],
  ['Café Bar', /^cafe-bar-[0-9a-f]{6}$/],
  ['my room', /^my-room-[0-9a-f]{6}$/],
  ['../../etc', /^etc-[0-9a-f]{6}$/],
  ['日本語', /^room-[0-9a-f]{6}$/],
  ['..', /^room-[0-9a-f]{6}$/],
  ['-a-', /^a-[0-9a-f]{6}$/],
  ['CON', /^con-[0-9a-f]{6}$/],
  ['lpt1', /^lpt1-[0-9a-f]{6}$/],
])('the folder of %j', (room, slug) => {
  expect(roomSlug(room)).toMatch(slug)
})

test('rooms that share a readable part do not share a folder', () => {
  expect(roomSlug('my room')).not.toBe(roomSlug('my-room'))
  expect(roomSlug('日本')).not.toBe(roomSlug('日本語'))
})

test('recordingPath never leaves the folder or uses a reserved name', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('..', '/', 'a/../..', 'C:\\', 'nul.')),
      (room) => {
        const inside = relative('/rec', recordingPath('/rec', room, date))
        expect(inside.startsWith('..') || isAbsolute(inside)).toBe(false)
        expect(inside.split(sep)).toHaveLength(2)
        expect(dirname(inside)).toMatch(/^[a-z0-9][a-z0-9-]{0,50}$/)
        expect(dirname(inside)).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)$/)
        expect(basename(inside)).toBe('2025-03-09_07-05-04.wav')
      },
    ),
  )
})
