import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

/** Runs the fuzzer as `npm run fuzz` does. @returns its exit code and what it said. */
async function fuzz(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'fuzz/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece))
  const [code] = await once(child, 'close')
  return { code, said }
}

test.each([
  ['the same sequences each time', ['--seed', '1']],
  ['other sequences each time', []],
])('hostile clients break nothing: %s', { timeout: 120_000 }, async (_, seed) => {
  const { code, said } = await fuzz('--minutes', '0.5', ...seed)
  console.log(said.split('\n')[0])
  expect(code, said).toBe(0)
  expect(said).toMatch(/[1-9]\d* sequences, nothing found/)
})
