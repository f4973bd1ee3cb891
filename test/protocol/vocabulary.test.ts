import { describe, expect, it } from 'vitest'
import { actions } from '../../src/protocol/actions.ts'
import { ProtocolError } from '../../src/protocol/errors.ts'
import { labels } from '../../src/protocol/labels.ts'
import { limits } from '../../src/protocol/limits.ts'
import { clientVocabulary, requestIdOf, serverVocabulary } from '../../src/protocol/vocabulary.ts'
import type { Entry } from '../../src/protocol/vocabulary-entry.ts'
import { Decoder, type Header } from '../../src/protocol/wire/decoder.ts'
import { encode } from '../../src/protocol/wire/encoder.ts'

/** The payload that an example announces. */
function payloadOf(example: object): Uint8Array | undefined {
  return 'bytes' in example ? new Uint8Array(example.bytes as number).fill(7) : undefined
}

/** Sends a message through encoder, decoder and check. */
function roundTrip(vocabulary: ReturnType<typeof clientVocabulary | typeof serverVocabulary>, sent: object) {
  let heard: unknown
  let heardPayload: Uint8Array | null = null
  const decoder = new Decoder(
    {
      payload: (header, bytes) => vocabulary.payload(header, bytes),
      message: (header, payload) => {
        heard = vocabulary.check(header)
        heardPayload = payload && Buffer.from(payload)
      },
    },
    limits.serverLine,
  )
  decoder.push(encode(sent, payloadOf(sent)))
  return { heard, payload: heardPayload as Uint8Array | null }
}

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof ProtocolError) return error.closes ? `${error.code}, closed` : error.code
    throw error
  }
  return 'ok'
}

const check = (header: Header) => codeOf(() => clientVocabulary().check(header))

describe.each([
  { side: 'action', entries: Object.entries<Entry>(actions), vocabulary: clientVocabulary },
  { side: 'label', entries: Object.entries<Entry>(labels), vocabulary: serverVocabulary },
])('the example of the $side', ({ side, entries, vocabulary }) => {
  it.each(entries)('%s passes through encoder, decoder and check', (name, { example }) => {
    const sent = { [side]: name, ...example }
    const { heard, payload } = roundTrip(vocabulary(), sent)
    expect(heard).toEqual(sent)
    expect(payload && Uint8Array.from(payload)).toEqual(payloadOf(sent) ?? null)
  })

  it.each(entries)('%s passes with fields that a newer program may add', (name, { example }) => {
    const sent = { [side]: name, ...example, id: 'x', addedLater: [1] }
    expect(roundTrip(vocabulary(), sent).heard).toEqual(sent)
  })

  it.each(entries.filter(([, { fields }]) => (fields.required ?? []).length > 0))(
    '%s is refused without any one of its required fields, or with null there',
    (name, { example, fields }) => {
      for (const field of fields.required ?? []) {
        const lacking: Record<string, unknown> = { [side]: name, ...example }
        delete lacking[field]
        expect(codeOf(() => vocabulary().check(lacking))).toBe('bad_message')
        // No null is a value of the contract; for `bytes` the decoder refuses it before.
        expect(codeOf(() => vocabulary().check({ ...lacking, [field]: null }))).toBe('bad_message')
      }
    },
  )
})

describe('a message', () => {
  it('must be named, by a name that the contract knows', () => {
    expect(check({})).toBe('bad_message')
    expect(check({ action: 7 })).toBe('bad_message')
    expect(check({ label: 'voice' })).toBe('bad_message')
    for (const action of ['dance', '', '__proto__', 'constructor', 'LIST'])
      expect(check({ action }), action).toBe('unknown_action')
  })

  it('may carry an id that is an integer or a short string', () => {
    for (const id of [0, -1, 7, '', 'x'.repeat(64)]) expect(check({ action: 'list', id }), String(id)).toBe('ok')
    for (const id of [1.5, 'x'.repeat(65), null, true, [1], {}])
      expect(check({ action: 'list', id }), JSON.stringify(id)).toBe('bad_message')
  })

  it('is refused with the name of the wrong field', () => {
    const run = () => clientVocabulary().check({ action: 'volume', user: 2, gain_db: 13 })
    expect(run).toThrow(/^volume: field gain_db: .*12/)
    expect(() => clientVocabulary().check({ action: 'hello', codecs: ['pcm', 3] })).toThrow(/codecs\.1/)
  })

  it('keeps within the bounds of its fields', () => {
    expect(check({ action: 'volume', user: 2, gain_db: -60 })).toBe('ok')
    expect(check({ action: 'volume', user: 2, gain_db: -60.1 })).toBe('bad_message')
    expect(check({ action: 'volume', user: 0, gain_db: 0 })).toBe('bad_message')
    expect(check({ action: 'ack', received: -1 })).toBe('bad_message')
    expect(check({ action: 'create', room: 'x', password: 'x'.repeat(limits.password + 1) })).toBe('bad_message')
  })

  it('is checked again when it differs from a valid one', () => {
    const vocabulary = clientVocabulary()
    const voice = { action: 'voice', bytes: 4 }
    expect(vocabulary.check(voice)).toBe(voice)
    expect(vocabulary.check(voice)).toBe(voice)
    expect(codeOf(() => vocabulary.check({ action: 'voice', bytes: 4, codec: 'mp3' }))).toBe('bad_message')
  })
})

describe('a payload', () => {
  const payload = (header: Header, bytes: number) => clientVocabulary().payload(header, bytes)

  it('is accepted up to the limit of its action; more closes', () => {
    expect(payload({ action: 'voice' }, limits.voicePayload)).toBe('take')
    expect(codeOf(() => payload({ action: 'voice' }, limits.voicePayload + 1))).toBe('too_large, closed')
  })

  it.each([{ action: 'list' }, { action: 'dance' }, {}])('of %j is skipped up to 64 KiB; more closes', (header) => {
    expect(payload(header, limits.skippedPayload)).toBe('skip')
    expect(codeOf(() => payload(header, limits.skippedPayload + 1))).toBe('too_large, closed')
  })

  it('with an action that declares none is refused, and the connection stays open', () => {
    expect(check({ action: 'list', bytes: 5 })).toBe('unexpected_payload')
    expect(check({ action: 'dance', bytes: 5 })).toBe('unknown_action')
  })
})

describe('the id of a request', () => {
  it('is returned when it is valid', () => {
    expect(requestIdOf({ id: 7 })).toBe(7)
    expect(requestIdOf({ id: 'a' })).toBe('a')
    expect(requestIdOf({ id: 0 })).toBe(0)
    expect(requestIdOf({ id: 1.5 })).toBeUndefined()
    expect(requestIdOf({})).toBeUndefined()
    expect(requestIdOf(null)).toBeUndefined()
  })
})
