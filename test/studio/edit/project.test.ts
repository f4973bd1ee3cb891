import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { wavHeader } from '../../../src/audio/wav/wav-header.ts'
import { openProject } from '../../../src/studio/edit/project.ts'
import { freshFolder } from '../../helpers/folder.ts'

const FILE = 'tracks/1-ann.wav'

/** How often this process has a file open; 0 on systems that do not tell. */
function timesOpen(path: string): number {
  try {
    return readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === path
      } catch {
        return false
      }
    }).length
  } catch {
    return 0
  }
}

it('opens a track once when the description lists it again and again', async () => {
  const folder = freshFolder()
  mkdirSync(join(folder, 'tracks'))
  writeFileSync(join(folder, FILE), Buffer.concat([wavHeader(48_000, 200), Buffer.alloc(200)]))
  const people = Array.from({ length: 50 }, (_, i) => ({
    id: i + 1,
    name: 'Ann',
    consent: 'agreed',
    file: FILE,
  }))
  const description = {
    ...{ version: 1, room: 'standup', started: '2026-01-31T09:00:00.000Z', ended: null },
    ...{ rate: 48_000, frame: 960, seconds: 0, recorder: 1, people, files: [] },
  }
  writeFileSync(join(folder, 'recording.json'), JSON.stringify(description))

  const { original, close } = await openProject(folder)

  expect(original.tracks.map(({ name }) => name)).toEqual(['1-ann'])
  expect(timesOpen(join(folder, FILE))).toBeLessThanOrEqual(1)
  await close()
  expect(timesOpen(join(folder, FILE))).toBe(0)
})
