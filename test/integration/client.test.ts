import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { rmsLevel } from '../../src/audio/level.ts'
import { Program, runProgram } from '../helpers/program.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { mountSmallDisk, unmountSmallDisk } from '../helpers/small-disk.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { readWavFile, writeWavFile } from '../helpers/wav-files.ts'

const RATE = 48_000
const SILENT = ['--mic', 'null', '--speaker', 'null']

/** A disk with room for about a second and a half of sound. */
const disk = mountSmallDisk(160)

let server: ServerProcess
let folder: string
let clients: Program[] = []

beforeAll(async () => {
  server = await startServer(['-l'])
})
afterAll(async () => {
  await server.stop()
  if (disk) unmountSmallDisk(disk)
})
afterEach(async () => {
  await Promise.all(clients.map((client) => client.stop()))
  clients = []
  await rm(folder, { recursive: true, force: true })
})

/** A client that is in `room`, once it says so; it runs in a fresh folder. */
async function join(name: string, room: string, ...args: string[]): Promise<Program> {
  const where = ['--ip', '127.0.0.1', '--port', String(server.port)]
  const client = new Program('client/main.js', [...where, '--name', name, '--room', room, '--create', ...args], {
    cwd: folder,
  })
  clients.push(client)
  await client.line(/You are in|"event":"joined"/)
  return client
}

async function freshFolder(): Promise<void> {
  folder = await mkdtemp(path.join(tmpdir(), 'parlor-client-'))
}

describe('talking', () => {
  it('plays a talker to the others, and never to the talker', async () => {
    await freshFolder()
    await writeWavFile(path.join(folder, 'a.wav'), RATE, sine(1000, RATE, 3 * RATE, 0.25))
    const bo = await join('Bo', 'tones', '--mic', 'null', '--speaker', 'bo.wav')
    const ann = await join('Ann', 'tones', '--mic', 'a.wav', '--speaker', 'ann.wav')
    await bo.line(/Ann joined/)
    await ann.line(/a\.wav has ended/)
    bo.type('/quit')
    ann.type('/quit')
    expect(await Promise.all([bo.exit, ann.exit])).toEqual([0, 0])

    const heard = await readWavFile(path.join(folder, 'bo.wav'))
    expect(loudest(heard.samples, 1000)).toBeCloseTo(20 * Math.log10(0.25), 0)
    const own = await readWavFile(path.join(folder, 'ann.wav'))
    expect(rmsLevel(own.samples)).toBeLessThan(-60)
  })

  it('resamples a microphone that has another sample rate', async () => {
    await freshFolder()
    await writeWavFile(path.join(folder, 'a.wav'), 22_050, sine(440, 22_050, 2 * 22_050, 0.25))
    const bo = await join('Bo', 'rates', '--mic', 'null', '--speaker', 'bo.wav')
    const ann = await join('Ann', 'rates', '--mic', 'a.wav', '--speaker', 'null')
    await ann.line(/a\.wav has ended/)
    bo.type('{quit}')
    expect(await bo.exit).toBe(0)
    const { samples } = await readWavFile(path.join(folder, 'bo.wav'))
    expect(loudest(samples, 440)).toBeCloseTo(20 * Math.log10(0.25), 0)
  })
})

describe('writing', () => {
  it('shows messages without control characters, and runs what follows a slash', async () => {
    await freshFolder()
    const ann = await join('Ann', 'text', ...SILENT)
    const bo = await join('Bo', 'text', ...SILENT)
    await ann.line(/^Bo joined\.$/)
    bo.type('hello \u001b[31mred\u001b[0m')
    await ann.line(/^\[\d\d:\d\d\] Bo: hello red$/)
    bo.type('//slash')
    await ann.line(/Bo: \/slash$/)
    bo.type('/name Bob')
    await ann.line(/^Bo is now Bob\.$/)
    bo.type('/mute')
    await ann.line(/^Bob is muted\.$/)
    ann.type('/who')
    await ann.line(/^Bob \(muted\)$/)
    bo.type('/nonsense')
    await bo.line(/^Error: Unknown command \/nonsense; \/help lists the commands$/)
    bo.type('/join nowhere')
    await bo.line(/^Error: room nowhere does not exist; \/new nowhere creates it$/)
    bo.type('/new elsewhere')
    await bo.line(/^You are in elsewhere\. Nobody else is here yet\.$/)
    await ann.line(/^Bob left\.$/)
    bo.type('/rooms')
    await bo.line(/^elsewhere: 1 person$/)
    expect(ann.lines.join('\n')).not.toContain('\u001b')
  })

  it('prints one JSON event per line with --json', async () => {
    await freshFolder()
    const ann = await join('Ann', 'json', '--json', ...SILENT)
    const bo = await join('Bo', 'json', ...SILENT)
    bo.type('hi')
    await ann.line(/"event":"said"/)
    ann.type('/quit')
    expect(await ann.exit).toBe(0)
    const events = ann.lines.map((line) => JSON.parse(line))
    expect(events[0]).toMatchObject({ event: 'connected', rate: RATE, self: { name: 'Ann' } })
    expect(events.find(({ event }) => event === 'said')).toMatchObject({ from: { name: 'Bo' }, text: 'hi' })
    expect(events.at(-1)).toMatchObject({ event: 'statistics' })
  })

  it('leaves when the input ends, after sending everything typed', async () => {
    await freshFolder()
    const ann = await join('Ann', 'pipe', ...SILENT)
    const bo = await join('Bo', 'pipe', ...SILENT)
    // A person who joins and leaves within a moment is not announced.
    await ann.line(/^Bo joined\.$/)
    bo.child.stdin.end('one\ntwo\n')
    expect(await bo.exit).toBe(0)
    await ann.line(/Bo: one$/)
    await ann.line(/Bo: two$/)
    await ann.line(/^Bo left\.$/)
  })
})

describe('recording', () => {
  it('writes the meeting to recordings/<room>/ and notifies the room', async () => {
    await freshFolder()
    await writeWavFile(path.join(folder, 'a.wav'), RATE, sine(1000, RATE, 2 * RATE, 0.25))
    await writeWavFile(path.join(folder, 'b.wav'), RATE, sine(600, RATE, 5 * RATE, 0.25))
    const ann = await join('Ann', 'minutes', '--mic', 'b.wav', '--speaker', 'null', '--record')
    const bo = await join('Bo', 'minutes', '--mic', 'a.wav', '--speaker', 'null')
    await bo.line(/^Ann is recording this room\.$/)
    await bo.line(/a\.wav has ended/)
    ann.type('/stop')
    await ann.line(/^Recorded \d+:\d\d to recordings.minutes/)
    await bo.line(/^Ann stopped recording\.$/)
    const [file] = await readdir(path.join(folder, 'recordings', 'minutes'))
    expect(file).toMatch(/^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.wav$/)
    const { rate, samples } = await readWavFile(path.join(folder, 'recordings', 'minutes', file!))
    expect(rate).toBe(RATE)
    expect(loudest(samples, 1000)).toBeCloseTo(20 * Math.log10(0.25), 0)
    expect(loudest(samples, 600)).toBeCloseTo(20 * Math.log10(0.25), 0)
  })

  it('continues the meeting when the recording cannot be created', async () => {
    await freshFolder()
    await writeWavFile(path.join(folder, 'there.wav'), RATE, sine(440, RATE, RATE))
    const ann = await join('Ann', 'refused', ...SILENT)
    ann.type('/record there.wav')
    await ann.line(/^Error: .*there\.wav/)
    ann.type('still here')
    await ann.line(/Ann \(you\): still here/)
  })

  it.skipIf(!disk)('stops recording when the disk is full, keeps the file, and continues the meeting', async () => {
    await freshFolder()
    // The disk is full some seconds after Ann joins; Bo must be there to see it.
    const bo = await join('Bo', 'full', ...SILENT)
    const ann = await join('Ann', 'full', ...SILENT, '--record', path.join(disk!, 'full.wav'))
    await ann.line(/^Error: .*the disk is full; make room and record again.* the meeting continues\.$/)
    await ann.line(/^Recorded \d+:\d\d to /)
    await bo.line(/^Ann stopped recording\.$/)
    bo.type('still here?')
    await ann.line(/Bo: still here\?$/)
    const { samples } = await readWavFile(path.join(disk!, 'full.wav'))
    expect(samples.length / RATE).toBeGreaterThan(0.5)
  })

  it('leaves a readable recording, missing at most a second, when the client is killed', async () => {
    await freshFolder()
    const ann = await join('Ann', 'killed', ...SILENT, '--record', 'cut.wav')
    await ann.line(/Recording to cut\.wav/)
    const began = performance.now()
    const bo = await join('Bo', 'killed', ...SILENT, '--for', '3s')
    await bo.exit
    const lasted = (performance.now() - began) / 1000
    await ann.stop('SIGKILL')
    const { samples } = await readWavFile(path.join(folder, 'cut.wav'))
    expect(samples.length / RATE).toBeGreaterThan(lasted - 1)
  })
})

describe('devices and voice', () => {
  it('shows and changes devices and voice settings by commands', async () => {
    await freshFolder()
    await writeWavFile(path.join(folder, 'a.wav'), RATE, sine(1000, RATE, RATE, 0.25))
    const ann = await join('Ann', 'sound', ...SILENT, '--threshold', '-50', '--transmission', 'open')
    await ann.line(/^Speaker: none$/)
    ann.type('/mic')
    await ann.line(/^Microphone: none$/)
    ann.type('/threshold')
    await ann.line(/^Your voice is sent above -50 dBFS\.$/)
    ann.type('/threshold -41.5')
    await ann.line(/^Your voice is sent above -41\.5 dBFS\.$/)
    ann.type('/threshold loud')
    await ann.line(/^Error: the threshold must be -100 to 0 dBFS$/)
    ann.type('/talk')
    await ann.line(/^Error: \/talk works only with \/transmission push-to-talk$/)
    ann.type('/transmission')
    await ann.line(/^Everything your microphone picks up is sent\.$/)
    ann.type('/transmission whisper')
    await ann.line(/^Error: unknown mode whisper; modes: voice, push-to-talk, open$/)
    ann.type('/transmission push-to-talk')
    await ann.line(/^Your voice is sent after \/talk/)
    ann.type('/talk')
    await ann.line(/^Talking; \/talk stops\.$/)
    ann.type('/noise')
    await ann.line(/^Noise suppression is off\.$/)
    ann.type('/noise on')
    await ann.line(/^Noise suppression is on\.$/)
    ann.type('/gain perhaps')
    await ann.line(/^Error: the argument must be on or off$/)
    ann.type('/speaker -')
    await ann.line(/^Error: the speaker was not changed: "-" works only on the command line/)
    ann.type('/speaker nowhere')
    await ann.line(/^Error: the speaker was not changed: no speaker matches "nowhere"/)
    ann.type('/speaker heard.wav')
    await ann.line(/^Speaker: heard\.wav$/)
    ann.type('/mic a.wav')
    await ann.line(/^Microphone: a\.wav$/)
    await ann.line(/^a\.wav has ended/)
    ann.type('/tone')
    ann.type('/help')
    await ann.line(/^\/tone {2,}play a test tone/)
    ann.child.stdin.end()
    expect(await ann.exit).toBe(0)
  })

  it('exits with 2 when the voice options are not supported', async () => {
    const usage = ['--ip', '127.0.0.1', '--transmission', 'maybe']
    expect(await runProgram('client/main.js', usage)).toMatchObject({
      code: 2,
      text: expect.stringContaining('push-to-talk'),
    })
  })
})

describe('ending', () => {
  const usual = (port: number) => ['--ip', '127.0.0.1', '--port', String(port), ...SILENT]

  it('exits with 2 on wrong usage, 3 without a server, 4 when refused', async () => {
    await freshFolder()
    const usage = await runProgram('client/main.js', ['--ip', '127.0.0.1', '--for', 'soon'])
    expect(usage).toMatchObject({ code: 2, text: expect.stringContaining('30s, 5m or 1h') })
    const nobody = await runProgram('client/main.js', usual(1))
    expect(nobody).toMatchObject({ code: 3, text: expect.stringContaining('connection refused') })
    const noRoom = await runProgram('client/main.js', [...usual(server.port), '--room', 'nowhere'])
    expect(noRoom).toMatchObject({ code: 4, text: expect.stringContaining('room not found; --create creates it') })
    await join('Ann', 'names', ...SILENT)
    const taken = await runProgram('client/main.js', [...usual(server.port), '--name', 'ANN'])
    expect(taken).toMatchObject({ code: 4, text: expect.stringContaining('choose another name') })
  })

  it('exits with 5 and a message when the server ends', async () => {
    const other = await startServer()
    const told = new Program('client/main.js', [...usual(other.port), '--no-reconnect'])
    await told.line(/^Connected/)
    expect(await other.stop()).toBe(0)
    expect(await told.exit).toBe(5)
    expect(told.lines).toContain('The server is shutting down.')
  })

  it('exits with 0 after the time of --for', async () => {
    const { code } = await runProgram('client/main.js', [...usual(server.port), '--for', '1s'])
    expect(code).toBe(0)
  })
})

/**
 * The level of a tone where it is loudest, in dBFS, by pieces of 100 ms: the playout buffer may have shortened the
 * sound, or moved its pitch a little, somewhere else.
 */
function loudest(samples: Int16Array, hz: number): number {
  const piece = RATE / 10
  let level = -Infinity
  for (let at = 0; at + piece <= samples.length; at += piece / 2) {
    level = Math.max(level, toneLevel(samples.subarray(at, at + piece), hz, RATE))
  }
  return level
}
