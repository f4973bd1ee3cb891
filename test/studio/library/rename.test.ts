import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SoundSource } from '../../../src/audio/sound/sound-source.ts'
import { readEdits, writeEdits } from '../../../src/studio/edit/edits-file.ts'
import { renameRecording } from '../../../src/studio/library/rename.ts'
import { listLibrary } from '../../../src/studio/library/scan.ts'
import { openPeaks } from '../../../src/studio/peaks/peaks-file.ts'
import { openTranscript } from '../../../src/studio/transcript/transcript.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { putFile, putFolder } from '../../helpers/recordings.ts'

it('renames a file with its sidecars, and no other file', async () => {
  const folder = freshFolder()
  const path = await putFile(folder, 'standup/day')
  const other = await putFile(folder, 'standup/day-2')
  const source = await SoundSource.open(path)
  await openPeaks(source)
  await source.close()
  writeFileSync(join(folder, 'standup/day.transcript.srt'), 'Hello')
  writeFileSync(`${other}.peaks`, 'of another')
  const renamed = await renameRecording(
    (await listLibrary(folder)).find(({ path: at }) => at === path)!,
    '  Bügel & Talk ',
  )
  expect(renamed).toBe(join(folder, 'standup/bugel-talk.wav'))
  expect(existsSync(path)).toBe(false)
  expect(existsSync(`${path}.peaks`)).toBe(false)
  expect(existsSync(`${renamed}.peaks`)).toBe(true)
  expect(readFileSync(join(folder, 'standup/bugel-talk.transcript.srt'), 'utf8')).toBe('Hello')
  expect(readFileSync(`${other}.peaks`, 'utf8')).toBe('of another')
})

it('renames the track in the transcript of a file', async () => {
  const folder = freshFolder()
  await putFile(folder, 'day')
  const said = { user: null, name: 'Ann', from: 0, to: 800, text: 'Hello', words: [] }
  const utterances = [{ ...said, track: 'day' }]
  const transcript = { version: 1, engine: 'whisper-cli', rate: 8_000, utterances }
  writeFileSync(join(folder, 'day.transcript.json'), JSON.stringify(transcript))
  writeFileSync(join(folder, 'day.transcript.json.bak'), 'mine')
  const renamed = await renameRecording((await listLibrary(folder))[0]!, 'night')
  expect((await openTranscript(renamed))?.utterances).toEqual([{ ...said, track: 'night' }])
  expect(existsSync(join(folder, 'day.transcript.json.bak'))).toBe(true)
})

it('renames the track in the edits of a file', async () => {
  const folder = freshFolder()
  const path = await putFile(folder, 'day')
  writeEdits(`${path}.edits.json`, {
    done: 2,
    operations: [
      { name: 'gain', db: -6, tracks: ['day'] },
      { name: 'normalise', measure: 'peak', gains: { day: 3, other: 1 } },
      { name: 'cut', from: 0, to: 1 },
    ],
  })
  const renamed = await renameRecording((await listLibrary(folder))[0]!, 'night')
  expect(existsSync(`${path}.edits.json`)).toBe(false)
  expect(readEdits(`${renamed}.edits.json`)).toEqual({
    done: 2,
    operations: [
      { name: 'gain', db: -6, tracks: ['night'] },
      { name: 'normalise', measure: 'peak', gains: { night: 3, other: 1 } },
      { name: 'cut', from: 0, to: 1 },
    ],
  })
})

it('renames a folder within its parent', async () => {
  const folder = freshFolder()
  await putFolder(folder, 'standup/2026-01-31_09-00-00', ['Ann'])
  const renamed = await renameRecording((await listLibrary(folder))[0]!, 'kick_off.wav')
  expect(renamed).toBe(join(folder, 'standup/kick_off'))
  expect(existsSync(join(renamed, 'recording.json'))).toBe(true)
})

it.each([
  ['../../escape', 'escape.wav'],
  ['/etc/passwd', 'etc-passwd.wav'],
  ['a\u001b[31mb\0', 'a-31mb.wav'],
  [`${'x'.repeat(300)}`, `${'x'.repeat(40)}.wav`],
])('turns %j into a safe file name', async (wanted, name) => {
  const folder = freshFolder()
  await putFile(folder, 'room/day')
  expect(await renameRecording((await listLibrary(folder))[0]!, wanted)).toBe(join(folder, 'room', name))
})

it.each([
  ['...', /a name needs letters/],
  ['会議', /a name needs letters/],
  ['NUL', /a name needs letters/],
  ['Other', /other.wav already exists/],
])('refuses %j and changes nothing', async (wanted, message) => {
  const folder = freshFolder()
  const path = await putFile(folder, 'day')
  const other = await putFile(folder, 'other', 1)
  const entry = (await listLibrary(folder)).find(({ name }) => name === 'day')!
  await expect(renameRecording(entry, wanted)).rejects.toThrow(message)
  expect(existsSync(path)).toBe(true)
  expect(readFileSync(other).length).toBe(8_000 * 2 + 44)
})
