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
  ['hostile clients break nothing', ['--minutes', '0.1', '--seed', '1']],
  ['a hostile server breaks no client', ['--client', '--minutes', '0.1', '--seed', '1']],
])('%s', async (_, args) => {
  const { code, said } = await fuzz(...args)
  console.log(said.split('\n')[0])
  expect(code, said).toBe(0)
  expect(said).toMatch(/[1-9]\d* sequences, no failure/)
})
