import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import wavefile from 'wavefile'
import { freshFolder } from '../helpers/folder.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { connect, type WireClient } from '../helpers/wire-client.ts'

const RATE = 16_000
const FRAME = 320

let server: ServerProcess | null = null
const clients: WireClient[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy()
  await server?.stop('SIGKILL')
  server = null
})

async function start(...args: string[]): Promise<void> {
  server = await startServer(['--rate', String(RATE), ...args])
}

async function meet(...names: string[]): Promise<WireClient[]> {
  const members: WireClient[] = []
  for (const name of names) {
    const client = await connect(server!.port)
    clients.push(client)
    await client.ask({ action: 'hello', name })
    await client.ask({ action: 'create', room: 'standup' })
    await client.ask({ action: 'join', room: 'standup' })
    members.push(client)
  }
  return members
}

/** Sends a tone in real time, each member its own, for so many ms. */
async function talk(ms: number, ...talkers: [WireClient, number][]): Promise<void> {
  const begin = performance.now()
  for (let sent = 0; sent * 20 < ms; ) {
    for (; sent * 20 <= performance.now() - begin; sent++) {
      for (const [client, hz] of talkers) client.sendVoice(sine(hz, RATE, FRAME, 0.1, sent * FRAME))
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function only(folder: string): string {
  const [room] = readdirSync(folder)
  const [recording] = readdirSync(join(folder, room!))
  return join(folder, room!, recording!)
}

function soundOf(path: string): Int16Array {
  const wav = new wavefile.WaveFile(readFileSync(path))
  return Int16Array.from(wav.getSamples(false, Int16Array) as unknown as Int16Array)
}

/** How loud a tone is where anything is: the level of its loudest second. */
function loudest(sound: Int16Array, hz: number): number {
  let level = -Infinity
  for (let at = 0; at + RATE / 2 <= sound.length; at += RATE / 2) {
    level = Math.max(level, toneLevel(sound.subarray(at, at + RATE / 2), hz, RATE))
  }
  return level
}

describe('a server that records', () => {
  it('records those who agree, and no byte of those who refuse or do not answer', async () => {
    const folder = freshFolder()
    await start('--recordings', folder)
    const [ann, bo, cy, di] = (await meet('Ann', 'Bo', 'Cy', 'Di')) as [WireClient, WireClient, WireClient, WireClient]
    ann.sendLine({ action: 'record_start', tracks: true })
    expect(await bo.next('recording')).toMatchObject({ on: true, tracks: true, by: { name: 'Ann' } })
    const { recording: asked } = await bo.next('record_consent_wanted')
    const answer = (agree: boolean) => ({ action: 'record_consent', recording: asked, agree })
    expect(await bo.ask(answer(true))).toMatchObject({ recording: asked, agree: true })
    expect(await cy.ask(answer(false))).toMatchObject({ recording: asked, agree: false })
    await talk(1_500, [ann, 500], [bo, 900], [cy, 1_300], [di, 2_100])
    ann.sendLine({ action: 'record_mark', text: 'all heard' })
    await cy.next('recording_marked')
    ann.sendLine({ action: 'record_end' })
    const { recording } = await ann.next('recorded')
    const path = join(folder, String(recording))
    const description = JSON.parse(readFileSync(join(path, 'recording.json'), 'utf8'))
    expect(description.people.map((one: { consent: string; file: string }) => [one.consent, one.file])).toEqual([
      ['agreed', 'tracks/1-ann.wav'],
      ['agreed', 'tracks/2-bo.wav'],
      ['refused', null],
      ['unanswered', null],
    ])
    expect(readdirSync(join(path, 'tracks')).sort()).toEqual(['1-ann.wav', '2-bo.wav'])
    const expected: [string, number[]][] = [
      ['mix.wav', [500, 900]],
      ['tracks/1-ann.wav', [500]],
      ['tracks/2-bo.wav', [900]],
    ]
    for (const [file, tones] of expected) {
      const sound = soundOf(join(path, file))
      for (const hz of [500, 900, 1_300, 2_100]) {
        if (tones.includes(hz)) expect(loudest(sound, hz)).toBeGreaterThan(-23)
        else expect(loudest(sound, hz)).toBeLessThan(-50)
      }
    }
  })

  it('loses at most a second of each file when it is killed', async () => {
    const folder = freshFolder()
    await start('--recordings', folder)
    const [ann, bo] = (await meet('Ann', 'Bo')) as [WireClient, WireClient]
    ann.sendLine({ action: 'record_start', tracks: true })
    const { recording: asked } = await bo.next('record_consent_wanted')
    await bo.ask({ action: 'record_consent', recording: asked, agree: true })
    const { recording, token } = await ann.next('record_started')
    const key = { recording, token }
    await talk(2_500, [ann, 500], [bo, 900])
    await server!.stop('SIGKILL')
    const path = only(folder)
    for (const file of ['mix.wav', 'tracks/1-ann.wav', 'tracks/2-bo.wav']) {
      expect(soundOf(join(path, file)).length).toBeGreaterThanOrEqual(1.5 * RATE)
    }
    const { ended, people } = JSON.parse(readFileSync(join(path, 'recording.json'), 'utf8'))
    expect(ended).toBeNull()
    expect(people.map(({ file }: { file: string }) => file)).toEqual(['tracks/1-ann.wav', 'tracks/2-bo.wav'])
    await start('--recordings', folder)
    const [cy] = (await meet('Cy')) as [WireClient]
    // The server completes it by itself, and answers meanwhile.
    const list = async () => {
      const { recordings } = await cy.ask({ action: 'recordings', keys: [key] })
      return recordings as { ready?: boolean }[]
    }
    let recordings = await list()
    while (recordings[0]!.ready === false) recordings = await list()
    expect(recordings).toMatchObject([{ recording: key.recording, room: 'standup', files: 5 }])
    expect((recordings as unknown as { seconds: number }[])[0]!.seconds).toBeGreaterThanOrEqual(1.5)
    for (const line of readFileSync(join(path, 'events.jsonl'), 'utf8').trim().split('\n')) JSON.parse(line)
  })

  it('closes what it records when it is ended, and gives it to clients with its token afterwards', async () => {
    const folder = freshFolder()
    await start('--log', '--recordings', folder)
    const [ann] = (await meet('Ann')) as [WireClient]
    ann.sendLine({ action: 'record_start', tracks: true })
    const { recording, token } = await ann.next('record_started')
    await talk(600, [ann, 500])
    expect(await server!.stop()).toBe(0)
    expect(server!.lines.join('\n')).toContain('O/record_started')
    expect(server!.lines.join('\n')).not.toContain(token)
    expect(ann.messages.map(({ label }) => label).slice(-2)).toEqual(['recorded', 'terminate'])

    await start('--recordings', folder)
    const [bo] = (await meet('Bo')) as [WireClient]
    expect(await bo.ask({ action: 'recordings' })).toMatchObject({ recordings: [] })
    const keys = [{ recording, token }]
    const { recordings } = (await bo.ask({ action: 'recordings', keys })) as unknown as {
      recordings: { room: string; files: number }[]
    }
    expect(recordings).toMatchObject([{ recording, room: 'standup', files: 4 }])
    const fetch = (file: string, fields: object = { token }) =>
      bo.ask({ action: 'recording_fetch', recording, file, offset: 0, ...fields })
    const { total, sha256 } = await fetch('mix.wav')
    const mix = readFileSync(join(folder, String(recording), 'mix.wav'))
    expect([total, sha256]).toEqual([mix.length, createHash('sha256').update(mix).digest('hex')])
    expect(bo.payloadBytes).toBe(8192)
    expect(await fetch('mix.wav', { token, offset: mix.length })).toMatchObject({ label: 'recording_data' })
    expect(bo.payloadBytes).toBe(8192)

    for (const wrong of [
      await fetch('mix.wav', {}),
      await fetch('mix.wav', { token: 'guessed' }),
      await fetch('access'),
      await fetch('../recording.json'),
      await fetch('mix.wav', { token, recording: 'other/2026-01-01_00-00-00' }),
    ]) {
      expect(wrong).toMatchObject({ label: 'error', code: 'not_allowed' })
    }
    const climbing = await fetch('mix.wav', { token, recording: '../../2026-01-01_00-00-00' })
    expect(climbing).toMatchObject({ label: 'error', code: 'bad_message' })
  })

  it('reports when recording is off, or fails', async () => {
    await start()
    const [ann] = (await meet('Ann')) as [WireClient]
    expect(await ann.ask({ action: 'record_start', tracks: true })).toMatchObject({
      code: 'not_allowed',
      message: 'Recording is disabled on this server; the operator can enable it with chat-server --recordings',
    })
    for (const action of ['record_pause', 'record_mark']) {
      expect(await ann.ask({ action, paused: true })).toMatchObject({ code: 'not_allowed' })
    }
    const consent = { action: 'record_consent', agree: true }
    for (const fields of [{}, { recording: 'standup/2026-01-31_09-00-00' }]) {
      expect(await ann.ask({ ...consent, ...fields })).toMatchObject({ code: 'bad_message' })
    }
    expect(existsSync('recordings/standup')).toBe(false)
    const file = join(freshFolder(), 'file')
    writeFileSync(file, '')
    await expect(startServer(['--recordings', file])).rejects.toThrow(
      `Cannot record to ${file}: there is a file of this name already.`,
    )
  })
})
