import { expect } from 'vitest'

/** Repeats an expectation until it holds, within the bounds of the configuration: `await eventually(() => list.length).toBe(1)`. */
export function eventually<T>(read: () => T, message?: string) {
  return expect.poll(read, message === undefined ? {} : { message })
}
