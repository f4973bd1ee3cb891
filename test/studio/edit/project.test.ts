import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { wavHeader } from '../../../src/audio/wav/wav-header.ts'
import { openProject } from '../../../src/studio/edit/project.ts'
import { Renderer } from '../../../src/studio/edit/render.ts'
import { readAbout } from '../../../src/studio/recording/about.ts'
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
  const people = Array.from({ length: 50 }, (_, i) => ({ id: i + 1, name: 'Ann', consent: 'agreed', file: FILE }))
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

it('puts the files of a person who left and returned on one track, unless edits name both', async () => {
  const folder = freshFolder()
  mkdirSync(join(folder, 'tracks'))
  const people = ['Ann', 'Bo', 'Ann'].map((name, i) => {
    const file = `tracks/${i + 1}-${name.toLowerCase()}.wav`
    const samples = new Int16Array(100 * (i + 1)).fill(1_000, 100 * i)
    writeFileSync(
      join(folder, file),
      Buffer.concat([wavHeader(8_000, samples.byteLength), Buffer.from(samples.buffer)]),
    )
    return { id: i + 1, name, consent: 'agreed', file }
  })
  const description = {
    ...{ version: 1, room: 'standup', started: '2026-01-31T09:00:00.000Z', ended: null },
    ...{ rate: 8_000, frame: 160, seconds: 0, recorder: 1, people, files: [] },
  }
  writeFileSync(join(folder, 'recording.json'), JSON.stringify(description))

  const { original, sources, close } = await openProject(folder)

  expect(original.tracks.map(({ name }) => name)).toEqual(['1-ann', '2-bo'])
  const sound = new Float64Array(300)
  await new Renderer(8_000, sources).read(original.tracks[0]!.segments, 0, sound)
  expect([sound[50], sound[150], sound[250]]).toEqual([1_000, 0, 1_000])
  const { tags, people: named } = await readAbout(folder, sources)
  expect([tags.people, [...new Set(named.values())]]).toEqual([
    ['Ann', 'Bo'],
    ['Ann', 'Bo'],
  ])
  await close()

  writeFileSync(join(folder, 'edits.json'), '{"operations": [{"name": "gain", "db": 1, "tracks": ["3-ann"]}]}')
  const before = await openProject(folder)
  expect(before.original.tracks.map(({ name }) => name)).toEqual(['1-ann', '2-bo', '3-ann'])
  await before.close()
})
