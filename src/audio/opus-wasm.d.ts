/** The WebAssembly build inside `@evan/opus`, which has no types of its own. */
declare module '@evan/opus/wasm/index.js' {
  export class Decoder {
    constructor(options: { channels: 1 | 2; sample_rate: number })
    /** @returns 16-bit samples, a copy. @throws Error when the bytes are not an Opus packet */
    decode(packet: ArrayBufferView): Uint8Array
    /** Frees its memory at once instead of at some garbage collection. It must not decode afterwards. */
    drop(): void
  }
  export class Encoder {
    constructor(options: { channels: 1 | 2; sample_rate: number; application: string })
    ctl(request: number, value: number): number
    encode(samples: ArrayBufferView): Uint8Array
  }
}
