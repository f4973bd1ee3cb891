/** What an AudioWorklet has, and the libraries of TypeScript lack (Web Audio API, section 1.32). */
declare const sampleRate: number
declare const currentFrame: number
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort
  constructor(options?: { processorOptions?: unknown })
}
declare function registerProcessor(
  name: string,
  processor: new (options: {
    processorOptions: never
  }) => AudioWorkletProcessor & { process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean },
): void
