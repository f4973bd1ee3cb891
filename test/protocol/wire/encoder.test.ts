import { describe, expect, it } from 'vitest'
import { Envelope, encode } from '../../../src/protocol/wire/encoder.ts'

describe('encode', () => {
  it('writes one line of JSON', () => {
    expect(encode({ label: 'said', text: 'a\nb\u2028c' }).toString()).toBe('{"label":"said","text":"a\\nb\u2028c"}\n')
  })

  it('appends the payload to the line, in the same buffer', () => {
    expect(encode({ bytes: 2 }, Buffer.from('\n{')).toString()).toBe('{"bytes":2}\n\n{')
  })
})

describe('an envelope', () => {
  it('announces the length of its payload', () => {
    const envelope = new Envelope({ label: 'voice' }, 4)
    const message = envelope.seal(Buffer.from('abcd'))
    const end = message.indexOf('\n')
    expect(JSON.parse(message.toString('utf8', 0, end))).toEqual({ label: 'voice', bytes: 4 })
    expect(message.toString('utf8', end + 1)).toBe('abcd')
  })

  it.each([4, 42, 420, 4200])(
    'keeps 16-bit samples aligned: a payload of %i bytes starts at an even offset',
    (bytes) => {
      const message = new Envelope({ label: 'voice' }, bytes).seal(new Uint8Array(bytes))
      expect((message.indexOf('\n') + 1) % 2).toBe(0)
      expect(message.length - message.indexOf('\n') - 1).toBe(bytes)
    },
  )

  it('returns a new buffer each time', () => {
    const envelope = new Envelope({ label: 'voice' }, 1)
    const first = envelope.seal(Buffer.from('a'))
    envelope.seal(Buffer.from('b'))
    expect(first.at(-1)).toBe('a'.charCodeAt(0))
  })

  it('refuses a payload of another length: what is missing would be old memory', () => {
    expect(() => new Envelope({ label: 'voice' }, 4).seal(Buffer.from('abc'))).toThrow(RangeError)
    expect(() => new Envelope({ label: 'voice' }, 4).seal(Buffer.from('abcde'))).toThrow(RangeError)
  })
})
