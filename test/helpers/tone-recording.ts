import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshFolder } from './folder.ts'
import { sine } from './tones.ts'
import { writeWavFile } from './wav-files.ts'

/** A person of a recording, and when they are heard: s and s. */
export interface ToneTalker {
  readonly name: string
  readonly hz: number
  readonly turns: readonly (readonly [from: number, to: number])[]
}

/** The folder of a recording as the server makes it, of people who are heard as tones. @param seconds that it lasts */
export async function toneRecording(talkers: readonly ToneTalker[], seconds: number, rate = 48_000): Promise<string> {
  const folder = join(freshFolder(), '2026-01-31_09-00-00')
  mkdirSync(join(folder, 'tracks'), { recursive: true })
  const mix = new Int16Array(seconds * rate)
  const people = []
  const events: { at: number }[] = []
  for (const [i, { name, hz, turns }] of talkers.entries()) {
    const file = `tracks/${i + 1}-${slugOf(name)}.wav`
    const voice = new Int16Array(seconds * rate)
    for (const [from, to] of turns) {
      voice.set(sine(hz, rate, Math.round((to - from) * rate), 0.25), Math.round(from * rate))
      events.push({ at: 1000 * from, ...{ event: 'spoke', user: i + 1, name, to: 1000 * to } })
    }
    voice.forEach((sample, n) => {
      mix[n]! += sample
    })
    await writeWavFile(join(folder, file), rate, voice)
    people.push({ id: i + 1, name, consent: 'agreed', file })
  }
  await writeWavFile(join(folder, 'mix.wav'), rate, mix)
  const description = {
    ...{ version: 1, room: 'standup', started: '2026-01-31T09:00:00.000Z', ended: null },
    ...{ rate, frame: rate / 50, seconds, recorder: 1, people, files: [] },
  }
  writeFileSync(join(folder, 'recording.json'), JSON.stringify(description))
  events.sort((a, b) => a.at - b.at)
  writeFileSync(join(folder, 'events.jsonl'), `${events.map((event) => JSON.stringify(event)).join('\n')}\n`)
  return folder
}

function slugOf(name: string): string {
  const bare = name.normalize('NFKD').replace(/\p{M}/gu, '')
  return bare.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}
