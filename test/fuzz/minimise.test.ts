import { expect, test } from 'vitest'
import { minimise } from '../../fuzz/minimise.ts'

test('a failing sequence is left with what it needs to fail, in its order', async () => {
  const steps = Array.from({ length: 40 }, (_, i) => i)
  const fails = async (some: readonly number[]) => some.includes(3) && some.includes(17) && some.includes(38)

  expect(await minimise(steps, fails)).toEqual([3, 17, 38])
})

test('a sequence that fails by itself is left with nothing', async () => {
  expect(await minimise([1, 2, 3], async () => true)).toEqual([])
})
