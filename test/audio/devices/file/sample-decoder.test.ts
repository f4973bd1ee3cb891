import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SampleDecoder } from '../../../../src/audio/devices/file/sample-decoder.ts'

test('SampleDecoder decodes the same samples however the bytes are split', () => {
  const samples = fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 60 })
  fc.assert(
    fc.property(samples, fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 }), (values, cuts) => {
      const bytes = Buffer.from(Int16Array.from(values).buffer)
      const decoder = new SampleDecoder()
      const out: number[] = []
      for (let at = 0, i = 0; i < cuts.length; i++) {
        out.push(...decoder.push(bytes.subarray(at, at + cuts[i]!)))
        at += cuts[i]!
        if (i === cuts.length - 1) out.push(...decoder.push(bytes.subarray(at)))
      }
      expect(out).toEqual(values)
    }),
  )
})
