import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ProtocolError } from '../../../src/protocol/errors.ts'
import { Decoder, type Header } from '../../../src/protocol/wire/decoder.ts'
import { encode } from '../../../src/protocol/wire/encoder.ts'

const MAX_LINE = 4096

interface Heard {
  header: Header
  payload: string | null
}

/** A decoder and what came out of it. Payloads of messages that say `"skip": true` are skipped. */
function listener(maxLine = MAX_LINE) {
  const heard: Heard[] = []
  const decoder = new Decoder(
    {
      payload: (header) => (header.skip ? 'skip' : 'take'),
      message: (header, payload) => heard.push({ header, payload: payload && Buffer.from(payload).toString('hex') }),
    },
    maxLine,
  )
  return { decoder, heard }
}

/** What is heard when these bytes come in runs that end at `cuts`. */
function hear(bytes: Buffer, cuts: readonly number[], maxLine = MAX_LINE): Heard[] {
  const { decoder, heard } = listener(maxLine)
  const borders = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
  // Each run is handed over in a buffer that is overwritten afterwards, as a shared read buffer would be.
  for (let i = 1; i < borders.length; i++) {
    const run = Buffer.from(bytes.subarray(borders[i - 1], borders[i]))
    decoder.push(run)
    run.fill(0xff)
  }
  return heard
}

function refusal(run: () => void): ProtocolError {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError)
    return error as ProtocolError
  }
  throw new Error('nothing was refused')
}

const everyByte = (bytes: Buffer) => Array.from({ length: bytes.length }, (_, i) => i)

const SCRIPT = Buffer.concat([
  Buffer.from('{"action":"list"}\n'),
  Buffer.from('\n\r\n  \n'),
  Buffer.from('{"action":"say","text":"grüße, 世界 🎧 \\ud83d"}\r\n'),
  encode({ action: 'voice', bytes: 6 }, Buffer.from([10, 13, 10, 123, 0, 255])),
  encode({ action: 'voice', bytes: 6 }, Buffer.from('{"a"}\n')),
  encode({ action: 'list', skip: true, bytes: 5 }, Buffer.from('{}\n{}')),
  Buffer.from(' {"action":"list","id":7} \n'),
])

const EXPECTED: Heard[] = [
  { header: { action: 'list' }, payload: null },
  { header: { action: 'say', text: 'grüße, 世界 🎧 \ud83d' }, payload: null },
  { header: { action: 'voice', bytes: 6 }, payload: '0a0d0a7b00ff' },
  { header: { action: 'voice', bytes: 6 }, payload: '7b2261227d0a' },
  { header: { action: 'list', skip: true, bytes: 5 }, payload: null },
  { header: { action: 'list', id: 7 }, payload: null },
]

const message = fc.record({
  blank: fc.constantFrom('', '', '\n', '\r\n', ' \t\n'),
  fields: fc.dictionary(fc.string({ unit: 'binary', maxLength: 8 }), fc.jsonValue({ maxDepth: 2 })),
  payload: fc.option(fc.uint8Array({ minLength: 1, maxLength: 1500 }), { nil: undefined }),
  skip: fc.boolean(),
  end: fc.constantFrom('\n', '\r\n'),
})

describe('a script of messages', () => {
  it('is decoded alike whole, byte by byte, and cut anywhere', () => {
    expect(hear(SCRIPT, [])).toEqual(EXPECTED)
    expect(hear(SCRIPT, everyByte(SCRIPT))).toEqual(EXPECTED)
    for (const cut of everyByte(SCRIPT)) expect(hear(SCRIPT, [cut]), `cut at ${cut}`).toEqual(EXPECTED)
  })

  it('is decoded alike for any messages and cuts', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 12 }), (all, cuts) => {
        const expected: Heard[] = []
        const parts: Buffer[] = []
        for (const { blank, fields, payload, skip, end } of all) {
          const header = JSON.parse(JSON.stringify({ ...fields, bytes: payload?.length, skip }))
          parts.push(Buffer.from(`${blank}${JSON.stringify(header)}${end}`), Buffer.from(payload ?? []))
          expected.push({ header, payload: payload && !skip ? Buffer.from(payload).toString('hex') : null })
        }
        const bytes = Buffer.concat(parts)
        const places = cuts.map((cut) => cut % (bytes.length + 1))
        expect(hear(bytes, places, 1 << 20)).toEqual(expected)
      }),
    )
  })

  it('ends in the middle of a message unless its last message is whole', () => {
    const { decoder } = listener()
    const middles = [...SCRIPT].map((byte) => {
      decoder.push(Buffer.from([byte]))
      return decoder.midMessage
    })
    expect(middles.at(-1)).toBe(false)
    expect(middles.at(-2)).toBe(true)
    const payloadEnd = SCRIPT.indexOf('{"a"}\n') - 1
    expect(middles[payloadEnd - '{"action":"voice","bytes":6}\n'.length]).toBe(false)
  })
})

describe('broken framing', () => {
  it.each([
    ['not JSON', '{"action":\n'],
    ['an array', '[1]\n'],
    ['null', 'null\n'],
    ['a number', '7\n'],
    ['two objects on a line', '{}{}\n'],
    ['bytes of 0', '{"bytes":0}\n'],
    ['negative bytes', '{"bytes":-1}\n'],
    ['half a byte', '{"bytes":1.5}\n'],
    ['bytes in a string', '{"bytes":"5"}\n'],
    ['bytes of null', '{"bytes":null}\n'],
    ['more bytes than can be counted', '{"bytes":1e300}\n'],
  ])('is refused and closes: %s', (_, text) => {
    const error = refusal(() => hear(Buffer.from(text), []))
    expect(error).toMatchObject({ code: 'bad_message', closes: true })
  })

  it('is refused when it is not UTF-8', () => {
    const overlongSlash = Buffer.from([0x22, 0xc0, 0xaf, 0x22, 10])
    expect(refusal(() => hear(overlongSlash, []))).toMatchObject({ code: 'bad_message', closes: true })
    const surrogate = Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22, 10])
    expect(refusal(() => hear(surrogate, []))).toMatchObject({ code: 'bad_message', closes: true })
  })

  it('is refused once: nothing after it is read', () => {
    const { decoder, heard } = listener()
    refusal(() => decoder.push(Buffer.from('{"n":1}\nnonsense\n{"n":2}\n')))
    decoder.push(Buffer.from('{"n":3}\n'))
    expect(heard.map(({ header }) => header.n)).toEqual([1])
  })

  it('always throws a ProtocolError, for any bytes', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .constantFrom('{"bytes":3}\n', '{"bytes":', '{}\n', '\r\n', '"', '{"bytes":1e9}\n', '\ud800', '[[')
        .map(Buffer.from),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { decoder } = listener(64)
        try {
          for (const run of pieces) decoder.push(Buffer.from(run))
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError)
        }
      }),
    )
  })
})

describe('the limit of a line', () => {
  const line = (length: number) => `{"text":"${'x'.repeat(length - '{"text":""}'.length)}"}`

  it.each(['\n', '\r\n'])('is met exactly, ended by %j, whole or byte by byte', (end) => {
    const fits = Buffer.from(line(100) + end)
    expect(hear(fits, [], 100)).toHaveLength(1)
    expect(hear(fits, everyByte(fits), 100)).toHaveLength(1)
    const long = Buffer.from(line(101) + end)
    expect(refusal(() => hear(long, [], 100))).toMatchObject({ code: 'too_large', closes: true })
    expect(refusal(() => hear(long, everyByte(long), 100))).toMatchObject({ code: 'too_large', closes: true })
  })

  it('is counted in bytes and not in characters', () => {
    const text = Buffer.from('{"t":"世"}\n')
    expect(hear(text, [], text.length - 1)).toHaveLength(1)
    expect(refusal(() => hear(text, [], text.length - 2)).code).toBe('too_large')
  })

  it('is enforced before the line ends', () => {
    const { decoder } = listener(100)
    decoder.push(Buffer.alloc(101, 'x'))
    expect(refusal(() => decoder.push(Buffer.from('x'))).code).toBe('too_large')
  })

  it('may be raised between two messages of one run', () => {
    const long = line(200)
    let decoder: Decoder
    const texts: unknown[] = []
    const sink = {
      payload: () => 'take' as const,
      message: ({ text }: Header) => {
        decoder.maxLine = 200
        texts.push(text)
      },
    }
    decoder = new Decoder(sink, 20)
    decoder.push(Buffer.from(`{"text":"hello"}\n${long}\n`))
    expect(texts).toEqual(['hello', JSON.parse(long).text])
  })
})

describe('memory', () => {
  afterEach(() => vi.restoreAllMocks())

  it('grows with the bytes received, never with the length announced', () => {
    const spy = vi.spyOn(Buffer, 'allocUnsafeSlow')
    const { decoder } = listener()
    decoder.push(Buffer.from('{"bytes":1000000000000}\n'))
    let arrived = 0
    for (let i = 0; i < 100; i++) {
      decoder.push(Buffer.alloc(777))
      arrived += 777
      for (const [size] of spy.mock.calls) expect(size).toBeLessThanOrEqual(Math.max(512, 2 * arrived))
    }
  })

  it('is not allocated for a payload that is skipped, or that arrives whole', () => {
    const spy = vi.spyOn(Buffer, 'allocUnsafeSlow')
    const { decoder, heard } = listener()
    decoder.push(Buffer.from('{"skip":true,"bytes":90000}\n'))
    for (let i = 0; i < 90; i++) decoder.push(Buffer.alloc(1000))
    decoder.push(encode({ bytes: 2000 }, Buffer.alloc(2000)))
    expect(heard).toHaveLength(2)
    expect(spy).not.toHaveBeenCalled()
  })
})

describe('the remembered line', () => {
  it('gives the same header object for the same line, and only then', () => {
    const voice = encode({ action: 'voice', bytes: 2 }, Buffer.from([1, 2]))
    const other = encode({ action: 'voice', bytes: 3 }, Buffer.from([1, 2, 3]))
    const [first, second, third, fourth] = hear(Buffer.concat([voice, voice, other, voice]), [])
    expect(second!.header).toBe(first!.header)
    expect(third).toEqual({ header: { action: 'voice', bytes: 3 }, payload: '010203' })
    expect(fourth).toEqual(first)
  })

  it('survives the buffer it arrived in, whole or in pieces', () => {
    const bytes = Buffer.concat(Array(4).fill(encode({ action: 'voice', bytes: 2 }, Buffer.from([1, 2]))))
    const expected = Array(4).fill({ header: { action: 'voice', bytes: 2 }, payload: '0102' })
    for (const cut of everyByte(bytes)) expect(hear(bytes, [cut])).toEqual(expected)
  })

  it('is not confused with another at the same place in the read buffer', () => {
    const { decoder, heard } = listener()
    const shared = Buffer.alloc(64)
    for (const text of ['{"n":1,"bytes":1}\nx', '{"n":2,"bytes":1}\ny']) {
      decoder.push(shared.subarray(0, shared.write(text)))
    }
    expect(heard.map(({ header }) => header.n)).toEqual([1, 2])
  })

  it('is never used for a blank line', () => {
    expect(hear(Buffer.from('\n\n{"bytes":1}\nx\n\n'), [])).toHaveLength(1)
  })
})

describe('stop', () => {
  it.each([
    ['between two messages', '{"n":1}\n{"n":2}\n'],
    ['after a payload', '{"bytes":1}\nx{"n":2}\n'],
    ['before a skipped payload', '{"skip":true,"bytes":1}\nx{"n":2}\n'],
  ])('ends the reading %s', (_, text) => {
    let decoder: Decoder
    let count = 0
    const stopAtFirst = () => {
      count++
      decoder.stop()
    }
    decoder = new Decoder({ payload: ({ skip }) => (skip ? 'skip' : 'take'), message: stopAtFirst }, MAX_LINE)
    decoder.push(Buffer.from(text))
    decoder.push(Buffer.from(text))
    expect(count).toBe(1)
  })

  it('leaves no message half read', () => {
    const { decoder } = listener()
    decoder.push(Buffer.from('{"n":'))
    decoder.stop()
    expect(decoder.midMessage).toBe(false)
  })
})

describe('a decoder that is paused', () => {
  it('emits no message until it resumes, and then all that arrived, in any chunks', () => {
    for (let cut = 0; cut <= SCRIPT.length; cut++) {
      const heard: Heard[] = []
      const decoder: Decoder = new Decoder(
        {
          payload: (header) => (header.skip ? 'skip' : 'take'),
          message: (header, payload) => {
            heard.push({ header, payload: payload && Buffer.from(payload).toString('hex') })
            decoder.pause()
          },
        },
        MAX_LINE,
      )
      decoder.push(SCRIPT.subarray(0, cut))
      decoder.push(SCRIPT.subarray(cut))
      for (let i = 1; i <= EXPECTED.length; i++) {
        expect(heard).toEqual(EXPECTED.slice(0, i))
        decoder.resume()
      }
      expect(heard).toEqual(EXPECTED)
    }
  })
})
