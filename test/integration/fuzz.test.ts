import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { targets } from '../../fuzz/targets/table.ts'

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

test('fuzzes every target, two at a time, and finds nothing', async () => {
  const { code, said } = await fuzz('--minutes', '0.02', '--seed', '1')
  expect(code, said.slice(0, 4_000)).toBe(0)
  const clean = [...said.matchAll(/^(\w+): [1-9]\d* inputs .*no failure$/gm)].map(([, name]) => name)
  expect(clean.sort()).toEqual(Object.keys(targets).sort())
})

test('fuzzes one target alone, and refuses one that does not exist', async () => {
  expect((await fuzz('--minutes', '0.02', '--target', 'files')).said).toMatch(/^files: .*no failure$/m)
  expect((await fuzz('--target', 'all')).code).toBe(1)
})
