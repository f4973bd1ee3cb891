/**
 * The outcome of something that may be refused in a way the caller has to handle: the value, or the reason.
 * What no caller can handle is thrown instead.
 */
export type Result<Value, Refusal = string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal }

/** A success. */
export function ok<Value>(value: Value): Result<Value, never> {
  return { ok: true, value }
}

/** A refusal: a code, or a sentence for the user that says what failed and what to do. */
export function refused<Refusal>(refusal: Refusal): Result<never, Refusal> {
  return { ok: false, refusal }
}
