import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

/** Runs the soak as `npm run soak` does, with bounds for a machine that runs other tests too. */
async function soak(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'soak/main.ts', '--generous', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece))
  const [code] = await once(child, 'close')
  return { code, said }
}

/** Those that did harm once, or that no other test plays. `npm run soak -- --attacks` plays all, and longer. */
const ATTACKS = ['giant-lines', 'join-storm', 'hello-storm', 'reset-storm', 'hostile-names', 'tls-garbage']

test('keeps the voice of honest users intact while the server is attacked', async () => {
  const { code, said } = await soak('--seconds', '0.5', '--attack', ...ATTACKS)
  console.log(said)
  expect(code, said).toBe(0)
  for (const name of ATTACKS) expect(said).toContain(`${name}: `)
})

test('bounds memory and keeps voice intact when two hundred clients never read', async () => {
  const { code, said } = await soak('--never-reading', '--seconds', '3')
  console.log(said)
  expect(code, said).toBe(0)
})

test('leaves readable recordings, missing at most a second, when clients are killed', async () => {
  const { code, said } = await soak('--kill-recordings', '8')
  expect(code, said).toBe(0)
  expect(said).toContain('| 8 | 8 |')
})

test('leaks nothing when fifty clients act at random', async () => {
  const { code, said } = await soak('--minutes', '0.5')
  console.log(said)
  expect(code, said).toBe(0)
})

test('exits with 1 when the attack is unknown', async () => {
  const { code, said } = await soak('--attack', 'no-such')
  expect([code, said]).toEqual([1, expect.stringContaining('unknown attack no-such')])
})
