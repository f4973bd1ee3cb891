import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../../bench/statistics.ts'
import { babble } from './babble.ts'
import { writeWavFile } from './wav-files.ts'

/** Who speaks from when to when, in s. */
const TURNS = [
  [1, 0.6, 7.2],
  [2, 8.1, 13.4],
  [1, 13.9, 17],
  [3, 17.6, 26.8],
  [2, 25.5, 28.2],
  [1, 29, 36.5],
  [3, 39.7, 47.6],
  [2, 48.1, 56],
  [1, 56.4, 59],
] as const
const NAMES = ['Ann', 'Bo', 'Priya']
const SECONDS = 60

/**
 * Writes the folder of a recording: a minute in which three people speak in turn, with two markers.
 * @returns its path
 */
export async function writeTalk(folder: string, rate: number, name = 'standup'): Promise<string> {
  const path = join(folder, name)
  mkdirSync(join(path, 'tracks'), { recursive: true })
  const mix = new Int16Array(SECONDS * rate)
  const people = []
  for (const [i, person] of NAMES.entries()) {
    const id = i + 1
    const turns = TURNS.filter(([who]) => who === id).map(([, from, to]) => [from, to] as const)
    const file = `tracks/${id}-${person.toLowerCase()}.wav`
    const voice = spoken(rate, turns, id)
    voice.forEach((sample, n) => {
      mix[n]! += sample
    })
    await writeWavFile(join(path, file), rate, voice)
    people.push({ id, name: person, consent: 'agreed', file })
  }
  await writeWavFile(join(path, 'mix.wav'), rate, mix)
  const description = {
    ...{ version: 1, room: 'standup', started: '2026-11-21T09:30:00.000Z', ended: '2026-11-21T09:31:00.000Z' },
    ...{ rate, frame: rate / 50, seconds: SECONDS, recorder: 1, people, files: [] },
  }
  writeFileSync(join(path, 'recording.json'), JSON.stringify(description))
  const events = [
    ...TURNS.map(([user, from, to]) => ({ at: from * 1000, event: 'spoke', user, to: to * 1000 })),
    { at: 17_600, event: 'marker', user: 1, name: 'Ann', text: 'the release' },
    { at: 48_000, event: 'marker', user: 1, name: 'Ann', text: 'decided' },
  ]
  writeFileSync(join(path, 'events.jsonl'), `${events.map((event) => JSON.stringify(event)).join('\n')}\n`)
  return path
}

/** A voice that is heard in its turns: syllables of uneven loudness in phrases that fade out. */
function spoken(rate: number, turns: readonly (readonly [number, number])[], seed: number): Int16Array {
  const random = seededRandom(seed)
  const sound = babble(rate, SECONDS, seed)
  const loudness = new Float64Array(sound.length)
  for (const [from, to] of turns) {
    for (let at = from; at < to; ) {
      const end = Math.min(to, at + 0.12 + 0.2 * random())
      const peak = (0.15 + 1.6 * random() ** 2) * (0.6 + 0.4 * Math.cos(((at - from) % 2.3) * 1.2))
      const [first, last] = [Math.round(at * rate), Math.round(end * rate)]
      for (let i = first; i < last; i++) {
        loudness[i] = peak * Math.sin((Math.PI * (i - first)) / (last - first)) ** 0.7
      }
      at = end + 0.02 + (random() < 0.15 ? 0.35 * random() : 0)
    }
  }
  return sound.map((sample, i) => Math.round(sample * loudness[i]! + (random() - 0.5) * 12))
}
