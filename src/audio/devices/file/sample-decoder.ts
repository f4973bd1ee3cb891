/** Decodes raw s16le bytes to samples. A sample may be split between two chunks. */
export class SampleDecoder {
  #odd: number | undefined

  /** Decodes the next chunk. Returns all complete samples not returned yet, in a new array. */
  push(bytes: Uint8Array): Int16Array {
    const carried = this.#odd === undefined ? 0 : 1
    const length = carried + bytes.length
    const whole = new Uint8Array(length - (length % 2))
    if (whole.length === 0) {
      if (bytes.length > 0) this.#odd = bytes[0]
      return new Int16Array(0)
    }
    if (carried) whole[0] = this.#odd!
    whole.set(bytes.subarray(0, whole.length - carried), carried)
    this.#odd = length % 2 === 1 ? bytes[bytes.length - 1] : undefined
    return new Int16Array(whole.buffer)
  }
}
