/** Measures CPU and delay of voice processing. */
import { openProcessor } from '../src/audio/processing/open-processor.ts'
import { SpeechDetector } from '../src/audio/processing/speech-detector.ts'
import { SustainedSound } from '../src/audio/processing/sustained-sound.ts'
import { VoiceProcessing } from '../src/audio/processing/voice-processing.ts'
import { BUFFER_LENGTH, type FeatureSwitches, PROCESSING_RATE } from '../src/audio/processing/voice-processor.ts'
import { systemClock } from '../src/lib/clock.ts'
import { thisMachine } from './machine.ts'
import { percentile, seededRandom } from './statistics.ts'

/** Buffers that are processed to warm up, and that count. */
const WARM_UP = 300
const BUFFERS = 1000
/** Longest delay that is looked for, in samples. */
const LONGEST_DELAY = 1500
/** Frames of 20 ms that go to the process and back, in real time. */
const ROUND_TRIPS = 300
const FRAME = 2 * BUFFER_LENGTH

const NONE: FeatureSwitches = { noiseSuppression: false, automaticGain: false, echoCancellation: false }
const NOISE: FeatureSwitches = { ...NONE, noiseSuppression: true }
const USUAL: FeatureSwitches = { ...NOISE, automaticGain: true }
const ALL: FeatureSwitches = { ...USUAL, echoCancellation: true }

/** Measures and gives back a table in Markdown. */
export async function processingReport(): Promise<string> {
  const { cpu, cores, system, node, date } = thisMachine()
  const lines = [
    `${cpu}, ${cores} cores, ${system}, Node ${node}, ${date}: \`npm run bench -- --processing\``,
    '',
    '| what | us per 10 ms | delay ms |',
    '| --- | ---: | ---: |',
    await processorRow('WebRTC: noise suppression', NOISE),
    await processorRow('WebRTC: noise suppression, gain (the default)', USUAL),
    await processorRow('WebRTC: noise suppression, gain, echo cancellation', ALL),
    await processorRow('RNNoise: noise suppression', NOISE, true),
    ...(await decisionRows()),
    '',
    '| a frame of 20 ms to the process and back | p50 ms | p99 ms | late of all | client CPU us |',
    '| --- | ---: | ---: | ---: | ---: |',
    await roundTripRow('noise suppression, gain (the default)', USUAL),
    await roundTripRow('noise suppression, gain, echo cancellation', ALL),
  ]
  return lines.join('\n')
}

async function processorRow(what: string, wanted: FeatureSwitches, rnnoise = false): Promise<string> {
  const { processor } = await (rnnoise ? openProcessor(wanted, RNNOISE) : openProcessor(wanted))
  if (!processor) return `| ${what} | not installed | |`
  const heard = noise((WARM_UP + BUFFERS) * BUFFER_LENGTH)
  const out = heard.slice()
  const us = timed((at) => {
    if (wanted.echoCancellation) processor.far(SILENCE)
    processor.near(out.subarray(at, at + BUFFER_LENGTH))
  })
  processor.close()
  return `| ${what} | ${us.toFixed(0)} | ${delayOf(heard, out).toFixed(1)} |`
}

const RNNOISE = {
  webrtc: () => {
    throw new Error('left out')
  },
  rnnoise: async () => (await import('@echogarden/rnnoise-wasm')).default(),
}

const SILENCE = new Int16Array(BUFFER_LENGTH)

async function decisionRows(): Promise<string[]> {
  const detector = await SpeechDetector.create(PROCESSING_RATE)
  const sustained = new SustainedSound(PROCESSING_RATE)
  const heard = noise((WARM_UP + BUFFERS) * BUFFER_LENGTH)
  const speech = timed((at) => detector?.hear(heard.subarray(at, at + BUFFER_LENGTH)))
  const clicks = timed((at) => sustained.hear(heard.subarray(at, at + BUFFER_LENGTH)))
  return [
    `| speech or not | ${detector ? speech.toFixed(0) : 'not installed'} | 0 |`,
    `| voice or click | ${clicks.toFixed(0)} | 0 |`,
  ]
}

async function roundTripRow(what: string, wanted: FeatureSwitches): Promise<string> {
  const sent: number[] = []
  const took: number[] = []
  let late = 0
  const frame = noise(FRAME)
  const processing = new VoiceProcessing(PROCESSING_RATE, systemClock, {
    frame: (samples) => {
      took.push(performance.now() - sent[took.length]!)
      if (samples.every((sample, i) => sample === frame[i])) late++
    },
    told: (message) => process.stderr.write(`${message}\n`),
  })
  processing.choose(wanted)
  await pause(1000)
  const before = process.cpuUsage()
  for (let begin = performance.now(), i = 0; i < ROUND_TRIPS; i++) {
    await pause(begin + i * 20 - performance.now())
    sent.push(performance.now())
    processing.far(frame)
    processing.near(frame)
  }
  await pause(100)
  const { user, system } = process.cpuUsage(before)
  await processing.close()
  const [half, most] = [0.5, 0.99].map((share) => percentile(took, share).toFixed(2))
  const cpu = ((user + system) / ROUND_TRIPS).toFixed(0)
  return `| ${what} | ${half} | ${most} | ${late} of ${took.length} | ${cpu} |`
}

/** us that one of many buffers takes. */
function timed(work: (at: number) => void): number {
  for (let i = 0; i < WARM_UP; i++) work(i * BUFFER_LENGTH)
  const begin = performance.now()
  for (let i = WARM_UP; i < WARM_UP + BUFFERS; i++) work(i * BUFFER_LENGTH)
  return ((performance.now() - begin) * 1000) / BUFFERS
}

/** ms by which `out` is later than `heard`, by their correlation over the last second. */
function delayOf(heard: Int16Array, out: Int16Array): number {
  let best = 0
  let highest = -Infinity
  for (let delay = 0; delay <= LONGEST_DELAY; delay++) {
    let product = 0
    for (let i = out.length - PROCESSING_RATE; i < out.length; i++) product += out[i]! * heard[i - delay]!
    if (product > highest) {
      highest = product
      best = delay
    }
  }
  return (best / PROCESSING_RATE) * 1000
}

function noise(length: number): Int16Array {
  const random = seededRandom(1)
  return Int16Array.from({ length }, () => (random() - 0.5) * 2000)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
