import { expect } from 'vitest'

/** What a machine that is busy with other tests may take for anything. */
const PATIENCE = 10_000
const PAUSE = 20

/** Expects of what is read, again and again, that it becomes so: `await eventually(() => list.length).toBe(1)`. */
export function eventually<T>(read: () => T) {
  return expect.poll(read, { timeout: PATIENCE, interval: PAUSE })
}
