import { describe, expect, it } from 'vitest'
import { type Member, usersOf, useServer } from '../helpers/contract-server.ts'
import type { Message } from '../helpers/wire-client.ts'

const server = useServer()

function isRecording(member: Member): (push: Message) => boolean {
  return (push) => usersOf(push).some((user) => user.id === member.id && user.recording === true)
}

describe('say', () => {
  it('reaches the whole room, the sender too, and nobody else', async () => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    const [outsider] = await server.meet('Outsider')
    const began = Date.now()
    ann.client.sendLine({ action: 'say', text: 'hi' })
    for (const { client } of [ann, bo]) {
      const said = await client.next('said')
      expect(said).toMatchObject({ label: 'said', from: ann.id, name: expect.stringMatching(/^Ann/), text: 'hi' })
      expect(said.at).toBeGreaterThan(began - 10_000)
      expect(said.at).toBeLessThan(Date.now() + 10_000)
    }
    await outsider.client.ask({ action: 'list' })
    expect(outsider.client.messages.filter(({ label }) => label === 'said')).toEqual([])
  })

  it('with `to` reaches only that person and the sender', async () => {
    const [ann, bo, cy] = await server.meet('Ann', 'Bo', 'Cy')
    ann.client.sendLine({ action: 'say', text: 'for Bo', to: bo.id })
    ann.client.sendLine({ action: 'say', text: 'for all' })
    for (const { client } of [ann, bo]) expect(await client.next('said')).toMatchObject({ text: 'for Bo' })
    expect(await cy.client.next('said')).toMatchObject({ text: 'for all' })
  })

  it('with `to` a user outside the room is an error, and reaches nobody', async () => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    const [outsider] = await server.meet('Outsider')
    const reply = await ann.client.ask({ action: 'say', text: 'psst', to: outsider.id })
    expect(reply).toHaveProperty('label', 'error')
    ann.client.sendLine({ action: 'say', text: 'hi' })
    expect(await bo.client.next('said')).toHaveProperty('text', 'hi')
    await outsider.client.ask({ action: 'list' })
    expect(outsider.client.messages.filter(({ label }) => label === 'said')).toEqual([])
  })

  it('outside a room is not_in_a_room', async () => {
    const client = await server.connect()
    const reply = await client.ask({ action: 'say', text: 'hi' })
    expect(reply).toMatchObject({ label: 'error', code: 'not_in_a_room' })
  })

  it.each(['x', 'ä', '日'])('takes 4,000 characters (%s) and refuses more', async (character) => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    ann.client.sendLine({ action: 'say', text: character.repeat(4000) })
    expect(await bo.client.next('said')).toHaveProperty('text', character.repeat(4000))
    const reply = await ann.client.ask({ action: 'say', text: character.repeat(4001) })
    expect(reply).toMatchObject({ label: 'error', code: expect.stringMatching(/^(bad_message|limit|too_large)$/) })
    ann.client.sendLine({ action: 'say', text: 'short' })
    expect(await bo.client.next('said')).toHaveProperty('text', 'short')
  })
})

describe('text is cleaned of', () => {
  it.each([
    ['control characters', 'a\u0000b\u0007c\u0008d\u007Fe\u000Bf', 'abcdef'],
    ['C1 control characters', 'a\u0080b\u0084c\u0099d', 'abcd'],
    ['colours', 'a\u001B[31;1mb\u001B[0mc', 'abc'],
    ['cursor movements', 'a\u001B[2J\u001B[1;1Hb', 'ab'],
    ['window titles', 'a\u001B]0;owned\u0007b\u001B]2;owned\u001B\\c', 'abc'],
    ['the clipboard sequence', 'a\u001B]52;c;ZXZpbA==\u0007b', 'ab'],
    ['device control strings', 'a\u001BP1$r0m\u001B\\b', 'ab'],
    ['C1 sequences', 'a\u009B31mb', 'ab'],
    ['bidi overrides', 'a\u202Eb\u202Dc\u202Ad\u202Be\u202Cf', 'abcdef'],
    ['bidi isolates', 'a\u2066b\u2067c\u2068d\u2069e', 'abcde'],
    ['bidi marks', 'a\u200Eb\u200Fc\u061Cd', 'abcd'],
  ])('%s', async (_, text, cleaned) => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    ann.client.sendLine({ action: 'say', text })
    for (const { client } of [ann, bo]) expect(await client.next('said')).toHaveProperty('text', cleaned)
  })

  it('other line ends, which become a newline or nothing', async () => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    ann.client.sendLine({ action: 'say', text: 'a\rb\r\nc\u0085d' })
    expect((await bo.client.next('said')).text).toMatch(/^a\n?b\nc\n?d$/)
  })

  it('escape sequences that cleaning itself would put together', async () => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    ann.client.sendLine({ action: 'say', text: 'a\u001B\u001B[31m[31mb\u001B\u202E[2Jc\u001B[\u0000' })
    expect((await bo.client.next('said')).text).toMatch(/^a\P{Cc}*b\P{Cc}*c\P{Cc}*$/u)
  })

  it.each([
    ['high', 'a\uD83Db'],
    ['low', 'a\uDE42b'],
    ['swapped', 'a\uDE42\uD83Db'],
    ['last', 'ab\uD83D'],
  ])('lone surrogates (%s)', async (_, text) => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    ann.client.sendLine({ action: 'say', text })
    const said = (await bo.client.next('said')).text as string
    expect(said).not.toMatch(/\p{Surrogate}/u)
    expect(said.replaceAll('\uFFFD', '')).toBe('ab')
  })

  it('is unchanged otherwise', async () => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    const text = 'line one\nline\ttwo  👩‍👩‍👧 שלום café cafe\u0301 ~`"\\ <b> 日本語'
    ann.client.sendLine({ action: 'say', text })
    expect(await bo.client.next('said')).toHaveProperty('text', text)
  })

  it('what would end the line on the wire', async () => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    ann.client.sendLine({ action: 'say', text: 'a\n{"label":"terminate"}\u2028b' })
    expect((await bo.client.next('said')).text).toMatch(/^a\n\{"label":"terminate"\}[\u2028\n]?b$/)
    await bo.client.ask({ action: 'list' })
    expect(bo.client.messages.map(({ label }) => label)).not.toContain('terminate')
  })
})

describe('recording', () => {
  it('is pushed to all, the recorder too, at its beginning and its end', async () => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    const by = { id: ann.id, name: expect.stringMatching(/^Ann/) }
    ann.client.sendLine({ action: 'record_start' })
    for (const { client } of [ann, bo]) expect(await client.next('recording')).toMatchObject({ on: true, by })
    ann.client.sendLine({ action: 'record_end' })
    for (const { client } of [ann, bo]) expect(await client.next('recording')).toMatchObject({ on: false, by })
  })

  it('is seen in room_users', async () => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    ann.client.sendLine({ action: 'record_start' })
    await bo.client.next('room_users', isRecording(ann))
    ann.client.sendLine({ action: 'record_end' })
    await bo.client.next('room_users', (push) => !isRecording(ann)(push))
  })

  it('is sent to people who join later', async () => {
    const [ann] = await server.meet('Ann')
    ann.client.sendLine({ action: 'record_start' })
    await ann.client.next('recording')
    const late = await server.connect()
    const reply = await late.ask({ action: 'join', room: ann.room })
    expect(usersOf(reply)).toContainEqual(expect.objectContaining({ id: ann.id, recording: true }))
    expect(await late.next('recording')).toMatchObject({ on: true, by: { id: ann.id } })
  })

  it.each([
    ['quit_room', (ann: Member) => ann.client.sendLine({ action: 'quit_room' })],
    ['exit', (ann: Member) => ann.client.sendLine({ action: 'exit' })],
    ['a cut connection', (ann: Member) => ann.client.socket.resetAndDestroy()],
  ])('is ended by %s of the recorder', async (_, leave) => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    ann.client.sendLine({ action: 'record_start' })
    expect(await bo.client.next('recording')).toMatchObject({ on: true })
    leave(ann)
    expect(await bo.client.next('recording')).toMatchObject({ on: false, by: { id: ann.id } })
    const late = await server.connect()
    await late.ask({ action: 'join', room: bo.room })
    await late.ask({ action: 'list' })
    expect(late.messages.map(({ label }) => label)).not.toContain('recording')
  })

  it.each(['record_start', 'record_end'])('%s outside a room is not_in_a_room', async (action) => {
    const client = await server.connect()
    expect(await client.ask({ action })).toMatchObject({ label: 'error', code: 'not_in_a_room' })
  })
})
