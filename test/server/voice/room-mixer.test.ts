import { describe, expect, it } from 'vitest'
import { noise, tone } from '../../helpers/talking.ts'
import { toneLevel } from '../../helpers/tones.ts'
import { SoundRoom } from '../rooms/sound-room.ts'

describe('RoomMixer with a lone talker', () => {
  it('sends each frame at once and bit-exact to everyone but the talker', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    const source = noise(room.frame)
    room.talk(ann, source, { count: 50, offset: 7 })
    room.clock.advance(1_000)
    for (const ear of [bo, cy]) {
      expect(ear.frames).toEqual(Array.from({ length: 50 }, (_, i) => source(i)))
      expect(ear.times).toEqual(Array.from({ length: 50 }, (_, i) => 7 + 20 * i))
    }
    expect(ann.frames).toEqual([])
  })

  it('sends the same buffer to all listeners', () => {
    const room = new SoundRoom()
    const [ann, ...others] = room.join('Ann', 'Bo', 'Cy', 'Di')
    room.say(ann, 100)
    expect(new Set(others.map(({ messages }) => messages[0])).size).toBe(1)
    const { payload, header } = split(others[0]!.messages[0]!)
    expect(JSON.parse(header)).toEqual({ label: 'voice', bytes: payload.length })
  })

  it('passes a burst of 200 ms whole and at once', () => {
    const room = new SoundRoom()
    const [ann, bo] = room.join('Ann', 'Bo')
    for (let i = 0; i < 10; i++) room.say(ann, noise(room.frame)(i))
    expect(bo.frames).toEqual(Array.from({ length: 10 }, (_, i) => noise(room.frame)(i)))
  })
})

describe('RoomMixer with several talkers', () => {
  it('mixes as soon as the last frame arrives', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    room.talk(ann, () => 100)
    room.talk(bo, () => 20, { offset: 5 })
    room.clock.advance(99)
    expect(cy.times).toEqual([0, 20, 40, 60, 80])
    expect(cy.frames.slice(1).map(([sample]) => sample)).toEqual([120, 120, 120, 120])
  })

  it('lets talkers hear each other, but not themselves', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    for (const [ear, sample] of [
      [ann, 1],
      [bo, 20],
      [cy, 300],
    ] as const)
      room.talk(ear, () => sample)
    room.clock.advance(100)
    expect(ann.frames.at(-1)![0]).toBe(320)
    expect(bo.frames.at(-1)![0]).toBe(301)
    expect(cy.frames.at(-1)![0]).toBe(21)
  })

  it.each([1, 2, 3])('encodes one message per talker and one for silent members: %i of 50 talk', (talkers) => {
    const room = new SoundRoom()
    const members = room.join(...Array.from({ length: 50 }, (_, i) => `${i}`))
    for (const one of members.slice(0, talkers)) room.talk(one, () => 100)
    room.clock.advance(100)
    const before = { ...room.mixer.stats }
    room.clock.advance(1_000)
    expect(room.mixer.stats.mixes - before.mixes).toBe(50)
    expect(room.mixer.stats.encodes - before.encodes).toBe(talkers === 1 ? 50 : 50 * (talkers + 1))
  })

  it('limits a mix that is too loud, without wrap-around', () => {
    const room = new SoundRoom()
    const members = room.join('Ann', 'Bo', 'Cy', 'Di')
    for (const one of members.slice(0, 3)) room.talk(one, () => 30_000)
    room.clock.advance(200)
    for (const frame of members[3]!.frames) expect(Math.min(...frame)).toBeGreaterThan(0)
  })
})

describe('RoomMixer when a frame is late', () => {
  it('waits 15 ms for it, then mixes without it', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    room.talk(ann, () => 100)
    room.talk(bo, () => 20, { count: 3 })
    room.clock.advance(99)
    // Ann's first frame passes alone; Bo's frames are mixed with her later ones.
    expect(cy.times).toEqual([0, 20, 40, 60, 95])
  })

  it('stops waiting for a talker 60 ms after their last frame', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    room.talk(ann, () => 100)
    room.talk(bo, () => 20, { count: 3 })
    room.clock.advance(100 + 1_000)
    // From then on Ann is a lone talker and passes at once.
    expect(cy.times.slice(-40)).toEqual(Array.from({ length: 40 }, (_, i) => 1_100 - 20 * (39 - i)))
    expect(cy.times.slice(0, 8)).toEqual([0, 20, 40, 60, 95, 100, 120, 140])
    expect(cy.frames.at(-1)![0]).toBe(100)
  })

  it('fades the talker out instead of cutting them off', () => {
    for (const count of [20, 21, 22, 23]) {
      const room = new SoundRoom()
      const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
      room.talk(ann, () => 0)
      room.talk(bo, tone(437, 48_000, 0.3), { count })
      room.clock.advance(1_000)
      // The tone's own steps are below 580; its amplitude is 9830.
      expect(steepest(cy.sound.subarray(3 * room.frame))).toBeLessThan(1_000)
      expect(new Set(cy.frames.at(-1))).toEqual(new Set([0]))
    }
  })

  it('fades the talker out when frames of theirs are still queued', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    room.talk(ann, () => 0)
    room.clock.advance(10)
    for (let i = 0; i < 9; i++) room.say(bo, tone(437, 48_000, 0.3)(i))
    room.clock.advance(1_000)
    expect(steepest(cy.sound.subarray(2 * room.frame))).toBeLessThan(1_000)
  })

  it('passes the talker bit-exact when they return to a silent room', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    room.talk(ann, () => 0, { count: 5 })
    room.talk(bo, tone(437), { count: 3 })
    room.clock.advance(1_000)
    room.say(bo, noise(room.frame)(1))
    expect(cy.frames.at(-1)).toEqual(noise(room.frame)(1))
  })

  it('keeps the number of mixes when all talkers pause for a moment', () => {
    for (const pause of [30, 45, 60, 70, 85, 99, 120]) {
      const room = new SoundRoom()
      const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
      for (const [who, offset] of [
        [ann, 0],
        [bo, 8],
      ] as const) {
        room.talk(who, () => 100, { count: 10, offset })
        room.talk(who, () => 100, { count: 20, offset: offset + 200 + pause })
      }
      room.clock.advance(2_000)
      // 20 frames of each talker take 20 mixes, and a few more at the start and the end.
      const after = cy.times.filter((time) => time >= 200 + pause)
      expect(after.length, `mixes at ${after}`).toBeLessThanOrEqual(23)
    }
  })
})

describe('the speed of RoomMixer', () => {
  it('drops by at most 3 % when one client sends too little', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    room.talk(ann, () => 100)
    room.talk(bo, () => 20, { periodMs: 59 })
    room.clock.advance(20_000)
    expect(cy.frames.length).toBeGreaterThan(1_000 / 1.03 - 3)
    expect(cy.frames.length).toBeLessThanOrEqual(1_000 + 5)
  })

  it('drops by at most 3 % when several clients send too little', () => {
    const room = new SoundRoom()
    const [ann, ...rest] = room.join('Ann', 'Bo', 'Cy', 'Di', 'Ed')
    room.talk(ann, () => 100)
    for (const [i, one] of rest.slice(0, 3).entries()) room.talk(one, () => 20, { periodMs: 59, offset: 17 * i })
    room.clock.advance(20_000)
    expect(rest.at(-1)!.frames.length).toBeGreaterThan(1_000 / 1.03 - 3)
  })

  it('follows a talker whose clock is 2 % slow or fast', () => {
    for (const periodMs of [20.4, 19.6]) {
      const room = new SoundRoom()
      const [ann, bo] = room.join('Ann', 'Bo')
      room.talk(ann, () => 100, { periodMs })
      room.clock.advance(60_000)
      expect(Math.abs(bo.frames.length - 60_000 / periodMs)).toBeLessThan(3)
    }
  })

  it('rises by at most 3 % when a lone talker floods', () => {
    const room = new SoundRoom()
    const [ann, bo] = room.join('Ann', 'Bo')
    room.talk(ann, () => 100, { periodMs: 2 })
    room.clock.advance(10_000)
    expect(bo.frames.length).toBeGreaterThan(500)
    expect(bo.frames.length).toBeLessThanOrEqual(500 * 1.03 + 320 / 20 + 1)
  })

  it('stays the same for other talkers when one floods', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    room.talk(ann, () => 100)
    room.talk(bo, () => 20, { periodMs: 2 })
    room.clock.advance(10_000)
    expect(Math.abs(cy.frames.length - 500)).toBeLessThan(20)
  })
})

describe('RoomMixer per listener', () => {
  it('applies a changed volume for the listener who set it alone', () => {
    const room = new SoundRoom()
    const [ann, bo, cy, di] = room.join('Ann', 'Bo', 'Cy', 'Di')
    room.mixer.setVolume(cy, ann, -6.0206)
    room.talk(ann, () => 1_000)
    room.talk(bo, () => 20)
    room.clock.advance(100)
    expect(cy.frames.at(-1)![0]).toBe(520)
    expect(di.frames.at(-1)![0]).toBe(1_020)
    expect(bo.frames.at(-1)![0]).toBe(1_000)
    room.mixer.setVolume(cy, ann, 0)
    room.clock.advance(100)
    expect(cy.frames.at(-1)![0]).toBe(1_020)
  })

  it('sends nothing to a listener who turned the only talker off', () => {
    const room = new SoundRoom()
    const [ann, bo] = room.join('Ann', 'Bo')
    room.mixer.setVolume(bo, ann, -60)
    room.talk(ann, () => 1_000)
    room.clock.advance(100)
    expect(bo.frames).toEqual([])
  })

  it('leaves a talker out for another talker who turned them off', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    room.mixer.setVolume(ann, bo, -60)
    for (const [ear, sample] of [
      [ann, 1],
      [bo, 20],
      [cy, 300],
    ] as const)
      room.talk(ear, () => sample)
    room.clock.advance(100)
    expect(ann.frames.at(-1)![0]).toBe(300)
  })

  it('shares one mix with a listener whose changed volume is of a silent member', () => {
    const room = new SoundRoom()
    const [ann, bo, cy, di] = room.join('Ann', 'Bo', 'Cy', 'Di')
    room.mixer.setVolume(cy, bo, -6)
    room.say(ann, 100)
    expect(cy.messages[0]).toBe(di.messages[0])
  })

  it('sends nothing to a deafened member, whose voice is still heard', () => {
    const room = new SoundRoom()
    const [ann, bo] = room.join('Ann', 'Bo')
    ann.hears = false
    for (const one of [ann, bo]) room.talk(one, () => 100)
    room.clock.advance(100)
    expect(ann.frames).toEqual([])
    expect(bo.frames.length).toBeGreaterThan(4)
  })

  it('neither mixes nor sends voice for a member who left', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    for (const one of [ann, bo]) room.talk(one, () => 100)
    room.clock.advance(99)
    room.mixer.leave(bo)
    const before = bo.frames.length
    room.clock.advance(100)
    expect(bo.frames).toHaveLength(before)
    expect(cy.frames.at(-1)![0]).toBe(100)
    expect(cy.times.at(-1)).toBe(180)
  })
})

describe('RoomMixer when a talker is muted', () => {
  it('drops their voice and does not wait for it', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    room.talk(ann, () => 100)
    room.talk(bo, () => 20, { count: 4 })
    room.clock.advance(70)
    room.mixer.silence(bo)
    room.clock.advance(100)
    expect(cy.times.slice(-4)).toEqual([100, 120, 140, 160])
    expect(cy.frames.at(-1)![0]).toBe(100)
    expect(bo.times.slice(-4)).toEqual([100, 120, 140, 160])
    expect(bo.frames.at(-1)![0]).toBe(100)
  })

  it('still waits for other talkers when the muted one had a frame queued', () => {
    const room = new SoundRoom()
    const [ann, bo, cy, di] = room.join('Ann', 'Bo', 'Cy', 'Di')
    for (const one of [ann, bo, cy]) room.talk(one, () => 100, { count: 3 })
    room.clock.advance(59)
    room.say(ann, 100)
    for (const one of [ann, bo]) room.say(one, 100)
    const { mixes } = room.mixer.stats
    room.mixer.silence(ann)
    expect(room.mixer.stats.mixes).toBe(mixes)
    room.say(cy, 100)
    expect(room.mixer.stats.mixes).toBe(mixes + 1)
    expect(di.frames.at(-1)![0]).toBe(200)
  })
})

describe('levels reported by RoomMixer', () => {
  it.each([5_000, 8_000, 16_000, 44_100, 48_000])('are correct for tones at a sample rate of %i Hz', (rate) => {
    for (const hz of [100, 250, 440, 500, 1_000, 2_000]) {
      const room = new SoundRoom(rate)
      const [ann] = room.join('Ann')
      room.say(ann, tone(hz, rate, 0.1)(0))
      expect(Math.abs(room.levels[0]![1] + 23), `${hz} Hz`).toBeLessThan(1.5)
    }
  })

  it('may be handled by removing a member: mixing continues without them', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    for (const one of [ann, bo]) room.talk(one, () => 100)
    room.clock.advance(59)
    room.onLevel = () => room.mixer.leave(ann)
    room.clock.advance(1_001)
    expect(cy.frames.at(-1)![0]).toBe(100)
    expect(cy.times.slice(-2)).toEqual([1_040, 1_060])
    const mixes = room.mixer.stats.mixes
    expect(mixes).toBeLessThanOrEqual(57)
  })
})

describe('RoomMixer in silence', () => {
  it('leaves no timer set', () => {
    const room = new SoundRoom()
    const [ann, bo] = room.join('Ann', 'Bo')
    for (const one of [ann, bo]) room.talk(one, () => 100, { count: 10 })
    room.clock.advance(1_000)
    expect(room.clock.timers).toBe(0)
    const { mixes } = room.mixer.stats
    room.clock.advance(10_000)
    expect(room.mixer.stats.mixes).toBe(mixes)
  })

  it('cancels its timer when closed', () => {
    const room = new SoundRoom()
    const [ann] = room.join('Ann')
    room.say(ann, 100)
    expect(room.clock.timers).toBe(1)
    room.mixer.close()
    expect(room.clock.timers).toBe(0)
  })

  it('keeps the level of a tone mixed with digital silence', () => {
    const room = new SoundRoom()
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    room.talk(ann, tone(400, 48_000, 0.1))
    room.talk(bo, () => 0, { offset: 3 })
    room.clock.advance(3_000)
    expect(toneLevel(cy.sound.subarray(10 * room.frame), 400, 48_000)).toBeCloseTo(-20, 1)
  })
})

describe('RoomMixer with frames of 10 ms', () => {
  it('passes a lone talker at once and bit-exact', () => {
    const room = new SoundRoom(48_000, 10)
    const [ann, bo] = room.join('Ann', 'Bo')
    room.talk(ann, noise(480), { count: 50, offset: 7, periodMs: 10 })
    room.clock.advance(1_000)
    expect(bo.frames).toEqual(Array.from({ length: 50 }, (_, i) => noise(480)(i)))
    expect(bo.times).toEqual(Array.from({ length: 50 }, (_, i) => 7 + 10 * i))
  })

  it('mixes when the last frame arrives, waits 15 ms for a late one, and stops waiting after 60 ms', () => {
    const room = new SoundRoom(48_000, 10)
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    room.talk(ann, () => 100, { periodMs: 10 })
    room.talk(bo, () => 20, { periodMs: 10, offset: 5, count: 5 })
    room.clock.advance(300)
    expect(cy.times.slice(0, 6)).toEqual([0, 10, 20, 30, 40, 50])
    expect(cy.times.slice(6, 8)).toEqual([75, 85])
    expect(cy.times.slice(-15)).toEqual(Array.from({ length: 15 }, (_, i) => 160 + 10 * i))
  })

  it('stays near real time when one client floods and another sends too little', () => {
    const room = new SoundRoom(48_000, 10)
    const [ann, bo, cy] = room.join('Ann', 'Bo', 'Cy')
    room.talk(ann, () => 100, { periodMs: 2 })
    room.talk(bo, () => 20, { periodMs: 29 })
    room.clock.advance(10_000)
    expect(cy.frames.length).toBeGreaterThan(1_000 / 1.03 - 3)
    expect(cy.frames.length).toBeLessThanOrEqual(1_000 * 1.03 + 320 / 10 + 1)
  })
})

/** The largest difference between two neighbouring samples. */
function steepest(samples: Int16Array): number {
  let most = 0
  for (let i = 1; i < samples.length; i++) most = Math.max(most, Math.abs(samples[i]! - samples[i - 1]!))
  return most
}

function split(message: Buffer): { header: string; payload: Buffer } {
  const end = message.indexOf('\n')
  return { header: message.toString('utf8', 0, end), payload: message.subarray(end + 1) }
}
