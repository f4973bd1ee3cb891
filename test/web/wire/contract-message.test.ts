import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage } from '../../../src/web/wire/contract-message.ts'

describe('a message over a WebSocket', () => {
  it('is its line with a newline, and then its payload', () => {
    const message = { action: 'voice', bytes: 3 }
    const bytes = encodeMessage(message, Uint8Array.of(10, 0, 255))
    expect([...bytes]).toEqual([...Buffer.from('{"action":"voice","bytes":3}\n'), 10, 0, 255])
  })

  it('is decoded to what was encoded, also with characters of several bytes and a newline in the payload', () => {
    const message = { label: 'said', text: 'Grüße 👋\n' }
    expect(decodeMessage(encodeMessage(message).buffer)).toEqual({ message, payload: null })
    const payload = Uint8Array.of(10, 10, 123)
    const voice = { label: 'voice', bytes: 3 }
    expect(decodeMessage(encodeMessage(voice, payload).buffer)).toEqual({ message: voice, payload })
  })
})
