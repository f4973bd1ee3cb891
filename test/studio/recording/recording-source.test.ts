import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openRecording } from '../../../src/studio/recording/recording-source.ts'
import { freshFolder } from '../../helpers/folder.ts'

const track = (id: number, name: string) => ({ id, name, consent: 'agreed', file: `tracks/${id}-x.wav` })

/** A folder with the description of a recording. @param files that it lists */
function recording(people: object[], files: string[]): string {
  const folder = join(freshFolder(), 'standup')
  mkdirSync(folder)
  const description = {
    version: 1,
    room: 'standup',
    started: '2026-01-31T09:00:00.000Z',
    ended: '2026-01-31T09:01:00.000Z',
    rate: 48_000,
    frame: 960,
    seconds: 60,
    recorder: 1,
    people,
    files: files.map((file) => ({ file, bytes: 1, sha256: '0'.repeat(64) })),
  }
  writeFileSync(join(folder, 'recording.json'), JSON.stringify(description))
  return folder
}

it('opens the only track of a recording that was fetched without its mix', async () => {
  const own = recording([track(2, 'Bo')], ['tracks/2-x.wav'])
  const { path, tags } = await openRecording(own, null)
  expect(path).toBe(join(own, 'tracks/2-x.wav'))
  expect(tags).toMatchObject({ title: 'standup, 2026-01-31 09:00: Bo', people: ['Bo'] })
})

it('opens the mix of a recording that has one, and of one that is unfinished', async () => {
  for (const files of [['mix.wav', 'tracks/2-x.wav'], []]) {
    const whole = recording([track(2, 'Bo')], files)
    expect((await openRecording(whole, null)).path).toBe(join(whole, 'mix.wav'))
  }
})

it('skips moments that a damaged log puts at infinity', async () => {
  const folder = recording([track(2, 'Bo')], ['tracks/2-x.wav'])
  const lines = [
    '{"at":1e999,"event":"marker","text":"never"}',
    '{"at":1e308,"event":"marker","text":"never as a sample"}',
    '{"at":5,"event":"spoke","user":2,"to":1e999}',
    '{"at":1000,"event":"marker","text":"here"}',
  ]
  writeFileSync(join(folder, 'events.jsonl'), lines.join('\n'))
  const { cues, labels } = await openRecording(folder, null)
  expect(cues(48_000)).toEqual([{ sample: 48_000, label: 'here' }])
  expect(labels).toEqual([{ from: 1, to: 1, text: 'here' }])
})
