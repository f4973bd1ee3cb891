/** Measures CPU and memory of the two builds of Opus: native, and WebAssembly in a sandbox. */
import { createRequire } from 'node:module'
import { Decoder as WasmDecoder, Encoder as WasmEncoder } from '@evan/opus/wasm/index.js'
import { OpusEncoder } from '../src/audio/opus.ts'
import { thisMachine } from './machine.ts'
import { percentile } from './statistics.ts'

const RATE = 48_000
const FRAME = 960
const FORMAT = { rate: RATE, frameMs: 20 }
const BITRATE = 32_000
/** Frames after which `voiced` repeats. */
const LOOP = 500

/** Frequency in Hz and amplitude of the partials of a voice. */
const PARTIALS = [
  [180, 4_000],
  [720, 2_400],
  [2_300, 1_200],
] as const
/** Frames before a run, which WebAssembly needs until it is optimised, and those that count. */
const WARM_UP = 4_000
const FRAMES = 4_000
const RUNS = 5
/** Decoders at the same time, for their memory. */
const DECODERS = 1_000
/** Requests of libopus (opus_defines.h): bit rate, complexity, discontinuous transmission. */
const SETTINGS = [
  [4002, BITRATE],
  [4010, 5],
  [4016, 1],
] as const

interface AnyDecoder {
  decode(packet: Uint8Array): Uint8Array
}

const { Decoder: NativeDecoder } = createRequire(import.meta.url)('@evan/opus/node/index.js') as {
  Decoder: new (options: { channels: number; sample_rate: number }) => AnyDecoder
}

/** Measures and returns a table in Markdown. */
export function opusReport(): string {
  const frames = Array.from({ length: LOOP }, (_, i) => voiced(i))
  const encoder = new OpusEncoder(FORMAT, BITRATE)
  const packets = frames.map((frame) => Uint8Array.from(encoder.encode(frame)))
  // First, because memory that other runs have freed would hide what is taken.
  const memory = [newNative, newWasm].map((create) => memoryOf(create, packets[0]!))
  const wasmEncoder = new WasmEncoder({ channels: 1, sample_rate: RATE, application: 'restricted_lowdelay' })
  for (const [request, value] of SETTINGS) wasmEncoder.ctl(request, value)
  const decoders = [newNative(), newWasm()]
  const decoding = cpuPerFrame(decoders.map((decoder) => (i) => decoder.decode(packets[i]!)))
  const encoding = cpuPerFrame([encoder, wasmEncoder].map((one) => (i) => one.encode(frames[i]!)))
  const rows = ['native', 'WebAssembly'].map((build, b) => {
    const [decode, encode, kilobytes] = [decoding[b]!, encoding[b]!, memory[b]!].map((value) => value.toFixed(0))
    return `| ${build} | ${decode} | ${encode} | ${kilobytes} |`
  })
  const { cpu, cores, system, node, date } = thisMachine()
  return [
    `${cpu}, ${cores} cores, ${system}, Node ${node}, ${date}: \`npm run bench -- --opus\``,
    '',
    '| build | decode, us per frame | encode, us per frame | KB per decoder |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
  ].join('\n')
}

function newNative(): AnyDecoder {
  return new NativeDecoder({ channels: 1, sample_rate: RATE })
}

function newWasm(): AnyDecoder {
  return new WasmDecoder({ channels: 1, sample_rate: RATE })
}

/** CPU of this process in us per frame for each way, the median of several runs; the ways run in turn. */
function cpuPerFrame(ways: readonly ((i: number) => unknown)[]): number[] {
  const run = (way: (i: number) => unknown, frames: number) => {
    const before = process.cpuUsage()
    for (let i = 0; i < frames; i++) way(i % LOOP)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / frames
  }
  for (const way of ways) run(way, WARM_UP)
  const runs = Array.from({ length: RUNS }, () => ways.map((way) => run(way, FRAMES)))
  return ways.map((_, w) =>
    percentile(
      runs.map((costs) => costs[w]!),
      0.5,
    ),
  )
}

/** Resident memory in KB that one of many decoders takes. */
function memoryOf(create: () => AnyDecoder, packet: Uint8Array): number {
  const before = process.memoryUsage.rss()
  const kept = Array.from({ length: DECODERS }, create)
  for (const decoder of kept) decoder.decode(packet)
  return (process.memoryUsage.rss() - before) / kept.length / 1_000
}

/** Frame `index` of a voice-like sound that swells and fades, 20 ms at 48 kHz. */
function voiced(index: number): Int16Array {
  return Int16Array.from({ length: FRAME }, (_, i) => {
    const t = (index * FRAME + i) / RATE
    const loud = 0.5 + 0.5 * Math.sin(20 * t)
    return loud * PARTIALS.reduce((sum, [hz, amplitude]) => sum + amplitude * Math.sin(2 * Math.PI * hz * t), 0)
  })
}
