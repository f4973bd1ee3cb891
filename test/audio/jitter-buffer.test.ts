import { describe, expect, it } from 'vitest'
import { frameLength } from '../../src/audio/format.ts'
import { JitterBuffer } from '../../src/audio/jitter-buffer.ts'
import { rmsLevel } from '../../src/audio/level.ts'
import { noise, tone } from '../helpers/talking.ts'
import { toneLevel } from '../helpers/tones.ts'

const RATE = 48_000
const FRAME = frameLength({ rate: RATE, frameMs: 20 })
const AMPLITUDE = 0.3
const PEAK = AMPLITUDE * 32767
/** Samples of a ms. */
const MS = RATE / 1000

function buffer({ delay = 0, capacity = 320, rate = RATE, frameMs = 20 } = {}): JitterBuffer {
  return new JitterBuffer({ rate, frameMs }, { delay, capacity })
}

function bytesOf(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}

/** Pulls `count` frames and gives them in one piece. */
function pull(jitter: JitterBuffer, count = 1, frame = FRAME): Int16Array {
  const sound = new Int16Array(count * frame)
  for (let i = 0; i < count; i++) jitter.pull(sound.subarray(i * frame, (i + 1) * frame))
  return sound
}

/**
 * Plays a source whose clock is off for some seconds: `speed` frames come for each that is pulled.
 * @returns what was heard, and how deep the buffer was after each pull, in ms.
 */
function playedAt(jitter: JitterBuffer, frames: (index: number) => Int16Array, speed: number, seconds = 20) {
  const depths: number[] = []
  const heard = new Int16Array(seconds * 50 * FRAME)
  let pushed = 0
  for (let i = 0; i < seconds * 50; i++) {
    for (; pushed < (i + 1) * speed; pushed++) jitter.push(bytesOf(frames(pushed)))
    jitter.pull(heard.subarray(i * FRAME, (i + 1) * FRAME))
    depths.push(jitter.depth / MS)
  }
  return { heard, depths }
}

/** The largest step from one sample to the next. */
function steepest(samples: Int16Array): number {
  let most = 0
  for (let i = 1; i < samples.length; i++) most = Math.max(most, Math.abs(samples[i]! - samples[i - 1]!))
  return most
}

/**
 * What stands out of a sine of `hz`, in dB below its peak: a filter that lets nothing of a steady sine through
 * (y[n] - 2 cos(w) y[n-1] + y[n-2]) shows every click.
 */
function clicks(samples: Int16Array, hz: number): number {
  const twice = 2 * Math.cos((2 * Math.PI * hz) / RATE)
  let most = 0
  for (let i = 2; i < samples.length; i++) {
    most = Math.max(most, Math.abs(samples[i]! - twice * samples[i - 1]! + samples[i - 2]!))
  }
  return 20 * Math.log10(most / PEAK)
}

describe('a source in time', () => {
  it('is played bit-exactly without delay', () => {
    const jitter = buffer()
    for (let i = 0; i < 200; i++) {
      const frame = noise(FRAME)(i)
      jitter.push(bytesOf(frame))
      expect(jitter.ready).toBe(true)
      expect(pull(jitter)).toEqual(frame)
      expect(jitter).toMatchObject({ depth: 0, ready: false })
    }
    expect(jitter.stats).toEqual({ pushed: 200, played: 200, underruns: 0, dropped: 0, spliced: 0 })
  })

  it('is played bit-exactly after the playout delay is filled', () => {
    const jitter = buffer({ delay: 60 })
    const silence = new Int16Array(FRAME)
    for (let i = 0; i < 2; i++) {
      jitter.push(bytesOf(noise(FRAME)(i)))
      expect(jitter.ready).toBe(false)
      expect(jitter.pull(silence)).toBe(false)
    }
    expect(silence).toEqual(new Int16Array(FRAME))
    for (let i = 2; i < 200; i++) {
      jitter.push(bytesOf(noise(FRAME)(i)))
      expect(pull(jitter)).toEqual(noise(FRAME)(i - 2))
    }
    expect(jitter.stats).toMatchObject({ underruns: 0, dropped: 0, spliced: 0 })
  })

  it('with jitter within the delay is played bit-exactly', () => {
    const jitter = buffer({ delay: 80 })
    const source = noise(FRAME)
    let pushed = 0
    for (; pushed < 4; pushed++) jitter.push(bytesOf(source(pushed)))
    for (let i = 0; i < 1000; i++) {
      const due = i % 4 === 3 ? 4 : 0
      for (const end = pushed + due; pushed < end; pushed++) jitter.push(bytesOf(source(pushed)))
      expect(pull(jitter)).toEqual(source(i))
    }
    expect(jitter.stats).toMatchObject({ underruns: 0, dropped: 0, spliced: 0 })
  })

  it.each([5_000, 8_000, 22_050])('is played bit-exactly at %i Hz', (rate) => {
    const jitter = buffer({ rate })
    const length = frameLength({ rate, frameMs: 20 })
    for (let i = 0; i < 50; i++) {
      jitter.push(bytesOf(noise(length)(i)))
      expect(pull(jitter, 1, length)).toEqual(noise(length)(i))
    }
  })
})

describe('a burst of 200 ms', () => {
  it('is absorbed without dropping a frame', () => {
    const jitter = buffer()
    const hertz = (index: number) => 500 + 100 * index
    for (let i = 0; i < 10; i++) jitter.push(bytesOf(tone(hertz(i))(i)))
    const heard: Int16Array[] = []
    for (let i = 10; i < 60; i++) {
      heard.push(pull(jitter))
      jitter.push(bytesOf(tone(100)(i)))
    }
    const sound = Int16Array.from(heard.flatMap((frame) => [...frame]))
    for (let i = 0; i < 10; i++) {
      const windows = Array.from({ length: 100 }, (_, at) => sound.subarray(at * 120, at * 120 + 480))
      const loudest = Math.max(...windows.map((window) => toneLevel(window, hertz(i), RATE)))
      expect(loudest, `frame ${i} of the burst`).toBeGreaterThan(-26)
    }
    expect(jitter.stats).toMatchObject({ dropped: 0, underruns: 0 })
  })

  it('is reduced to a delay of 60 ms within a second, and further after that', () => {
    const jitter = buffer()
    for (let i = 0; i < 9; i++) jitter.push(bytesOf(tone(400)(i)))
    const { heard, depths } = playedAt(jitter, (i) => tone(400)(i + 9), 1, 6)
    expect(depths[49]).toBeLessThanOrEqual(60)
    expect(depths[299]).toBeLessThan(depths[49]! - 10)
    expect(clicks(heard, 400)).toBeLessThan(-40)
  })

  it('loses no sample that the statistics do not count', () => {
    const jitter = buffer()
    for (let i = 0; i < 10; i++) jitter.push(bytesOf(tone(400)(i)))
    playedAt(jitter, tone(400), 1, 3)
    const { pushed, played, spliced } = jitter.stats
    expect(pushed * FRAME).toBe(played * FRAME + spliced + jitter.depth)
  })
})

describe('the backlog of an outage', () => {
  /** A buffer that plays, and then finds nothing for so many frames. */
  function silentFor(frames: number): JitterBuffer {
    const jitter = buffer({ delay: 60, capacity: 400 })
    for (let i = 0; i < 4; i++) jitter.push(bytesOf(tone(400)(i)))
    pull(jitter, 5 + frames)
    return jitter
  }

  it('is dropped after 200 ms, and playback continues with the newest frames', () => {
    const jitter = silentFor(10)
    for (let i = 0; i < 15; i++) jitter.push(bytesOf(new Int16Array(FRAME).fill(i)))
    expect([...new Set(pull(jitter, 3))]).toEqual([12, 13, 14])
    expect(jitter.stats.dropped).toBe(12)
  })

  it('is kept after a shorter stall', () => {
    const jitter = silentFor(5)
    for (let i = 0; i < 7; i++) jitter.push(bytesOf(new Int16Array(FRAME).fill(1000)))
    pull(jitter, 20)
    expect(jitter.stats.dropped).toBe(0)
  })

  it('is dropped without a click during playback when it exceeds any burst', () => {
    const jitter = buffer()
    const voice = tone(400, RATE, AMPLITUDE)
    jitter.push(bytesOf(voice(0)))
    const first = pull(jitter)
    for (let i = 1; i <= 16; i++) jitter.push(bytesOf(voice(i)))
    const sound = Int16Array.from([...first, ...pull(jitter)])
    expect(jitter.depth).toBe(0)
    expect(steepest(sound)).toBeLessThan(PEAK / 4)
  })
})

describe('a source 2 % fast', () => {
  it.each([100, 250, 440, 1000])('stays within 100 ms without a click: %i Hz', (hz) => {
    const { heard, depths } = playedAt(buffer(), tone(hz, RATE, AMPLITUDE), 1.02)
    expect(Math.max(...depths)).toBeLessThan(100)
    expect(clicks(heard, hz)).toBeLessThan(-40)
    expect(toneLevel(heard, hz, RATE)).toBeGreaterThan(20 * Math.log10(AMPLITUDE) - 1)
  })

  it('stays within 100 ms above a delay', () => {
    const { depths } = playedAt(buffer({ delay: 60 }), tone(250), 1.02)
    expect(Math.max(...depths)).toBeLessThan(60 + 100)
  })

  it('stays within 100 ms with silence and with noise', () => {
    for (const source of [() => new Int16Array(FRAME), noise(FRAME)]) {
      expect(Math.max(...playedAt(buffer(), source, 1.02).depths)).toBeLessThan(100)
    }
  })
})

describe('a gap', () => {
  // A frame of this tone ends near its peak, where a jump is largest.
  const source = tone(437, RATE, AMPLITUDE)
  const STEEP = 1.3 * steepest(source(0))

  /** A buffer that has played some frames of the source, all there were. */
  function played(): JitterBuffer {
    const jitter = buffer()
    for (let i = 0; i < 5; i++) {
      jitter.push(bytesOf(source(i)))
      pull(jitter)
    }
    return jitter
  }

  it('is concealed for three fading frames, then silent', () => {
    const jitter = played()
    const sound = pull(jitter, 5)
    const levels = [0, 1, 2].map((i) => rmsLevel(sound.subarray(i * FRAME, (i + 1) * FRAME)))
    const before = rmsLevel(source(0))
    expect(levels[0]).toBeLessThan(before)
    expect(levels[0]).toBeGreaterThan(before - 3)
    expect(levels[1]).toBeLessThan(levels[0]! - 3)
    expect(levels[2]).toBeLessThan(levels[1]! - 6)
    expect(sound.subarray(3 * FRAME)).toEqual(new Int16Array(2 * FRAME))
    expect(jitter.stats.underruns).toBe(1)
  })

  it('reports in its result whether there was audio', () => {
    const jitter = played()
    const results = Array.from({ length: 5 }, () => jitter.pull(new Int16Array(FRAME)))
    expect(results).toEqual([true, true, true, false, false])
  })

  it.each([1, 2, 3, 4, 10])('of %i frames causes no discontinuity at its start or end', (frames) => {
    const jitter = played()
    const sound = new Int16Array((frames + 3) * FRAME)
    sound.set(source(4))
    for (let i = 0; i < frames; i++) jitter.pull(sound.subarray((i + 1) * FRAME, (i + 2) * FRAME))
    for (let i = 0; i < 2; i++) {
      jitter.push(bytesOf(source(i)))
      jitter.pull(sound.subarray((frames + 1 + i) * FRAME, (frames + 2 + i) * FRAME))
    }
    // Coming in over 2 ms may be steeper than the tone is, by the whole of it in 96 samples.
    expect(steepest(sound)).toBeLessThan(STEEP + PEAK / 48)
  })

  it('that begins within a frame causes no discontinuity', () => {
    const rests = new Set<number>()
    for (let frames = 30; frames < 200; frames++) {
      const jitter = buffer()
      const heard: Int16Array[] = []
      let pushed = 0
      // A fast source's splices leave a part of a frame, another each time.
      for (let i = 0; i < frames; i++) {
        for (; pushed < 1 + i * 1.04; pushed++) jitter.push(bytesOf(source(pushed)))
        heard.push(pull(jitter))
      }
      rests.add(jitter.depth % FRAME)
      while (jitter.depth > 0) heard.push(pull(jitter))
      heard.push(pull(jitter, 4))
      const end = Int16Array.from(heard.slice(-8).flatMap((frame) => [...frame]))
      expect(steepest(end), `a rest of ${jitter.depth % FRAME} samples`).toBeLessThan(STEEP)
    }
    expect(rests.size).toBeGreaterThan(10)
  })

  it('is followed by the playout delay', () => {
    const jitter = buffer({ delay: 40 })
    const frame = new Int16Array(FRAME)
    for (let i = 0; i < 2; i++) jitter.push(bytesOf(source(i)))
    for (let i = 0; i < 6; i++) jitter.pull(frame)
    jitter.push(bytesOf(source(0)))
    expect(jitter.ready).toBe(false)
    jitter.push(bytesOf(source(1)))
    expect(jitter.ready).toBe(true)
    expect(jitter.pull(frame)).toBe(true)
  })
})

describe('a source 2 % slow', () => {
  it('is played without discontinuities and nearly at its level', () => {
    const source = tone(437, RATE, AMPLITUDE)
    const jitter = buffer()
    const { heard } = playedAt(jitter, source, 0.98)
    expect(jitter.stats.underruns).toBeGreaterThan(15)
    expect(steepest(heard)).toBeLessThan(1.3 * steepest(source(0)) + PEAK / 48)
    expect(rmsLevel(heard)).toBeGreaterThan(rmsLevel(source(0)) - 1)
  })
})

describe('the capacity', () => {
  it('drops the oldest samples beyond the maximum', () => {
    const jitter = buffer({ capacity: 100, delay: 100 })
    for (let i = 0; i < 8; i++) jitter.push(bytesOf(noise(FRAME)(i)))
    expect(jitter.depth).toBe(5 * FRAME)
    expect(jitter.stats.dropped).toBe(3)
    expect(pull(jitter)).toEqual(noise(FRAME)(3))
  })

  it('holds during endless pushes', () => {
    const jitter = buffer({ capacity: 100 })
    for (let i = 0; i < 1000; i++) {
      jitter.push(bytesOf(noise(FRAME)(i)))
      if (i % 7 === 0) pull(jitter)
      expect(jitter.depth).toBeLessThanOrEqual(5 * FRAME)
    }
  })
})

describe('clear', () => {
  it('drops buffered samples, and conceals no gap with earlier ones', () => {
    const jitter = buffer()
    for (let i = 0; i < 3; i++) jitter.push(bytesOf(noise(FRAME)(i)))
    pull(jitter)
    jitter.clear()
    expect(jitter).toMatchObject({ depth: 0, ready: false })
    const frame = new Int16Array(FRAME).fill(1)
    expect(jitter.pull(frame)).toBe(false)
    expect(frame).toEqual(new Int16Array(FRAME))
    jitter.push(bytesOf(noise(FRAME)(9)))
    expect(pull(jitter)).toEqual(noise(FRAME)(9))
  })
})

describe('with frames of 10 ms', () => {
  const SHORT = FRAME / 2
  const source = tone(437, RATE, AMPLITUDE, 10)

  it('as much audio is buffered', () => {
    const jitter = buffer({ capacity: 100, delay: 100, frameMs: 10 })
    for (let i = 0; i < 16; i++) jitter.push(bytesOf(noise(SHORT)(i)))
    expect(jitter.depth).toBe(10 * SHORT)
    expect(pull(jitter, 1, SHORT)).toEqual(noise(SHORT)(6))
  })

  it('a gap is concealed as long, without a discontinuity', () => {
    const jitter = buffer({ frameMs: 10 })
    for (let i = 0; i < 10; i++) {
      jitter.push(bytesOf(source(i)))
      pull(jitter, 1, SHORT)
    }
    const sound = new Int16Array(9 * SHORT)
    sound.set(source(9))
    const results = Array.from({ length: 8 }, (_, i) => jitter.pull(sound.subarray((i + 1) * SHORT, (i + 2) * SHORT)))
    expect(results).toEqual([true, true, true, true, true, true, false, false])
    expect(steepest(sound)).toBeLessThan(1.3 * steepest(source(0)))
  })

  it('a source 2 % fast stays within 100 ms without a click', () => {
    const jitter = buffer({ frameMs: 10 })
    const heard = new Int16Array(2_000 * SHORT)
    let [pushed, deepest] = [0, 0]
    for (let i = 0; i < 2_000; i++) {
      for (; pushed < (i + 1) * 1.02; pushed++) jitter.push(bytesOf(source(pushed)))
      jitter.pull(heard.subarray(i * SHORT, (i + 1) * SHORT))
      deepest = Math.max(deepest, jitter.depth / MS)
    }
    expect(deepest).toBeLessThan(100)
    expect(clicks(heard, 437)).toBeLessThan(-40)
    expect(jitter.stats).toMatchObject({ dropped: 0, underruns: 0 })
  })
})
