import { beforeEach, describe, expect, test } from 'vitest'
import type { ProcessingProcessHandlers } from '../../../src/audio/processing/processing-process.ts'
import { VoiceProcessing } from '../../../src/audio/processing/voice-processing.ts'
import type { FeatureSwitches } from '../../../src/audio/processing/voice-processor.ts'
import { LONGEST_WAIT } from '../../../src/audio/processing/waiting-frames.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const NONE: FeatureSwitches = { noiseSuppression: false, automaticGain: false, echoCancellation: false }
const ALL: FeatureSwitches = { noiseSuppression: true, automaticGain: true, echoCancellation: true }

/** A fake process whose answers the test controls. */
interface Started {
  wanted: FeatureSwitches
  handlers: ProcessingProcessHandlers
  near: [number, Int16Array][]
  far: number
  closed: boolean
}

let clock: ManualClock
let started: Started[]
let out: number[]
let told: string[]
let processing: VoiceProcessing

beforeEach(() => {
  clock = new ManualClock()
  started = []
  out = []
  told = []
  processing = new VoiceProcessing(
    48_000,
    clock,
    { frame: (samples) => out.push(samples[0]!), told: (message) => told.push(message) },
    (_rate, _clock, wanted, handlers) => {
      const one: Started = { wanted, handlers, near: [], far: 0, closed: false }
      started.push(one)
      return {
        set: (next) => {
          one.wanted = next
        },
        near: (number, samples) => one.near.push([number, samples]),
        far: () => one.far++,
        close: async () => {
          one.closed = true
        },
      }
    },
  )
})

const frame = (value: number) => Int16Array.of(value)
const latest = () => started.at(-1)!
/** Answers all frames, ten times louder. */
function answer(): void {
  for (const [number, samples] of latest().near.splice(0)) {
    latest().handlers.near(number, frame(samples[0]! * 10))
  }
}

test('no process runs while all features are off, and voice passes unchanged', () => {
  processing.choose(NONE)
  processing.near(frame(1))
  expect(out).toEqual([1])
  expect(started).toHaveLength(0)
})

test('a process runs while any feature is on', async () => {
  processing.noiseSuppression = true
  expect(latest().wanted).toEqual({ ...NONE, noiseSuppression: true })
  processing.automaticGain = true
  expect(latest().wanted).toEqual({ ...NONE, noiseSuppression: true, automaticGain: true })
  processing.noiseSuppression = false
  processing.automaticGain = false
  expect(started).toHaveLength(1)
  expect(latest().closed).toBe(true)
  processing.echoCancellation = true
  expect(started).toHaveLength(2)
})

test('voice passes unchanged until the process is ready, then processed and in order', () => {
  processing.noiseSuppression = true
  processing.near(frame(1))
  latest().handlers.ready({})
  processing.near(frame(2))
  processing.near(frame(3))
  expect(out).toEqual([1])
  answer()
  expect(out).toEqual([1, 20, 30])
})

test('speaker frames are sent to the process only with echo cancellation', () => {
  processing.noiseSuppression = true
  latest().handlers.ready({})
  processing.far(frame(1))
  expect(latest().far).toBe(0)
  processing.echoCancellation = true
  processing.far(frame(1))
  expect(latest().far).toBe(1)
})

test('defaults do not change features that the user switched', () => {
  processing.ask('noiseSuppression', false)
  processing.ask('echoCancellation', true)
  processing.choose({ noiseSuppression: true, automaticGain: true, echoCancellation: false })
  expect(processing.noiseSuppression).toBe(false)
  expect(processing.automaticGain).toBe(true)
  expect(processing.echoCancellation).toBe(true)
})

describe('the processing process', () => {
  beforeEach(() => {
    processing.choose(ALL)
    latest().handlers.ready({})
  })

  test('is bypassed when it is late', () => {
    processing.near(frame(1))
    clock.advance(LONGEST_WAIT)
    expect(out).toEqual([1])
    processing.near(frame(2))
    answer()
    expect(out).toEqual([1, 20])
    expect(told).toEqual([])
  })

  test('is bypassed when it dies until it is restarted, with one message each', () => {
    processing.near(frame(1))
    latest().handlers.gone()
    latest().handlers.failed('the voice processing stopped: its host program ended. Restarting it.')
    processing.near(frame(2))
    expect(out).toEqual([1, 2])
    latest().handlers.ready({})
    latest().handlers.recovered()
    processing.near(frame(3))
    answer()
    expect(out).toEqual([1, 2, 30])
    expect(told).toEqual([
      'The voice processing stopped: its host program ended. Restarting it. Your voice is sent unprocessed.',
      'Voice processing works again.',
    ])
  })

  test('returns no frames after close', async () => {
    processing.near(frame(1))
    await processing.close()
    answer()
    clock.advance(1000)
    expect(out).toEqual([])
    expect(latest().closed).toBe(true)
    expect(clock.timers).toBe(0)
    processing.noiseSuppression = true
    expect(started).toHaveLength(1)
  })
})

describe('when a library is missing', () => {
  test('voice passes unchanged, and the reason is reported for features that the user switched on', () => {
    processing.choose(ALL)
    latest().handlers.ready({ automaticGain: 'it is not installed', echoCancellation: 'it is not installed' })
    expect(told).toEqual([])
    expect(processing.available).toEqual({ ...NONE, noiseSuppression: true })
    expect(processing.whyNot('noiseSuppression')).toBeNull()
    expect(processing.whyNot('automaticGain')).toBe(
      'Automatic gain is not available: it is not installed. Your voice is sent without it.',
    )
    expect(latest().closed).toBe(false)
  })

  test('the reason is reported when the user switches a default feature on', () => {
    processing.echoCancellation = true
    latest().handlers.ready({ echoCancellation: 'it is not installed' })
    expect(told).toEqual(['Echo cancellation is not available: it is not installed. Your voice is sent without it.'])
  })

  test('no process runs when no wanted feature is available', () => {
    processing.automaticGain = true
    latest().handlers.ready({ automaticGain: 'it is not installed' })
    expect(latest().closed).toBe(true)
    processing.near(frame(1))
    expect(out).toEqual([1])
  })

  test('a failed start is reported, and tried again when a feature is switched', () => {
    processing.noiseSuppression = true
    latest().handlers.refused('the voice processing cannot be opened: no memory.')
    expect(told).toEqual(['The voice processing cannot be opened: no memory. Your voice is sent unprocessed.'])
    processing.automaticGain = true
    expect(started).toHaveLength(2)
  })
})
