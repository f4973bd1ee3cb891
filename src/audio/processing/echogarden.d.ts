/** The used parts of two packages without type declarations, each compiled from C to WebAssembly with its own memory. */

declare module '@echogarden/rnnoise-wasm' {
  export interface Rnnoise {
    HEAPF32: Float32Array
    _malloc(bytes: number): number
    _free(address: number): void
    /** @param model 0: the built-in model */
    _rnnoise_create(model: number): number
    _rnnoise_destroy(state: number): void
    /** Denoises 480 floats at 48 kHz, in the range of 16-bit integers. Returns the probability of voice, 0 to 1. */
    _rnnoise_process_frame(state: number, to: number, from: number): number
  }
  export default function load(): Promise<Rnnoise>
}

declare module '@echogarden/fvad-wasm' {
  export interface Fvad {
    HEAP16: Int16Array
    _malloc(bytes: number): number
    _free(address: number): void
    _fvad_new(): number
    _fvad_free(state: number): void
    /** @param mode aggressiveness: 0 detects most voice, 3 has the fewest false positives. Returns -1 on error. */
    _fvad_set_mode(state: number, mode: number): number
    /** @param rate 8000, 16000, 32000 or 48000 Hz. Returns -1 on error. */
    _fvad_set_sample_rate(state: number, rate: number): number
    /** @param length samples: 10, 20 or 30 ms. Returns 1 for voice, 0 for none, -1 on error. */
    _fvad_process(state: number, samples: number, length: number): number
  }
  export default function load(): Promise<Fvad>
}
