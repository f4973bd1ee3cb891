import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeTalk } from '../../test/helpers/recorded-talk.ts'
import { readWavFile, writeWavFile } from '../../test/helpers/wav-files.ts'

const RATE = 8_000
/** Name, start and end within the talk in s, and for recordings of a server the people in them. */
const RECORDINGS: readonly (readonly [string, number, number, (readonly string[])?])[] = [
  ['standup/2026-11-20_09-30-04', 0, 58, ['Ann', 'Bo', 'Priya']],
  ['retro/2026-11-19_15-00-11', 17, 60, ['Ann', 'Zoë', '田中', 'Priya']],
  ['standup/2026-11-19_09-30-00', 8, 37],
  ['board/budget', 25, 60, ['Ann', 'Priya']],
  ['standup/2026-11-18_09-31-12', 13, 31],
  ['standup/2026-11-17_09-30-02', 0, 29, ['Bo', 'Priya']],
  ['interview/first-take', 28, 37],
  ['interview/2026-11-12_14-00-40', 38, 57],
  ['standup/2026-11-11_09-30-05', 29, 60],
]

/** Fills a record folder with recordings from some weeks. */
export async function putTalks(folder: string): Promise<void> {
  const talk = await writeTalk(folder, RATE, 'talk')
  const { samples } = await readWavFile(join(talk, 'mix.wav'))
  for (const [i, [name, from, to, people]] of RECORDINGS.entries()) {
    const sound = samples.subarray(from * RATE, to * RATE)
    const path = join(folder, name)
    if (people) await putFolder(talk, path, sound, people, i)
    else {
      mkdirSync(dirname(path), { recursive: true })
      await writeWavFile(`${path}.wav`, RATE, sound)
    }
  }
  writeFileSync(join(folder, 'standup/2026-11-19_09-30-00.wav.edits.json'), '')
  writeFileSync(join(folder, 'retro/2026-11-19_15-00-11/transcript.json'), '')
  rmSync(talk, { recursive: true })
}

async function putFolder(
  talk: string,
  path: string,
  sound: Int16Array,
  names: readonly string[],
  days: number,
): Promise<void> {
  cpSync(talk, path, { recursive: true })
  await writeWavFile(join(path, 'mix.wav'), RATE, sound)
  const description = JSON.parse(readFileSync(join(path, 'recording.json'), 'utf8'))
  const file = description.people[0].file
  const people = names.map((name, i) => ({ id: i + 1, name, consent: 'agreed', file }))
  const room = names.length > 3 ? 'retro' : names.includes('Bo') ? 'standup' : 'board'
  const started = new Date(Date.UTC(2026, 10, 20 - days, 9, 30)).toISOString()
  const written = { ...description, room, started, people, seconds: sound.length / RATE }
  writeFileSync(join(path, 'recording.json'), JSON.stringify(written))
}
