/** V8's limit on stack traces, which the protocol lowers; other engines ignore it. */
interface ErrorConstructor {
  stackTraceLimit: number
}

/** Node's buffers occur in types of code that the pages share; no page has one. */
interface Buffer extends Uint8Array {}
