import { describe, expect, it } from 'vitest'
import { hasNames, namesOf, useServer } from '../helpers/contract-server.ts'

const server = useServer({ fresh: true })
/** For what leaves nothing behind. */
const shared = useServer()

const REFUSED = [
  ['nothing', ''],
  ['blanks', '  \t '],
  ['a NUL', 'A\u0000nn'],
  ['a line end', 'A\nnn'],
  ['an escape', 'A\u001B[31mnn'],
  ['a C1 control', 'A\u009Bnn'],
  ['a bidi override', 'A\u202Enn'],
  ['a bidi isolate', 'A\u2066nn'],
  ['a bidi mark', 'A\u200Fnn'],
  ['a zero-width space', 'A\u200Bnn'],
  ['a zero-width joiner', 'A\u200Dnn'],
  ['a word joiner', 'A\u2060nn'],
  ['a byte order mark within', 'A\uFEFFnn'],
  ['an unassigned character', 'A\u0378nn'],
  ['a noncharacter', 'A\uFFFFnn'],
  ['a lone surrogate', 'A\uD800nn'],
  ['33 code points', 'x'.repeat(33)],
  ['33 code points after NFKC', `${'x'.repeat(31)}ﬁ`],
] as const

const ACCEPTED = [
  ['one letter', 'A', 'A'],
  ['32 code points', 'x'.repeat(32), 'x'.repeat(32)],
  ['32 code points in 64 UTF-16 units', '🙂'.repeat(32), '🙂'.repeat(32)],
  ['34 code points of which two are trimmed', ` ${'x'.repeat(32)} `, 'x'.repeat(32)],
  ['33 code points, 32 after NFKC', `${'x'.repeat(31)}e\u0301`, `${'x'.repeat(31)}é`],
  ['blanks around it', '  Ann  ', 'Ann'],
  ['a blank within it', 'Ann Lee', 'Ann Lee'],
  ['wide letters', 'Ａｎｎ', 'Ann'],
  ['a decomposed letter', 'Jose\u0301', 'José'],
  ['another script', 'Ἀριστοτέλης', 'Ἀριστοτέλης'],
  ['a name that code may trip over', '__proto__', '__proto__'],
] as const

/** What a person takes for `Ann`. */
const TWINS = [
  ['the same', 'Ann'],
  ['the same with blanks', ' Ann '],
  ['lower case', 'ann'],
  ['upper case', 'ANN'],
  ['wide letters', 'Ａｎｎ'],
  ['a Greek capital alpha', '\u0391nn'],
  ['a Cyrillic capital a', '\u0410nn'],
] as const

describe('hello', () => {
  it('is answered with all that a client needs', async () => {
    const client = await server.connect()
    const reply = await client.ask({ action: 'hello', name: 'Ann', version: 1, codecs: ['opus', 'pcm'] })
    expect(reply).toMatchObject({
      label: 'hello',
      status: 'ok',
      version: 1,
      user: expect.anything(),
      name: 'Ann',
      sample_rate: 48_000,
      frame_ms: 20,
      codecs: expect.arrayContaining(['pcm']),
      limits: expect.any(Object),
    })
    expect(Object.values(reply.limits as object)).toEqual(expect.arrayContaining([64 * 1024]))
  })

  it('agrees on no codec that the client did not offer', async () => {
    const client = await server.connect()
    const reply = await client.ask({ action: 'hello', name: 'Ann', version: 1, codecs: ['pcm', 'wax cylinder'] })
    expect(reply).toHaveProperty('codecs', ['pcm'])
  })

  it('names the user by the id that the room knows', async () => {
    const [ann, bo] = await server.meet('Ann', 'Bo')
    expect(ann.id).not.toEqual(bo.id)
    const push = await ann.client.next('room_users', hasNames('Ann 1', 'Bo 1'))
    expect(push.users).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: ann.id, name: 'Ann 1' }),
        expect.objectContaining({ id: bo.id, name: 'Bo 1' }),
      ]),
    )
  })

  it('under a taken name is a conflict, and may be repeated with another on the same connection', async () => {
    await server.greet('Ann')
    const client = await server.connect()
    const hello = (name: string) => client.ask({ action: 'hello', name, version: 1, codecs: ['pcm'] })
    expect(await hello('Ann')).toMatchObject({ label: 'hello', status: 'conflict' })
    expect(await hello('')).toMatchObject({ label: 'hello', status: 'invalid name' })
    expect(await hello('Bo')).toMatchObject({ label: 'hello', status: 'ok', name: 'Bo' })
  })

  it('under the name of a user who left is no conflict', async () => {
    const [leaver] = await server.greet('Ann')
    await leaver.close()
    const client = await server.connect()
    await expect
      .poll(async () => (await client.ask({ action: 'hello', name: 'Ann', version: 1, codecs: ['pcm'] })).status)
      .toBe('ok')
  })
})

describe('without hello', () => {
  it('users are numbered in the order of joining', async () => {
    const clients = [await server.connect(), await server.connect(), await server.connect()]
    await clients[0]!.ask({ action: 'create', room: 'hello' })
    for (const client of clients) await client.ask({ action: 'join', room: 'hello' })
    await clients[0]!.next('room_users', hasNames('User000001', 'User000002', 'User000003'))
  })

  it('a default name that is taken is skipped', async () => {
    await server.greet('User000001')
    const client = await server.connect()
    await client.ask({ action: 'create', room: 'hello' })
    expect(namesOf(await client.ask({ action: 'join', room: 'hello' }))).not.toContain('User000001')
  })

  it('a user may rename, or send hello late', async () => {
    const [{ client: watcher, room }] = await server.meet('Watcher')
    const client = await server.connect()
    await client.ask({ action: 'join', room })
    await watcher.next('room_users', hasNames('Watcher 1', 'User000001'))
    await client.ask({ action: 'rename', name: 'Bo' })
    await watcher.next('room_users', hasNames('Watcher 1', 'Bo'))
    await client.ask({ action: 'hello', name: 'Cy', version: 1, codecs: ['pcm'] })
    await watcher.next('room_users', hasNames('Watcher 1', 'Cy'))
  })
})

describe('rename', () => {
  it('is answered with the new name', async () => {
    const [client] = await server.greet('Ann')
    const reply = await client.ask({ action: 'rename', name: ' Ｂo ' })
    expect(reply).toMatchObject({ label: 'renamed', status: 'ok', name: 'Bo' })
  })

  it('frees the old name', async () => {
    const [client] = await server.greet('Ann')
    await client.ask({ action: 'rename', name: 'Bo' })
    await server.greet('Ann')
  })

  it('to a taken or a bad name keeps the old one', async () => {
    await server.greet('Bo')
    const [{ client, room }] = await server.meet('Ann')
    const rename = (name: string) => client.ask({ action: 'rename', name })
    expect(await rename('bo')).toMatchObject({ label: 'renamed', status: 'conflict' })
    expect(await rename('B\u200Bo')).toMatchObject({ label: 'renamed', status: 'invalid name' })
    const [late] = await server.greet('Late')
    expect(namesOf(await late.ask({ action: 'join', room }))).toContain('Ann 1')
  })

  it('to a look-alike of the own name is no conflict', async () => {
    const [client] = await server.greet('Ann')
    expect(await client.ask({ action: 'rename', name: 'ANN' })).toMatchObject({ status: 'ok', name: 'ANN' })
  })
})

describe('a name', () => {
  it.each(REFUSED)('with %s is refused', async (_, name) => {
    const client = await shared.connect()
    const reply = await client.ask({ action: 'hello', name, version: 1, codecs: ['pcm'] })
    expect(reply).toMatchObject({ label: 'hello', status: 'invalid name' })
    expect(await client.ask({ action: 'rename', name })).toMatchObject({ status: 'invalid name' })
  })

  it.each(ACCEPTED)('with %s is accepted', async (_, name, kept) => {
    const client = await server.connect()
    const reply = await client.ask({ action: 'hello', name, version: 1, codecs: ['pcm'] })
    expect(reply).toMatchObject({ label: 'hello', status: 'ok', name: kept })
  })

  it.each(TWINS)('that looks like one in use is a conflict: %s', async (_, name) => {
    await server.greet('Ann')
    const client = await server.connect()
    const reply = await client.ask({ action: 'hello', name, version: 1, codecs: ['pcm'] })
    expect(reply).toMatchObject({ label: 'hello', status: 'conflict' })
  })
})
