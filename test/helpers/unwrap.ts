import type { Result } from '../../src/lib/result.ts'

/** The value of a success. @throws Error where it was refused. */
export function unwrap<Value>(result: Result<Value, unknown>): Value {
  if (result.ok) return result.value
  throw new Error(`Refused: ${JSON.stringify(result.refusal)}`)
}
