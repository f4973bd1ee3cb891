import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { networkWay, noNetworkReason } from '../helpers/network.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const VITEST = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--config', 'test/helpers/built.config.ts']
const MINUTES = 60_000
/** What each program does with a network at all; the other tests of these files would only do the same again. */
const TITLES = [
  'is answered byte for byte',
  'by SIGTERM is announced to all',
  'arrives at all others bit for bit',
  'plays a talker to the others',
  'writes the meeting to recordings',
  'continues for others when a user exits',
  'creates a room by a key',
  'sends messages between two people',
  'starts with a list of servers',
]

it(
  'works without the internet, when loopback is the only network',
  async ({ skip }) => {
    if (!networkWay) return skip(noNetworkReason())
    const [program, ...options] = networkWay
    const command = [
      ...options,
      'sh',
      '-c',
      'ip link set lo up && exec "$@"',
      'sh',
      ...VITEST,
      'test/integration/contract-session.test.ts',
      'test/integration/contract-voice.test.ts',
      'test/integration/client.test.ts',
      'test/integration/screen.test.ts',
      '--testNamePattern',
      TITLES.join('|'),
    ]
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')))
    const run = promisify(execFile)(program, command, { cwd: ROOT, env, maxBuffer: 2 ** 26 })
    const { stdout } = await run.catch(({ stdout, stderr }) => {
      throw new Error(`The contract's tests failed without a network:\n${stdout}${stderr}`)
    })
    expect(stdout).toMatch(new RegExp(`Tests .*\\D${TITLES.length} passed`))
  },
  15 * MINUTES,
)
