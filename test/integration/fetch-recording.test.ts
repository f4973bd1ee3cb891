import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { Program, runProgram } from '../helpers/program.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { sine } from '../helpers/tones.ts'
import { writeWavFile } from '../helpers/wav-files.ts'
import { connect, type WireClient } from '../helpers/wire-client.ts'

const RATE = 48_000
let server: ServerProcess
let folder: string
/** What the recording is called, and the client that made it. */
let id: string
let ann: Program
const clients: WireClient[] = []

beforeAll(async () => {
  folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim()
  server = await startServer(['--recordings', folder])
  const cwd = join(folder, 'client')
  mkdirSync(cwd)
  await writeWavFile(join(cwd, 'a.wav'), RATE, sine(500, RATE, RATE, 0.25))
  const silent = ['--speaker', 'null', '--name', 'Ann', '--room', 'standup', '--create']
  ann = new Program('client/main.js', [...where(), '--mic', 'a.wav', ...silent], { cwd })
  await ann.line(/You are in/)
  ann.type('/record tracks')
  await ann.line(/You are recording this room on the server/)
  await ann.line(/a\.wav has ended/)
  ann.type('/mark done')
  ann.type('/stop')
  const line = await ann.line(/^Recorded \d+:\d\d on the server as .*; \/fetch downloads it\.$/)
  id = / as (.*);/.exec(line)![1]!
})
afterAll(async () => {
  await ann.stop()
  await server.stop()
  execFileSync('rm', ['-r', folder])
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
})

const where = () => ['--ip', '127.0.0.1', '--port', String(server.port)]

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(path, name)).isFile())
    .sort()
}

describe('fetching a recording', () => {
  it('downloads all its files during the meeting, and lists it', async () => {
    ann.type('/recordings')
    await ann.line(new RegExp(`^${id} {2}standup, 0:0\\d min, 4 files, 0\\.\\d MB$`))
    ann.type('/fetch')
    await ann.line(new RegExp(`^Downloaded ${id} to recordings/${id}; all files verified\\.$`))
    const here = join(folder, 'client/recordings', id)
    const there = filesBelow(join(folder, id)).filter((name) => name !== 'access')
    expect(filesBelow(here)).toEqual(there)
    expect(there).toEqual(['events.jsonl', 'mix.wav', 'recording.json', 'tracks/1-ann.wav'])
    for (const file of there) expect(readFileSync(join(here, file))).toEqual(readFileSync(join(folder, id, file)))
    ann.type('/fetch other')
    await ann.line(/^Error: You have no recording other on this server; the latest are standup\//)
  })

  it('resumes an interrupted download another day, and discards damaged parts', async () => {
    const cwd = freshFolder()
    const here = join(cwd, 'recordings', id)
    mkdirSync(join(here, 'tracks'), { recursive: true })
    copyFileSync(join(folder, id, 'mix.wav'), join(here, 'whole'))
    const mix = readFileSync(join(here, 'whole'))
    writeFileSync(join(here, 'mix.wav.part'), mix.subarray(0, 50_000))
    const [track] = readdirSync(join(folder, id, 'tracks'))
    writeFileSync(join(here, 'tracks', `${track}.part`), Buffer.alloc(1_000, 7))

    const listed = await runProgram('client/main.js', ['recordings', ...where(), '--json'], { cwd })
    expect(JSON.parse(listed.text).map(({ recording }: { recording: string }) => recording)).toContain(id)
    const damaged = await runProgram('client/main.js', ['fetch', id, ...where()], { cwd })
    expect(damaged).toEqual({ code: 4, text: `tracks/${track} arrived damaged and was deleted; fetch it again.` })
    expect(readFileSync(join(here, 'mix.wav'))).toEqual(mix)
    expect(existsSync(join(here, 'tracks', `${track}.part`))).toBe(false)
    const again = await runProgram('client/main.js', ['fetch', id, ...where()], { cwd })
    expect(again).toEqual({ code: 0, text: `Downloaded ${id} to recordings/${id}; all files verified.` })
    const exported = await runProgram('client/main.js', ['export', `recordings/${id}`, 'standup.wav'], { cwd })
    expect(exported.text).toMatch(/^Exported \d\.\d s to standup\.wav\.$/)
    writeFileSync(join(here, 'mix.wav'), 'mine')
    const other = await runProgram('client/main.js', ['fetch', id, ...where()], { cwd })
    expect(other.text).toContain('differs from the file on the server; move it away and fetch again.')
  })

  it('is refused to other users', async () => {
    const env = { XDG_STATE_HOME: freshFolder() }
    const cwd = freshFolder()
    const listed = await runProgram('client/main.js', ['recordings', ...where()], { cwd, env })
    expect(listed.text).toMatch(/^You have no recordings on this server;/m)
    const refused = await runProgram('client/main.js', ['fetch', id, ...where()], { cwd, env })
    expect(refused).toMatchObject({ code: 4, text: expect.stringMatching(/^You have no recordings on this server/) })
  })

  it('keeps voice on time', async () => {
    const talker = await connect(server.port)
    const listener = await connect(server.port)
    clients.push(talker, listener)
    for (const [client, name] of [
      [talker, 'Di'],
      [listener, 'Ed'],
    ] as const) {
      await client.ask({ action: 'hello', name })
      await client.ask({ action: 'create', room: 'talk' })
      await client.ask({ action: 'join', room: 'talk' })
    }
    const memory = readFileSync(join(process.env.XDG_STATE_HOME!, 'parlor', 'memory.json'), 'utf8')
    const { token } = JSON.parse(memory).recordings.find((one: { recording: string }) => one.recording === id)
    // As the client does: two pieces ahead, and an acknowledgement of each.
    const { total } = await listener.ask({
      action: 'recording_fetch',
      recording: id,
      file: 'mix.wav',
      offset: 0,
      token,
    })
    let pieces = 0
    let talking = true
    const acknowledge = () => listener.sendLine({ action: 'ack', received: listener.payloadBytes })
    const fetchOn = async () => {
      while (talking) {
        const offset = (pieces++ * 8_192) % (total as number)
        await listener.ask({ action: 'recording_fetch', recording: id, file: 'mix.wav', offset, token })
        acknowledge()
      }
    }
    const fetching = [fetchOn(), fetchOn()]
    for (let i = 0; i < 50; i++) {
      talker.sendVoice(sine(700, RATE, 960))
      await new Promise((resolve) => setTimeout(resolve, 20))
      acknowledge()
    }
    talking = false
    await Promise.all(fetching)
    expect(pieces).toBeGreaterThan(100)
    expect(listener.voice.length).toBeGreaterThanOrEqual(48)
  })
})
