import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const VITEST = [
  process.execPath,
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config',
  'test/helpers/built.config.ts',
]
const MINUTES = 60_000

/** The ways to a network of one's own, as root and as anybody. */
const WAYS = [
  ['unshare', '--net'],
  ['unshare', '--map-root-user', '--net'],
] as const

/** The way that this machine allows to a network that has the loopback interface and nothing else, if any. */
const way = WAYS.find(([program, ...options]) => {
  const { status, stdout } = spawnSync(program, [...options, 'sh', '-c', 'ip link set lo up && ip -o link'])
  return status === 0 && /^1: lo: .*\n$/.test(String(stdout))
})

it(
  'nothing needs the internet: servers and clients meet where loopback is the only network',
  async ({ skip }) => {
    if (!way) {
      const reason =
        'this needs network namespaces: `unshare` of util-linux, `ip` of iproute2, and the right to use them'
      if (process.env.REQUIRE_ALL === '1') throw new Error(reason)
      return skip(reason)
    }
    const [program, ...options] = way
    const command = [
      ...options,
      'sh',
      '-c',
      'ip link set lo up && exec "$@"',
      'sh',
      ...VITEST,
      'test/integration/contract-',
      'test/integration/client.test.ts',
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
