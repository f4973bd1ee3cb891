import { expect, it } from 'vitest'
import { drawSequence } from '../../fuzz/mutate.ts'
import { Mutator } from '../../fuzz/mutator.ts'
import { SeededRandom } from '../../fuzz/seeded-random.ts'
import { decodeSteps, encodeSteps } from '../../fuzz/targets/sessions.ts'

it('plays the steps of a sequence from the bytes of an input', () => {
  const steps = [
    { do: 'send', client: 2, bytes: '{"action":"list"}\n' },
    { do: 'resume', client: 1, of: 3 },
    { do: 'wait', ms: 5_100 },
    { do: 'break', client: 0 },
    { do: 'connect', client: 3 },
  ] as const
  expect(decodeSteps(encodeSteps(steps))).toEqual(steps)
})

it('plays some steps from any bytes', () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = new SeededRandom(seed)
    const bytes = encodeSteps(drawSequence(random))
    const steps = decodeSteps(new Mutator(['"action"'], 70_000).mutate(bytes, bytes, random))
    expect(steps.length).toBeGreaterThan(0)
    for (const step of steps) if (step.do === 'wait') expect(step.ms).toBeLessThanOrEqual(61_000)
  }
})

it('never makes an input longer than allowed', () => {
  const mutator = new Mutator([], 1_000)
  const random = new SeededRandom(1)
  let input = Buffer.from('{"a":1}')
  for (let i = 0; i < 300; i++) input = mutator.mutate(input, input, random) as Buffer<ArrayBuffer>
  expect(input.length).toBeLessThanOrEqual(1_000)
})
