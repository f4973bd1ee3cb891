import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { drawSequence } from '../../fuzz/mutate.ts'
import { play } from '../../fuzz/play.ts'
import { SeededRandom } from '../../fuzz/seeded-random.ts'
import { obeyed, Witness } from '../../fuzz/witness.ts'

test('serves honest clients, and leaks nothing', async () => {
  expect(await play([])).toBeNull()
})

test('reports an exception outside all handlers', async () => {
  const playing = play([{ client: 0, do: 'connect' }])
  process.emit('uncaughtException', new Error('of the test'))

  expect(await playing).toContain('an exception outside all handlers')
})

test('reports messages unknown to the contract, and errors of the server', async () => {
  const [near, far] = duplexPair()
  const witness = new Witness(near)
  far.write('{"label":"error","code":"internal","message":"x"}\n{"label":"pong"}\n{"label":"no such"}\n')
  await expect.poll(() => witness.wrongs).toHaveLength(2)
  expect(witness.messages.map(({ label }) => label)).toEqual(['error', 'pong'])
})

test('reports terminal control characters in any field', () => {
  expect(obeyed({ users: [{ name: 'a\u001B[2Jb' }] })).toBe('a\u001B[2Jb')
  expect(obeyed({ users: [{ name: 'a\n\tb', id: 1 }], more: null })).toBeNull()
})

test('repeats the same sequence for the same seed', () => {
  expect(drawSequence(new SeededRandom(7))).toEqual(drawSequence(new SeededRandom(7)))
  expect(drawSequence(new SeededRandom(7))).not.toEqual(drawSequence(new SeededRandom(8)))
})
