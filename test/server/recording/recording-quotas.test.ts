import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDescription } from '../../../src/audio/recording-description.ts'
import { SoundSource } from '../../../src/audio/sound/sound-source.ts'
import { limits } from '../../../src/protocol/limits.ts'
import type { DiskSpace } from '../../../src/server/recording/recording-storage.ts'
import { eventually } from '../../helpers/eventually.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { type Member, RecordedRoom } from './recorded-room.ts'

const MEGABYTE = 1e6

/** A recorded room in which two people talk without a pause. */
async function talking(meeting: RecordedRoom): Promise<[Member, Member]> {
  const [ann, bo] = meeting.join('Ann', 'Bo') as [Member, Member]
  await meeting.record(ann, bo)
  meeting.talk(ann, 500, 600_000)
  meeting.talk(bo, 900, 600_000)
  return [ann, bo]
}

/** Lets time pass until the recording has ended, and returns what the room was told last. */
async function untilItEnds(meeting: RecordedRoom, member: Member): Promise<string | undefined> {
  await expect
    .poll(() => {
      meeting.clock.advance(1_000)
      return meeting.room.recording
    })
    .toBeNull()
  await eventually(() => meeting.recordings.running).toBe(0)
  return member.heard('recording').at(-1)?.reason
}

/** Checks that the only recording is complete and closed. */
async function expectWellFormed(meeting: RecordedRoom, problem: string): Promise<void> {
  const { description, path } = meeting
  expect(description).toMatchObject({ problem, ended: expect.any(String) })
  expect(description.files.map(({ file }) => file)).toEqual([
    'mix.wav',
    'events.jsonl',
    'tracks/1-ann.wav',
    'tracks/2-bo.wav',
  ])
  for (const { file } of description.files.filter(({ file }) => file.endsWith('.wav'))) {
    const sound = await SoundSource.open(join(path, file))
    await sound.close()
    expect(sound.whole).toBe(true)
    expect(sound.length / sound.rate).toBeCloseTo(description.seconds, 3)
  }
  expect(readdirSync(path).sort()).toEqual([
    'access',
    'access-tracks',
    'events.jsonl',
    'mix.wav',
    'recording.json',
    'tracks',
  ])
}

describe('a quota of recordings', () => {
  it('ends a recording that has reached its size, and tells everybody why', async () => {
    const changed = { ...limits, recordingBytes: MEGABYTE }
    const meeting = await RecordedRoom.open(freshFolder(), { limits: changed })
    const [ann, bo] = await talking(meeting)
    const reason = 'It reached the maximum size of 1 MB.'
    expect(await untilItEnds(meeting, bo)).toBe(reason)
    await expectWellFormed(meeting, reason)
    const bytes = meeting.description.files.reduce((sum, file) => sum + file.bytes, 0)
    expect(bytes).toBeGreaterThan(0.8 * MEGABYTE)
    expect(bytes).toBeLessThan(1.3 * MEGABYTE)
    await eventually(() => ann.heard('recorded')).toHaveLength(1)
    expect(ann.heard('recorded')[0]!.problem).toBe(reason)
    await meeting.record(ann)
    expect(ann.heard('record_started')).toHaveLength(2)
  })

  it('ends a recording that has lasted its time, pauses included', async () => {
    const changed = { ...limits, recordingTime: 60_000 }
    const meeting = await RecordedRoom.open(freshFolder(), { limits: changed })
    const [, bo] = await talking(meeting)
    meeting.clock.advance(5_000)
    meeting.room.recording!.pause(true)
    const reason = 'It reached the maximum length of 1 minute.'
    expect(await untilItEnds(meeting, bo)).toBe(reason)
    expect(meeting.clock.now()).toBeLessThan(65_000)
    await expectWellFormed(meeting, reason)
  })

  it('ends all recordings when their total is reached, and refuses new ones until there is room', async () => {
    const folder = freshFolder()
    const old = join(folder, 'old/2026-01-01_00-00-00')
    mkdirSync(old, { recursive: true })
    writeFileSync(join(old, 'mix.wav'), Buffer.alloc(2 * MEGABYTE, 1))
    const changed = { ...limits, recordingsBytes: 3 * MEGABYTE }
    const meeting = await RecordedRoom.open(folder, { limits: changed })
    const [ann, bo] = await talking(meeting)
    const reason = 'The recordings on the server have reached their total of 3 MB; ask the operator to make room.'
    expect(await untilItEnds(meeting, bo)).toBe(reason)
    await expect(meeting.record(ann)).rejects.toThrow(reason)
    rmSync(join(folder, 'old'), { recursive: true })
    meeting.clock.advance(60_000)
    await meeting.record(ann)
    await meeting.recordings.close()
    expect(bo.heard('recording').at(-1)?.reason).toBe('The server was shut down.')
  })

  it.each([
    { disk: 'large', total: 1e12, free: 1.1e9, less: 0.9e9, text: '1 GB' },
    { disk: 'small', total: 10e9, free: 0.6e9, less: 0.4e9, text: '500 MB' },
  ])('leaves a reserve on a $disk disk', async ({ total, free, less, text }) => {
    const space: { -readonly [Key in keyof DiskSpace]: DiskSpace[Key] } = { total, free }
    const meeting = await RecordedRoom.open(freshFolder(), { readSpace: async () => space })
    const [ann, bo] = await talking(meeting)
    meeting.clock.advance(20_000)
    expect(meeting.room.recording).not.toBeNull()
    space.free = less
    const reason = `Less than ${text} is free on the disk of the server; ask the operator to make room.`
    expect(await untilItEnds(meeting, bo)).toBe(reason)
    await expectWellFormed(meeting, reason)
    await expect(meeting.record(ann)).rejects.toThrow(reason)
  })

  it('lists no more people than a description may hold', async () => {
    const meeting = await RecordedRoom.open(freshFolder(), { limits: { ...limits, recordedPeople: 10 } })
    const [ann, bo] = await talking(meeting)
    for (let i = 0; i < 50; i++) {
      const [passer] = meeting.join(`Passer ${i}`)
      await meeting.room.recording!.answer(passer!, false)
      meeting.room.leave(passer!)
    }
    meeting.room.leave(bo)
    meeting.room.leave(ann)
    await eventually(() => meeting.recordings.running).toBe(0)
    const { people } = meeting.description
    expect(people.length).toBeLessThanOrEqual(11)
    expect(people.slice(0, 2).map(({ file }) => file)).toEqual(['tracks/1-ann.wav', 'tracks/2-bo.wav'])
  })

  it('names people as they were called when they came', async () => {
    const meeting = await RecordedRoom.open()
    const [ann, bo] = await talking(meeting)
    bo.name = 'Ann Two'
    meeting.clock.advance(1_000)
    await meeting.room.recording!.answer(bo, true)
    meeting.room.leave(ann)
    await eventually(() => meeting.recordings.running).toBe(0)
    const text = readFileSync(join(meeting.path, 'recording.json'), 'utf8')
    expect(parseDescription(text).people.map(({ name }) => name)).toEqual(['Ann', 'Bo'])
  })
})
