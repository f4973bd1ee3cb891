import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { Recordings } from '../../../src/server/recording/recordings.ts'
import { eventually } from '../../helpers/eventually.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { mountSmallDisk, unmountSmallDisk } from '../../helpers/small-disk.ts'
import { toneLevel } from '../../helpers/tones.ts'
import { RecordedRoom, VOICE } from './recorded-room.ts'

/** Level in dBFS below which a tone counts as absent; the tones have -20 dBFS. */
const ABSENT = -90

describe('RoomRecording', () => {
  it('records ten minutes of five people in aligned tracks and a mix, without a member who refused', async () => {
    const meeting = await RecordedRoom.open()
    const { room, clock } = meeting
    const [ann, ...others] = meeting.join('Ann', 'Bo', 'Cy', 'Di', 'Ed', 'Flo')
    const flo = others.pop()!
    const talkers = [ann!, ...others]
    // No two frames of these tones are equal, so a misplaced frame is detected.
    const tones = [301, 503, 707, 911, 1_103]
    await meeting.record(ann!, ...others)
    await room.recording!.answer(flo, false)

    const minutes = 10
    const began = clock.now()
    for (const [i, member] of talkers.entries()) meeting.talk(member, tones[i]!, minutes * 60_000)
    meeting.talk(flo, 1_709, minutes * 60_000)
    const files = ['mix.wav', ...readdirSync(join(meeting.path, 'tracks')).map((name) => join('tracks', name))]
    expect(files).toHaveLength(6)
    for (let second = 1; second <= minutes * 60; second += 2) {
      clock.advance(2_000)
      // Wait for the disk to keep up.
      const enough = (second - 1) * VOICE.rate * 2
      const smallest = () => Math.min(...files.map((file) => statSync(join(meeting.path, file)).size))
      await vi.waitFor(() => expect(smallest()).toBeGreaterThan(enough), { interval: 1, timeout: 60_000 })
    }
    expect(clock.now() - began).toBe(minutes * 60_000)
    await room.recording!.end()

    const { people, seconds, problem } = meeting.description
    expect(problem).toBeUndefined()
    expect(Math.abs(seconds - minutes * 60)).toBeLessThanOrEqual(0.02)
    expect(people.map(({ name, consent, file }) => [name, consent, file])).toEqual([
      ['Ann', 'agreed', 'tracks/1-ann.wav'],
      ['Bo', 'agreed', 'tracks/2-bo.wav'],
      ['Cy', 'agreed', expect.stringMatching(/^tracks\/3-cy/)],
      ['Di', 'agreed', expect.stringMatching(/^tracks\/4-di/)],
      ['Ed', 'agreed', expect.stringMatching(/^tracks\/5-ed/)],
      ['Flo', 'refused', null],
    ])

    const mixed = meeting.sound('mix.wav')
    const tracks = people.slice(0, 5).map(({ file }) => meeting.sound(file!))
    // At the start, in the middle, and at the end of the ten minutes.
    for (const at of [VOICE.rate, 300 * VOICE.rate, 598 * VOICE.rate]) {
      const second = (sound: Int16Array) => sound.subarray(at, at + VOICE.rate)
      tracks.forEach((track, i) => {
        for (const hz of [...tones, 1_709]) {
          const level = toneLevel(second(track), hz, VOICE.rate)
          if (hz === tones[i]) expect(level).toBeCloseTo(-20, 0)
          else expect(level).toBeLessThan(ABSENT)
        }
      })
      for (const hz of tones) expect(toneLevel(second(mixed), hz, VOICE.rate)).toBeCloseTo(-20, 0)
      expect(toneLevel(second(mixed), 1_709, VOICE.rate)).toBeLessThan(-70)
    }
    // The mix equals the sum of the tracks sample by sample, so no track is shifted.
    expect(tracks.every((track) => track.length === mixed.length)).toBe(true)
    let different = 0
    for (let i = 0; i < mixed.length; i++) {
      let sum = 0
      for (const track of tracks) sum += track[i]!
      if (sum !== mixed[i]) different++
    }
    expect(different).toBe(0)
  })

  it('records a member only from their consent until they withdraw it', async () => {
    const meeting = await RecordedRoom.open()
    const { room, clock } = meeting
    const [ann, bo] = meeting.join('Ann', 'Bo')
    await meeting.record(ann!)
    expect(bo!.heard('record_consent_wanted')).toEqual([
      {
        label: 'record_consent_wanted',
        room: 'Stand-up, early',
        by: { id: 1, name: 'Ann' },
        recording: room.recording!.id,
      },
    ])
    expect(ann!.heard('record_consent_wanted')).toEqual([])
    meeting.talk(bo!, 500, 6_000)
    clock.advance(2_000)
    expect(bo!.describe().recorded).toBeUndefined()
    await room.recording!.answer(bo!, true)
    expect(bo!.describe().recorded).toBe(true)
    clock.advance(2_000)
    await room.recording!.answer(bo!, false)
    clock.advance(2_000)
    await room.recording!.end()

    const { rate } = VOICE
    const [, { file }] = meeting.description.people as [unknown, { file: string }]
    for (const sound of [meeting.sound('mix.wav'), meeting.sound(file)]) {
      expect(sound.length).toBe(6 * rate)
      expect(sound.subarray(0, 2 * rate).every((sample) => sample === 0)).toBe(true)
      expect(toneLevel(sound.subarray(2.5 * rate, 3.5 * rate), 500, rate)).toBeCloseTo(-20, 0)
      expect(sound.subarray(4 * rate + meeting.frame).every((sample) => sample === 0)).toBe(true)
    }
    expect(meeting.events.filter(({ event }) => event === 'consent')).toEqual([
      { at: 0, event: 'consent', user: 1, name: 'Ann', agree: true },
      { at: 2_000, event: 'consent', user: 2, name: 'Bo', agree: true },
      { at: 4_000, event: 'consent', user: 2, name: 'Bo', agree: false },
    ])
  })

  it('asks a newcomer once, and remembers the answer when they return', async () => {
    const meeting = await RecordedRoom.open()
    const [ann] = meeting.join('Ann')
    await meeting.record(ann!)
    const [bo] = meeting.join('Bo')
    expect(bo!.heard('recording')).toEqual([
      { label: 'recording', on: true, by: { id: 1, name: 'Ann' }, tracks: true, recording: meeting.room.recording!.id },
    ])
    expect(bo!.heard('record_consent_wanted')).toHaveLength(1)
    await meeting.room.recording!.answer(bo!, true)
    meeting.room.leave(bo!)
    expect(bo!.recorded).toBe(false)
    meeting.room.enter(bo!)
    meeting.room.sendStateTo(bo!)
    expect(bo!.heard('record_consent_wanted')).toHaveLength(1)
    expect(bo!.recorded).toBe(true)
  })

  it('writes events to events.jsonl, and chat only of members who agreed', async () => {
    const meeting = await RecordedRoom.open()
    const { room, clock } = meeting
    const [ann, bo] = meeting.join('Ann', 'Bo')
    await meeting.record(ann!)
    const say = (id: number, name: string, text: string) =>
      room.say({ label: 'said', from: id, name, text, at: clock.date() })
    clock.advance(1_000)
    meeting.talk(ann!, 500, 1_000)
    clock.advance(3_000)
    say(1, 'Ann', 'noted')
    say(2, 'Bo', 'not noted')
    room.recording!.pause(true)
    clock.advance(5_000)
    room.recording!.pause(false)
    room.recording!.mark('decided')
    room.leave(bo!)
    await room.recording!.end()
    expect(meeting.events).toEqual([
      { at: 0, event: 'joined', user: 1, name: 'Ann' },
      { at: 0, event: 'joined', user: 2, name: 'Bo' },
      { at: 0, event: 'consent', user: 1, name: 'Ann', agree: true },
      { at: 1_000, event: 'spoke', user: 1, to: 2_000 },
      { at: 4_000, event: 'said', user: 1, name: 'Ann', text: 'noted' },
      { at: 4_000, event: 'paused', user: 1, name: 'Ann' },
      { at: 4_000, event: 'resumed', user: 1, name: 'Ann' },
      { at: 4_000, event: 'marker', user: 1, name: 'Ann', text: 'decided' },
      { at: 4_000, event: 'left', user: 2, name: 'Bo' },
      { at: 4_000, event: 'ended' },
    ])
    expect(bo!.heard('recording_marked')).toEqual([
      { label: 'recording_marked', by: { id: 1, name: 'Ann' }, text: 'decided', at: 4_000 },
    ])
    expect(bo!.heard('recording').map(({ on, paused }) => [on, paused])).toEqual([
      [true, undefined],
      [true, true],
      [true, undefined],
    ])
    expect(meeting.sound('mix.wav').length).toBe(4 * VOICE.rate)
  })

  it('ends when the recorder leaves, who is sent its id and token', async () => {
    const meeting = await RecordedRoom.open()
    const [ann, bo] = meeting.join('Ann', 'Bo')
    await meeting.record(ann!)
    const [{ recording, token } = {}] = ann!.heard('record_started')
    meeting.clock.advance(1_000)
    meeting.room.leave(ann!)
    await meeting.recordings.close()
    expect(meeting.room.recording).toBeNull()
    expect(bo!.heard('recording').at(-1)).toMatchObject({ on: false, tracks: true })
    expect(ann!.heard('recorded')).toEqual([{ label: 'recorded', recording, token, seconds: 1 }])
    expect(meeting.path.endsWith(recording!)).toBe(true)
    expect(ann!.recording).toBe(false)
  })

  it('is refused when the room is already being recorded', async () => {
    const meeting = await RecordedRoom.open()
    const [ann, bo] = meeting.join('Ann', 'Bo')
    const first = meeting.record(ann!)
    await expect(meeting.record(bo!)).rejects.toThrow('The server is already recording this room')
    await first
    await expect(meeting.record(bo!)).rejects.toThrow('already recording this room, for Ann')
  })
})

const disk = mountSmallDisk(256)
afterAll(() => {
  if (disk) unmountSmallDisk(disk)
})

describe('a disk that cannot be written', () => {
  it.skipIf(!disk)('ends the recording with a reason for the room, but not the meeting', async () => {
    const meeting = await RecordedRoom.open(join(disk!, 'here'))
    const [ann, bo] = meeting.join('Ann', 'Bo')
    await meeting.record(ann!)
    meeting.talk(ann!, 500, 60_000)
    const written = () => statSync(join(meeting.path, 'mix.wav')).size
    for (let second = 1; second < 60 && meeting.room.recording; second++) {
      meeting.clock.advance(1_000)
      // The disk keeps up with the clock, until it is full.
      const enough = (second - 1) * VOICE.rate * 2
      await eventually(() => meeting.room.recording === null || written() > enough).toBe(true)
    }
    await meeting.recordings.close()
    expect(bo!.heard('recording').at(-1)).toMatchObject({
      on: false,
      reason: 'The server stopped the recording: the disk is full; make room and record again.',
    })
    await eventually(() => ann!.heard('recorded')).toHaveLength(1)
    expect(ann!.heard('recorded')[0]!.problem).toContain('the disk is full')
    expect(meeting.sound('mix.wav').length).toBeGreaterThan(2 * VOICE.rate)
    expect(meeting.room.empty).toBe(false)
  })

  it('is reported to a member who wants to record, and nothing is recorded', async () => {
    const meeting = await RecordedRoom.open()
    const [ann] = meeting.join('Ann')
    rmSync(meeting.folder, { recursive: true })
    writeFileSync(meeting.folder, '')
    await expect(meeting.record(ann!)).rejects.toThrow(
      'The server cannot write a recording: a part of the path is a file and not a folder; choose another folder',
    )
    expect([meeting.room.recording, ann!.recording]).toEqual([null, false])
    rmSync(meeting.folder)
    await meeting.record(ann!)
    expect(ann!.heard('recording')).toHaveLength(1)
  })

  it('is reported in a sentence at the start of the server', async () => {
    const file = join(freshFolder(), 'file')
    writeFileSync(file, '')
    await expect(
      Recordings.open(join(file, 'below'), { format: VOICE, clock: new ManualClock(), limits }),
    ).rejects.toThrow(
      `Cannot record to ${file}/below: a part of the path is a file and not a folder; choose another folder.`,
    )
  })
})
