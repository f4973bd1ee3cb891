import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { runProgram } from '../helpers/program.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { readWavFile, writeWavFile } from '../helpers/wav-files.ts'

const RATE = 48_000
let server: ServerProcess

beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => {
  await server.stop()
})

const there = (port = server.port) => ['--ip', '127.0.0.1', '--port', String(port)]

async function examine(folder: string, ...args: string[]) {
  const env = { XDG_CONFIG_HOME: folder }
  const { code, text } = await runProgram('client/main.js', ['doctor', '--json', ...args], { cwd: folder, env })
  const { wrong, findings } = JSON.parse(text) as { wrong: number; findings: Record<string, string>[] }
  return { code, wrong, of: (name: string) => findings.filter(({ check }) => check === name) }
}

describe('chat-client doctor', () => {
  it('reports no problem and what it measured when everything works', async () => {
    const folder = freshFolder()
    await writeWavFile(join(folder, 'speech.wav'), RATE, sine(440, RATE, 3 * RATE, 0.1))
    const devices = ['--mic', 'speech.wav', '--speaker', 'heard.wav']
    const { code, wrong, of } = await examine(folder, ...there(), ...devices)
    expect(of('versions')[0]?.text).toContain(process.version)
    expect(of('microphone')).toEqual([{ check: 'microphone', status: 'fine', text: 'speech.wav: -23 dBFS at most' }])
    expect(of('speaker')).toMatchObject([{ status: 'fine', text: expect.stringContaining('heard.wav') }])
    expect(of('server')[0]?.text).toMatch(/: 10 answers, median [\d.]+ ms, max [\d.]+ ms$/)
    // The machine that tests run on may have no way to a sound card.
    expect(wrong).toBe(of('libraries').filter(({ status }) => status === 'wrong').length)
    expect(code).toBe(wrong === 0 ? 0 : 1)
    const { samples } = await readWavFile(join(folder, 'heard.wav'))
    expect(toneLevel(samples.subarray(RATE / 4, (3 * RATE) / 4), 440, RATE)).toBeCloseTo(-20, 0)
  })

  it('reports each problem with a fix', async () => {
    const folder = freshFolder()
    mkdirSync(join(folder, 'parlor'))
    writeFileSync(join(folder, 'parlor', 'config.json'), '{\n"port": "many"\n}')
    await writeWavFile(join(folder, 'muted.wav'), RATE, new Int16Array(RATE))
    const devices = ['--mic', 'muted.wav', '--speaker', 'muted.wav']
    const { code, of } = await examine(folder, ...there(1), ...devices)
    expect(code).toBe(1)
    expect(of('settings')).toMatchObject([{ status: 'wrong', text: expect.stringContaining('line 2, column 9') }])
    expect(of('microphone')).toMatchObject([{ status: 'wrong', text: 'muted.wav delivers only silence' }])
    expect(of('speaker')).toMatchObject([{ status: 'wrong', text: expect.stringContaining('muted.wav') }])
    expect(of('server')).toMatchObject([{ status: 'wrong', text: expect.stringContaining('connection refused') }])
  })

  it('stops waiting for a server that does not answer', async () => {
    const mute = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise((resolve) => mute.once('listening', resolve))
    const { port } = mute.address() as { port: number }
    const { of } = await examine(freshFolder(), ...there(port), '--mic', 'null', '--speaker', 'null')
    expect(of('server')).toMatchObject([
      { status: 'wrong', text: expect.stringContaining('did not answer 1 of 1 requests') },
    ])
    mute.close()
  })

  it('prints plain lines, and leaves no file when none was requested', async () => {
    const folder = freshFolder()
    const args = ['doctor', ...there(), '--mic', 'null', '--speaker', 'null']
    const { text } = await runProgram('client/main.js', args, { cwd: folder, env: { XDG_CONFIG_HOME: folder } })
    expect(text).toMatch(/^note {3}Microphone: no microphone selected \(--mic null\); you will be silent$/m)
    expect(text).toMatch(/^(No|1|2) problems? found\.$/m)
    expect(existsSync(join(folder, 'parlor'))).toBe(false)
  })
})
