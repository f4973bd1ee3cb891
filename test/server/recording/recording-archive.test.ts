import { createHash } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { RecordingArchive } from '../../../src/server/recording/recording-archive.ts'
import { Recordings } from '../../../src/server/recording/recordings.ts'
import { eventually } from '../../helpers/eventually.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { Member, RecordedRoom, VOICE } from './recorded-room.ts'

/** A process id that no process has. */
const NOBODY = 2 ** 22 + 1

/** The folder of a server that was killed while it recorded Ann and Bo, the id of the recording and its tokens. */
async function killed(): Promise<{ folder: string; recording: string; token: string; own: string }> {
  const meeting = await RecordedRoom.open()
  const [ann, bo] = meeting.join('Ann', 'Bo') as [Member, Member]
  await meeting.record(ann)
  const own = await meeting.room.recording!.answer(bo, true)
  meeting.talk(ann, 500, 3_000)
  meeting.clock.advance(3_000)
  await eventually(() => meeting.sound('mix.wav').length).toBeGreaterThan(2 * VOICE.rate)
  const folder = freshFolder()
  cpSync(meeting.folder, folder, { recursive: true })
  const [{ recording, token } = { recording: '', token: '' }] = ann.heard('record_started')
  const lock = join(folder, recording, 'recording.json.lock')
  expect(existsSync(lock)).toBe(true)
  writeFileSync(lock, `${NOBODY} ${hostname()}\n`)
  await meeting.recordings.close()
  return { folder, recording, token, own: own! }
}

const stranger = () => new Member(99, 'Cy')

describe('a recording whose server died', () => {
  it('is completed by the next server, and can be fetched by its tokens', async () => {
    const { folder, recording, token, own } = await killed()
    const clock = new ManualClock()
    const { archive, completed } = await Recordings.open(folder, { format: VOICE, clock, limits })
    await completed
    const [summary] = await archive.list(stranger(), [{ recording, token }])
    expect(summary).toMatchObject({ recording, room: 'Stand-up, early', files: 5 })
    expect(summary!.seconds).toBeGreaterThan(2)
    for (const [key, file] of [[token, 'mix.wav'] as const, [own, 'tracks/2-bo.wav'] as const]) {
      const { sha256 } = await archive.read(stranger(), { recording, token: key }, file, 0)
      const bytes = readFileSync(join(folder, recording, file))
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    }
    expect(existsSync(join(folder, recording, 'recording.json.lock'))).toBe(false)
  })

  it('has files of one length afterwards', async () => {
    const { folder, recording } = await killed()
    const at = (file: string) => join(folder, recording, file)
    // As if the server had died between two writes, one of them after the last update of a header.
    truncateSync(at('tracks/2-bo.wav'), Math.max(80, statSync(at('tracks/2-bo.wav')).size - 999))
    appendFileSync(at('tracks/1-ann.wav'), Buffer.alloc(501, 1))
    const { completed } = await Recordings.open(folder, { format: VOICE, clock: new ManualClock(), limits })
    await completed
    const files = ['mix.wav', 'tracks/1-ann.wav', 'tracks/2-bo.wav']
    const lengths = files.map((file) => readFileSync(at(file)).readUInt32LE(76))
    expect(new Set([...lengths, ...files.map((file) => statSync(at(file)).size - 80)]).size).toBe(1)
    expect(readFileSync(at('tracks/1-ann.wav')).subarray(-10)).toEqual(Buffer.alloc(10, 1))
  })

  it('is neither hashed nor changed for those who ask', async () => {
    const { folder, recording, token } = await killed()
    const archive = new RecordingArchive(folder, () => false, limits)
    const path = join(folder, recording, 'recording.json')
    const before = [readFileSync(path, 'utf8'), statSync(path).mtimeMs]
    const asking = (key: { token?: string }) => archive.read(stranger(), { recording, ...key }, 'mix.wav', 0)
    await expect(asking({})).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(asking({ token: 'guessed' })).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(asking({ token })).rejects.toMatchObject({ code: 'not_ready' })
    const listed = { recording, room: 'Stand-up, early', files: 0, ready: false }
    expect(await archive.list(stranger(), [{ recording, token }])).toMatchObject([listed])
    expect(await archive.list(stranger(), [{ recording, token: 'guessed' }])).toEqual([])
    expect([readFileSync(path, 'utf8'), statSync(path).mtimeMs]).toEqual(before)
  })

  it('is left alone while another server makes it, until that one shows no sign of life', async () => {
    const { folder, recording, token } = await killed()
    const clock = new ManualClock()
    const lock = join(folder, recording, 'recording.json.lock')
    // A process of this machine that runs.
    writeFileSync(lock, `${process.ppid} ${hostname()}\n`)
    utimesSync(lock, clock.date() / 1_000, clock.date() / 1_000)
    const recordings = await Recordings.open(folder, { format: VOICE, clock, limits })
    await recordings.completed
    const find = () => recordings.archive.list(stranger(), [{ recording, token }])
    expect(await find()).toMatchObject([{ ready: false }])
    clock.advance(70_000)
    await recordings.completed
    expect(await find()).toMatchObject([{ files: 5 }])
  })

  it('is completed without a track that is missing', async () => {
    const { folder, recording, token } = await killed()
    rmSync(join(folder, recording, 'tracks/2-bo.wav'))
    const clock = new ManualClock()
    const { archive, completed } = await Recordings.open(folder, { format: VOICE, clock, limits })
    await completed
    const [summary] = await archive.list(stranger(), [{ recording, token }])
    expect(summary).toMatchObject({ files: 4 })
  })
})
