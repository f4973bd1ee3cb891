import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the three of `writeTalk` might say in their turns: who, from and to in s, and the words. */
const SAID = [
  [1, 0.6, 7.2, 'Good morning everybody, let us begin with what is left for the release.'],
  [2, 8.1, 13.4, 'The server is ready, and the tests were green all night.'],
  [1, 13.9, 17, 'And the recordings?'],
  [3, 17.6, 26.8, 'They open everywhere now. I cut an hour of talk yesterday evening and nothing clicked.'],
  [2, 25.5, 28.2, 'Not even once?'],
  [1, 29, 36.5, 'Then all that is missing is the documentation, and somebody who reads it.'],
  [3, 39.7, 47.6, 'I can read it on the train tomorrow, if it is there by noon.'],
  [2, 48.1, 56, 'Agreed: the documentation by noon, and the release in the evening.'],
  [1, 56.4, 59, 'Wonderful, see you then.'],
] as const
const NAMES = ['Ann', 'Bo', 'Priya']

/** Puts a transcript beside the recording that `writeTalk` wrote. @param path of its folder */
export function writeTalkTranscript(path: string, rate: number): void {
  const utterances = SAID.map(([user, from, to, text]) => {
    const name = NAMES[user - 1]!
    const parts = text.split(' ')
    const at = (i: number) => Math.round((from + ((to - from) * i) / parts.length) * rate)
    const words = parts.map((word, i) => ({ from: at(i), to: at(i + 1), text: word }))
    const track = `${user}-${name.toLowerCase()}`
    return { user, name, track, from: at(0), to: at(parts.length), text, words }
  })
  const transcript = { version: 1, engine: 'whisper-cli', rate, utterances }
  writeFileSync(join(path, 'transcript.json'), JSON.stringify(transcript))
}
