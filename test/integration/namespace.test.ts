import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { networkWay, noNetworkReason } from '../helpers/network.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const VITEST = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--config', 'test/helpers/built.config.ts']
const MINUTES = 60_000

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
      // What each of the programs does with a network at all; the rest of the tests would only do it again.
      'test/integration/contract-session.test.ts',
      'test/integration/contract-voice.test.ts',
      'test/integration/client.test.ts',
      'test/integration/screen.test.ts',
    ]
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')))
    const run = promisify(execFile)(program, command, { cwd: ROOT, env, maxBuffer: 2 ** 26 })
    const { stdout } = await run.catch(({ stdout, stderr }) => {
      throw new Error(`The contract's tests failed without a network:\n${stdout}${stderr}`)
    })
    expect(stdout).toMatch(/Tests .*\d+ passed/)
  },
  15 * MINUTES,
)
