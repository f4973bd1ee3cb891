import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Speaker } from '../../src/audio/devices/device.ts'
import { openSpeaker } from '../../src/audio/devices/open-device.ts'
import { DEFAULT_BITRATE } from '../../src/audio/format.ts'
import { Meeting } from '../../src/client/meeting/meeting.ts'
import { RecordingKeys } from '../../src/client/recordings/recording-keys.ts'
import { Memory } from '../../src/client/store/memory.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { ok, refused } from '../../src/lib/result.ts'
import type { MeetingEvent } from '../../src/protocol/meeting/meeting-events.ts'
import { childPids } from '../helpers/child-pids.ts'
import { CpuWitness } from '../helpers/cpu-witness.ts'
import { PulseServer } from '../helpers/pulse.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { missing } from '../helpers/tools.ts'
import { readWavFile } from '../helpers/wav-files.ts'

const RATE = 48_000
const FRAME = RATE / 50
const PIECE = RATE / 20
const soon = { timeout: 60_000, interval: 50 }
/** The voice is to be a tone, and the same at the other end. */
const AS_IT_IS = { noiseSuppression: false, automaticGain: false, transmission: 'open' } as const

describe.skipIf(missing('pulseaudio', 'pactl', 'parec', 'pacat'))('changing a device during a call', () => {
  let pulse: PulseServer
  let server: ServerProcess
  let folder: string
  let tones: Speaker[]
  const meetings: Meeting[] = []

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'parlor-switch-'))
    pulse = await PulseServer.start('A', 'B', 'C', 'D')
    pulse.use()
    server = await startServer()
    tones = await Promise.all([playTone('pulse:A', 500), playTone('pulse:B', 900)])
  })
  afterEach(async () => {
    await Promise.all(meetings.splice(0).map((meeting) => meeting.close()))
  })
  afterAll(async () => {
    await Promise.all((tones ?? []).map((speaker) => speaker.close()))
    await server?.stop()
    await pulse?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function join(
    name: string,
    microphone: string,
    speaker: string,
    events: MeetingEvent[] = [],
  ): Promise<Meeting> {
    const meeting = await Meeting.open(
      {
        ...{ host: '127.0.0.1', port: server.port, name, microphone, speaker, voice: AS_IT_IS },
        ...{ clock: systemClock, codec: 'pcm', bitrate: DEFAULT_BITRATE, log: null, met: false },
        ...{
          recordFolder: 'recordings',
          reconnect: false,
          recordings: new RecordingKeys(new Memory(systemClock), '127.0.0.1', server.port),
        },
        ...{ sharing: { capture: 'auto', fps: undefined, maxWidth: 1920 } },
        ...{ protection: null, serverPassword: async () => null },
      },
      (event) => events.push(event),
    )
    meetings.push(meeting)
    await meeting.rooms.create('room')
    await meeting.rooms.join('room')
    await vi.waitFor(() => {
      expect(meeting.sound.microphone.problem).toBeNull()
      expect(meeting.sound.speaker.problem).toBeNull()
    }, soon)
    return meeting
  }

  test('plays the new microphone to others, and closes the old one', async () => {
    const heard = path.join(folder, `heard-${performance.now()}.wav`)
    const events: MeetingEvent[] = []
    const bo = await join('Bo', 'null', heard)
    const ann = await join('Ann', 'pulse:A.monitor', 'null', events)
    await heardFor(bo, 1000)

    const witness = new CpuWitness()
    const from = performance.now()
    expect(await ann.sound.useMicrophone('pulse:nowhere')).toEqual(
      refused(expect.stringContaining('no microphone matches "nowhere"')),
    )
    expect(await ann.sound.useMicrophone('-')).toEqual(refused(expect.stringContaining('choose a device')))
    expect(await ann.sound.useMicrophone('pulse:B.monitor')).toEqual(ok(undefined))
    expect(programs('microphone', 'A.monitor')).toEqual([])
    expect(programs('microphone', 'B.monitor')).toHaveLength(1)
    await heardFor(bo, 1000)
    const disturbed = witness.disturbed(from, performance.now())
    witness.stop()
    await Promise.all([bo.close(), ann.close()])
    expect(events.filter(({ event }) => event === 'device' || event === 'error')).toEqual([
      { event: 'device', kind: 'speaker', fine: true, message: 'none' },
      { event: 'device', kind: 'microphone', fine: true, message: 'Monitor of Null Output' },
      { event: 'device', kind: 'microphone', fine: true, message: 'Monitor of Null Output' },
    ])

    const { samples } = await readWavFile(heard)
    const a = pieces(samples, 500)
    const b = pieces(samples, 900)
    expect(a.length).toBeGreaterThan(5)
    expect(b.length).toBeGreaterThan(10)
    expect(Math.min(...b)).toBeGreaterThan(Math.max(...a) - 2)
    // What the new program needs until it gives its first sound, where the machine lets it run.
    if (!disturbed) expect(((Math.min(...b) - Math.max(...a)) * PIECE) / RATE).toBeLessThan(1)
  })

  test('plays the room on the new speaker, and closes the old one', async () => {
    const bo = await join('Bo', 'null', 'pulse:C')
    await join('Ann', 'pulse:A.monitor', 'null')
    await vi.waitFor(async () => expect(await levelOn('C')).toBeGreaterThan(-25), soon)
    expect(await bo.sound.useSpeaker('pulse:D')).toEqual(ok(undefined))
    expect(programs('speaker', 'C')).toEqual([])
    await vi.waitFor(async () => expect(await levelOn('D')).toBeGreaterThan(-25), soon)
    expect(await levelOn('C')).toBeLessThan(-80)
    expect(bo.sound.speaker).toEqual({ name: 'Null Output', problem: null })
  })

  test('allows changes faster than a device opens, and leaving while it opens', async () => {
    const bo = await join('Bo', 'null', 'null')
    const changes = ['pulse:A.monitor', 'pulse:B.monitor', 'null', 'pulse:A.monitor'].map((spec) =>
      bo.sound.useMicrophone(spec),
    )
    expect(await Promise.all(changes.slice(0, 2))).toEqual([ok(undefined), ok(undefined)])
    await bo.close()
    await Promise.all(changes)
    await vi.waitFor(() => expect(childPids(process.pid, 'Parlor microphone')).toEqual([]), soon)
  })

  test('plays the test tone on the speaker only', async () => {
    const bo = await join('Bo', 'null', 'pulse:C')
    await bo.sound.useSpeaker('pulse:D')
    const ann = await join('Ann', 'null', 'null')
    ann.sound.levels()
    const recorded = pulse.record('D', RATE, 2000)
    bo.sound.playTestTone()
    expect(loudestTone(await recorded, 587.33)).toBeGreaterThan(-25)
    expect(ann.sound.levels().speaker).toBeLessThan(-80)
  })

  /** Resolves when this much more was heard of the room. */
  async function heardFor({ sound }: Meeting, ms: number): Promise<void> {
    const enough = sound.stats.played + ms / 20
    await vi.waitFor(() => expect(sound.stats.played).toBeGreaterThan(enough), soon)
  }

  async function playTone(spec: string, hz: number): Promise<Speaker> {
    const speaker = await openSpeaker(spec, { rate: RATE, frameMs: 20 }, systemClock)
    let at = 0
    speaker.start(
      () => {
        at += FRAME
        return sine(hz, RATE, FRAME, 0.1, at)
      },
      { failed() {} },
    )
    return speaker
  }

  async function levelOn(sink: string): Promise<number> {
    return toneLevel(await pulse.record(sink, RATE, 200), 500, RATE)
  }
})

/** The programs of the client that use this device. */
function programs(kind: string, device: string): number[] {
  return childPids(process.pid, `Parlor ${kind}\0--device=${device}`)
}

/** Which pieces of 50 ms hold this tone, at about the level at which it is spoken. */
function pieces(samples: Int16Array, hz: number): number[] {
  const found: number[] = []
  for (let i = 0; (i + 1) * PIECE <= samples.length; i++) {
    if (toneLevel(samples.subarray(i * PIECE, (i + 1) * PIECE), hz, RATE) > -26) found.push(i)
  }
  return found
}

/** The highest level of a tone in any 50 ms, in dBFS. */
function loudestTone(samples: Int16Array, hz: number): number {
  let level = -Infinity
  for (let at = 0; at + PIECE <= samples.length; at += PIECE / 2) {
    level = Math.max(level, toneLevel(samples.subarray(at, at + PIECE), hz, RATE))
  }
  return level
}
