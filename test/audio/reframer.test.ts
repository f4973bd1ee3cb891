import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Reframer } from '../../src/audio/reframer.ts'

test('Reframer splits samples into whole frames, and pads the last one', () => {
  const runs = fc.array(fc.array(fc.integer({ min: 1, max: 32_767 }), { maxLength: 50 }))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), runs, (length, parts) => {
      const frames: number[][] = []
      const reframer = new Reframer(length, (frame) => frames.push([...frame]))
      for (const part of parts) reframer.push(Int16Array.from(part))
      reframer.flush()
      const all = parts.flat()
      expect(frames.every((frame) => frame.length === length)).toBe(true)
      expect(frames.flat().slice(0, all.length)).toEqual(all)
      expect(frames.length).toBe(Math.ceil(all.length / length))
      expect(
        frames
          .flat()
          .slice(all.length)
          .every((sample) => sample === 0),
      ).toBe(true)
    }),
  )
})
