import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Program, runProgram } from '../helpers/program.ts'
import { startServer } from '../helpers/server-process.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { readWavFile, writeWavFile } from '../helpers/wav-files.ts'

/**
 * Checks that the built programs work with the Node that runs this file: a server, two clients of which one records the
 * other, and the demo. Run it by a Node that knows TypeScript (22.18 or newer); see `newest-node.sh`.
 */

const RATE = 48_000
const HZ = 440
const SILENT = ['--mic', 'null', '--speaker', 'null']
/** dBFS of the recorded tone at least, in the best piece: it is sent at -12 dBFS. */
const QUIETEST = -18
/** Samples of a piece: 250 ms. */
const PIECE = RATE / 4

function step(text: string): void {
  process.stdout.write(`Node ${process.version}: ${text}\n`)
}

const folder = await mkdtemp(join(tmpdir(), 'parlor-smoke-'))
process.env.XDG_CONFIG_HOME = join(folder, 'config')
process.env.XDG_STATE_HOME = join(folder, 'state')
try {
  for (const program of ['client/main.js', 'server/main.js']) {
    const { code, text } = await runProgram(program, ['--version'])
    assert.equal(code, 0, text)
    assert.match(text, /\d+\.\d+\.\d+/)
    step(`${program} --version prints ${text.trim()}`)
  }
  await recordTone()
  await playDemo()
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** One client plays a tone into its microphone, another records the room. */
async function recordTone(): Promise<void> {
  const server = await startServer()
  step(`the server listens on port ${server.port}`)
  const tone = join(folder, 'tone.wav')
  const recording = join(folder, 'recording.wav')
  await writeWavFile(tone, RATE, sine(HZ, RATE, 4 * RATE, 0.25))
  const enter = (name: string, ...args: string[]) =>
    new Program('client/main.js', [
      ...['--plain', '--ip', '127.0.0.1', '--port', String(server.port)],
      ...['--room', 'smoke', '--create', '--name', name, ...args],
    ])
  const listener = enter('Bo', ...SILENT, '--record', recording)
  await listener.line(/^Recording to/)
  const talker = enter('Ann', '--mic', tone, '--speaker', 'null')
  await talker.line(/^You are in/)
  await talker.line(/tone\.wav has ended/)
  for (const client of [talker, listener]) client.type('/quit')
  assert.deepEqual(await Promise.all([talker.exit, listener.exit]), [0, 0])
  assert.equal(await server.stop(), 0)
  const { rate, samples } = await readWavFile(recording)
  assert.equal(rate, RATE)
  const pieces = Array.from({ length: Math.floor(samples.length / PIECE) }, (_, i) =>
    toneLevel(samples.subarray(i * PIECE, (i + 1) * PIECE), HZ, rate),
  )
  const level = Math.max(-Infinity, ...pieces)
  assert(level > QUIETEST, `the recording has the tone at ${level.toFixed(1)} dBFS only`)
  step(`${(samples.length / rate).toFixed(1)} s recorded, with the tone at ${level.toFixed(1)} dBFS`)
}

async function playDemo(): Promise<void> {
  const { code, text } = await runProgram('client/demo/main.js', [
    '--plain',
    '--for',
    '3s',
    '--name',
    'Guest',
    ...SILENT,
  ])
  assert.equal(code, 0, text)
  assert.match(text, /Ann and Bo are talking/)
  assert.match(text, /You are in demo/)
  step('the demo started and ended')
}
