import { describe, expect, it } from 'vitest'
import { actions } from '../../src/protocol/actions.ts'
import { brokenFraming, type ErrorCode, errors, ProtocolError } from '../../src/protocol/errors.ts'
import { labels } from '../../src/protocol/labels.ts'
import { limits } from '../../src/protocol/limits.ts'
import type { ActionEntry, Entry } from '../../src/protocol/vocabulary-entry.ts'

const everyAction = Object.entries<ActionEntry>(actions)
const everyLabel = Object.entries<Entry>(labels)

describe.each([...everyAction, ...everyLabel])('the entry of %s', (name, entry) => {
  it('is named as a word of the wire, and has a sentence for the docs', () => {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(entry.doc).toMatch(/^[A-Z].*\.$/s)
  })

  it('declares a payload together with its limit', () => {
    expect('bytes' in entry.fields.properties).toBe(entry.payloadCap > 0)
    if (entry.payloadCap > 0) expect(entry.example.bytes).toBeLessThanOrEqual(entry.payloadCap)
  })

  it('claims no field that belongs to the framing', () => {
    for (const field of ['action', 'label', 'id']) expect(entry.fields.properties).not.toHaveProperty(field)
  })
})

describe('a reply', () => {
  it.each(everyAction)('to %s is a label of the contract, or none', (_, { reply }) => {
    if (reply !== null) expect(labels).toHaveProperty(reply)
  })

  it('answers one action only: a client without ids can still tell them apart', () => {
    const replies = everyAction.map(([, { reply }]) => reply).filter((reply) => reply !== null)
    expect(new Set(replies).size).toBe(replies.length)
  })
})

describe('the table of errors', () => {
  it('holds the codes that the contract promises', () => {
    const promised = 'bad_message unknown_action unexpected_payload not_in_a_room bad_frame too_large too_fast'
    expect(Object.keys(errors)).toEqual(
      expect.arrayContaining([...promised.split(' '), 'limit', 'not_allowed', 'internal']),
    )
  })

  it.each(Object.keys(errors) as ErrorCode[])('gives %s a sentence, and says whether it closes', (code) => {
    const { text, closes } = errors[code]
    expect(text).toMatch(/^[A-Z].*[^.]$/)
    const error = new ProtocolError(code)
    expect(error).toMatchObject({ code, message: text, closes: closes === 'always' })
  })

  it('lets broken framing close whatever the table says of its code', () => {
    expect(brokenFraming('The line is not JSON')).toMatchObject({ code: 'bad_message', closes: true })
  })
})

describe('the limits', () => {
  it('allow what the contract promises', () => {
    expect(limits.line).toBe(65_536)
    expect(limits.strangerLine).toBe(4_096)
    expect(limits.window).toBe(24_576)
    expect(limits.ackBytes).toBeLessThan(limits.window)
    expect(limits.text * 4).toBeLessThan(limits.line)
  })
})
