import { expect, test } from 'vitest'
import { minimise } from '../../fuzz/minimise.ts'

test('reduces a failing sequence to what it needs to fail, in order', async () => {
  const steps = Array.from({ length: 40 }, (_, i) => i)
  const fails = async (some: readonly number[]) => some.includes(3) && some.includes(17) && some.includes(38)

  expect(await minimise(steps, fails)).toEqual([3, 17, 38])
})

test('reduces a sequence that fails by itself to nothing', async () => {
  expect(await minimise([1, 2, 3], async () => true)).toEqual([])
})
