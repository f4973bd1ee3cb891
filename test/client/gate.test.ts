import { expect, test } from 'vitest'
import { Gate } from '../../src/client/gate.ts'
import { noise } from '../helpers/talking.ts'

test.each([10, 20])('the gate stays open for half a second after the last loud frame of %i ms', (frameMs) => {
  const gate = new Gate(frameMs)
  const silence = new Int16Array(48 * frameMs)
  expect(gate.passes(silence)).toBe(false)
  expect(gate.passes(noise(48 * frameMs)(0))).toBe(true)
  let passed = 0
  while (gate.passes(silence)) passed += frameMs
  expect(passed).toBe(500 - frameMs)
  expect(gate.passes(silence)).toBe(false)
})
