import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'
import { rmsLevel } from '../../../src/audio/level.ts'
import { VoiceProcessing } from '../../../src/audio/processing/voice-processing.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { childPids, isAlive } from '../../helpers/child-pids.ts'
import { hiss } from '../../helpers/speech.ts'

const soon = { timeout: 60_000, interval: 20 }
const hosts = () => childPids(process.pid, 'processing-host')

let processing: VoiceProcessing | undefined

afterEach(async () => {
  await processing?.close()
  processing = undefined
})

/** Feeds noise in real time, and measures by how many dB the last frame was attenuated. */
class Noise {
  readonly told: string[] = []
  came = 0
  went = 0
  #level = 0
  readonly #frame = hiss(960, 0.02)
  readonly #timer: NodeJS.Timeout

  constructor() {
    processing = new VoiceProcessing(48_000, systemClock, {
      frame: (samples) => {
        this.came++
        this.#level = rmsLevel(samples)
      },
      told: (message) => this.told.push(message),
    })
    this.#timer = setInterval(() => {
      this.went++
      processing!.near(this.#frame)
    }, 20)
  }

  softer(): number {
    return rmsLevel(this.#frame) - this.#level
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

test.runIf(process.platform === 'linux')(
  'noise is suppressed; a host that is killed is bypassed and replaced',
  async () => {
    const noise = new Noise()
    processing!.noiseSuppression = true
    await vi.waitFor(() => expect(noise.softer()).toBeGreaterThan(10), soon)
    const [host] = hosts()
    process.kill(host!, 'SIGKILL')
    await vi.waitFor(() => expect(noise.softer()).toBe(0), { timeout: 60_000, interval: 1 })
    await vi.waitFor(() => expect(noise.softer()).toBeGreaterThan(10), soon)
    expect(hosts()).not.toContain(host)
    expect(noise.told).toEqual([
      'The voice processing stopped: its host program ended. Restarting it. Your voice is sent unprocessed.',
      'Voice processing works again.',
    ])
    noise.stop()
    // All frames were returned, except those still in flight.
    await vi.waitFor(() => expect(noise.came).toBe(noise.went), soon)
    const [second] = hosts()
    await processing!.close()
    expect(isAlive(second!)).toBe(false)
  },
)

test.runIf(process.platform === 'linux')('a hanging host process is bypassed at once and restarted', async () => {
  const noise = new Noise()
  processing!.noiseSuppression = true
  await vi.waitFor(() => expect(noise.softer()).toBeGreaterThan(10), soon)
  process.kill(hosts()[0]!, 'SIGSTOP')
  const { came } = noise
  await vi.waitFor(() => expect(noise.softer()).toBe(0), { timeout: 60_000, interval: 1 })
  expect(noise.told).toEqual([])
  await vi.waitFor(() => expect(noise.told).toHaveLength(2), soon)
  await vi.waitFor(() => expect(noise.softer()).toBeGreaterThan(10), soon)
  expect(noise.came).toBeGreaterThan(came)
  expect(noise.told[0]).toContain('it did not respond for some seconds')
  noise.stop()
})

test('a program exits after closing ProcessingProcess', async () => {
  const built = new URL('../../../src/', import.meta.url)
  const program = `
    const { VoiceProcessing } = await import('${new URL('audio/processing/voice-processing.ts', built)}')
    const { systemClock } = await import('${new URL('lib/clock.ts', built)}')
    const processing = new VoiceProcessing(48000, systemClock, {
      frame: (samples) => {
        if (samples[0] !== 1000) processing.close()
      },
      told: console.log,
    })
    processing.noiseSuppression = true
    const frame = new Int16Array(960).fill(1000)
    const timer = setInterval(() => processing.near(frame), 20)
    timer.unref()
  `
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    cwd: fileURLToPath(built),
    timeout: 60_000,
  })
  expect(stdout).toBe('')
})
