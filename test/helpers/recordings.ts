import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sine } from './tones.ts'
import { writeWavFile } from './wav-files.ts'

const RATE = 8_000

/** Puts a recording of the client into a record folder: a tone that gets louder. @param name `standup/2026-...` */
export async function putFile(folder: string, name: string, seconds = 2): Promise<string> {
  const path = join(folder, `${name}.wav`)
  mkdirSync(dirname(path), { recursive: true })
  const length = seconds * RATE
  const tone = sine(440, RATE, length, 0.9).map((sample, i) => Math.round((sample * i) / length))
  await writeWavFile(path, RATE, tone)
  return path
}

/** Puts a recording of the server into a record folder, with a track of each of the people. */
export async function putFolder(
  folder: string,
  name: string,
  people: readonly string[],
  changes: Record<string, unknown> = {},
): Promise<string> {
  const path = join(folder, name)
  mkdirSync(join(path, 'tracks'), { recursive: true })
  const tone = sine(440, RATE, 3 * RATE, 0.5)
  await writeWavFile(join(path, 'mix.wav'), RATE, tone)
  const described = people.map((person, i) => {
    const file = `tracks/${i + 1}-${person.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.wav`
    return { id: i + 1, name: person, consent: 'agreed', file }
  })
  for (const { file } of described) await writeWavFile(join(path, file), RATE, tone)
  const description = {
    ...{ version: 1, room: 'Stand-up', started: '2026-01-31T09:00:00.000Z', ended: '2026-01-31T09:00:03.000Z' },
    ...{ rate: RATE, frame: 160, seconds: 3, recorder: 1, people: described, files: [] },
    ...changes,
  }
  writeFileSync(join(path, 'recording.json'), JSON.stringify(description))
  return path
}
