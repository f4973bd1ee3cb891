import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { HistoryFolder } from '../../../src/server/history/history-folder.ts'
import { eventually } from '../../helpers/eventually.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { type Guest, Hosted } from '../hosted.ts'

const many = { saidBurst: 2_000, toldBurst: 64 * 1024 * 1024, historyBurst: 1_000, askedBurst: 10_000 }

/** What the server answers a request for the history. */
async function historyOf(guest: Guest, fields: object = {}) {
  const replies = () => guest.messages.filter(({ label }) => label === 'history')
  const before = replies().length
  await guest.say({ action: 'history', limit: 500, ...fields })
  await eventually(() => replies().length).toBe(before + 1)
  const reply = replies().at(-1) as { said: { text: string; at: number }[]; more: boolean }
  return { texts: reply.said.map(({ text }) => text), said: reply.said, more: reply.more }
}

async function join_(hosted: Hosted, name: string, fields: object = {}, address = '::1') {
  const guest = hosted.connect({ address })
  await guest.say({ action: 'hello', name }, { action: 'join', room: 'hello', ...fields })
  return guest
}

const say = (text: string) => ({ action: 'say', text })

/** Sends messages, of which the last is pushed back. */
async function sayAll(
  guest: Guest,
  ...messages: { action: string; text?: string; [field: string]: unknown }[]
): Promise<void> {
  await guest.say(...messages)
  const last = messages.findLast(({ text }) => text !== undefined)?.text
  await eventually(() => guest.messages.some(({ label, text }) => label === 'said' && text === last)).toBe(true)
}

describe('the history of a room', () => {
  it('tells a latecomer the newest messages and the page before, without private ones', async () => {
    const hosted = new Hosted(null, many)
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    for (let i = 1; i <= 10; i++) await ann!.say(say(`text ${i}`))
    await ann!.say({ ...say('secret'), to: bo!.session.participant.id })
    const cy = await join_(hosted, 'Cy')
    const newest = await historyOf(cy, { limit: 4 })
    expect(newest).toMatchObject({ texts: ['text 7', 'text 8', 'text 9', 'text 10'], more: true })
    expect(newest.said[0]).toEqual({ from: 1, name: 'Ann', text: 'text 7', at: expect.any(Number) })
    const before = await historyOf(cy, { before: newest.said[0]!.at })
    expect(before).toMatchObject({ texts: [1, 2, 3, 4, 5, 6].map((i) => `text ${i}`), more: false })
  })

  it('keeps the newest 500 messages, and as many as the memory of the server admits', async () => {
    const hosted = new Hosted(null, { ...many, historyBytes: 1_500_000 })
    const [ann] = await hosted.meet('Ann')
    for (let i = 0; i < 600; i++) await ann!.say(say(`${i}`))
    const { texts } = await historyOf(ann!)
    expect([texts.length, texts[0], texts.at(-1)]).toEqual([500, '100', '599'])
    await ann!.say({ action: 'create', room: 'full' }, { action: 'join', room: 'full' })
    for (let i = 0; i < 300; i++) await ann!.say(say('x'.repeat(4_000)))
    await ann!.say({ action: 'join', room: 'hello' })
    // The largest room makes place.
    expect((await historyOf(ann!)).texts).toHaveLength(500)
    await ann!.say({ action: 'join', room: 'full' })
    const page = await historyOf(ann!)
    expect(page.more).toBe(true)
    expect(page.texts.length).toBeLessThan(50)
  })

  it('is told neither to those outside, nor of what was said before a ban', async () => {
    const hosted = new Hosted(null, many)
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await ann!.say(say('before the ban'))
    await ann!.say({ action: 'ban', user: bo!.session.participant.id, minutes: 1 })
    await ann!.say(say('after the ban'))
    await bo!.say({ action: 'history', limit: 5 })
    expect(bo!.messages.at(-1)).toMatchObject({ label: 'error', code: 'not_in_a_room' })
    hosted.clock.advance(61_000)
    await bo!.say({ action: 'join', room: 'hello' })
    expect((await historyOf(bo!)).texts).toEqual(['after the ban'])
    expect((await historyOf(ann!)).texts).toEqual(['before the ban', 'after the ban'])
  })

  it('is deleted by the host alone, and the room is told', async () => {
    const hosted = new Hosted(null, many)
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await ann!.say(say('hi'))
    await bo!.say({ action: 'history_delete' })
    expect(bo!.messages.at(-1)).toMatchObject({ label: 'error', code: 'not_allowed' })
    await ann!.say({ action: 'history_delete' })
    expect(bo!.messages.at(-1)).toEqual({ label: 'history_deleted', room: 'hello', by: { id: 1, name: 'Ann' } })
    expect((await historyOf(bo!)).texts).toEqual([])
  })

  it('is not kept in a room that was made without', async () => {
    const hosted = new Hosted(null, many)
    const ann = hosted.connect()
    await ann.say({ action: 'create', room: 'quiet', history: false }, { action: 'join', room: 'quiet' }, say('hi'))
    expect(await historyOf(ann)).toMatchObject({ texts: [], more: false })
  })

  it('is asked for at a limited rate', async () => {
    const hosted = new Hosted()
    const [ann] = await hosted.meet('Ann')
    for (let i = 0; i <= limits.historyBurst; i++) await ann!.say({ action: 'history', limit: 1 })
    expect(ann!.messages.at(-1)).toMatchObject({ label: 'error', code: 'too_fast' })
  })
})

describe('the history in a folder', () => {
  async function hostedAt(path: string) {
    const failures: string[] = []
    const folder = await HistoryFolder.open(path, { limits, failed: (message) => failures.push(message) })
    return { hosted: new Hosted(null, many, { history: folder }), folder, failures }
  }

  /** Ann, who made the room. */
  async function annIn(hosted: Hosted, room: string, fields: object = {}) {
    const ann = hosted.connect()
    await ann.say({ action: 'hello', name: 'Ann' }, { action: 'create', room, ...fields })
    for (const [label, message] of [
      ['created_room', null],
      ['join_room', { action: 'join', room, ...fields }],
    ] as const) {
      if (message) await ann.say(message)
      await eventually(() => ann.messages.find((one) => one.label === label)).toMatchObject({ status: 'ok' })
    }
    return ann
  }

  const filesIn = (path: string) => readdirSync(join(path, 'rooms'))

  it('is told after the server was started again, whatever the room is called', async () => {
    const path = join(freshFolder(), 'history')
    for (const room of ['standup', '../../../etc/passwd', 'con', '.']) {
      const before = await hostedAt(path)
      const ann = await annIn(before.hosted, room)
      await sayAll(ann, say(`in ${room}`), say('two'))
      await before.folder.close()
      const after = await hostedAt(path)
      const again = await annIn(after.hosted, room)
      expect(await historyOf(again)).toMatchObject({ texts: [`in ${room}`, 'two'], said: [{ from: 0 }, { from: 0 }] })
      // A file that is being rewritten has a draft beside it.
      await after.folder.close()
      expect(after.failures).toEqual([])
    }
    expect(filesIn(path)).toHaveLength(4)
    for (const name of filesIn(path)) {
      expect(name).toMatch(/^[0-9a-f]{64}\.jsonl$/)
      expect(statSync(join(path, 'rooms', name)).mode & 0o777).toBe(0o600)
    }
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  it('is told to nobody without the password of the room', async () => {
    const path = freshFolder()
    const first = await hostedAt(path)
    const ann = await annIn(first.hosted, 'board', { password: 'open sesame' })
    await sayAll(ann, say('between us'))
    await first.folder.close()
    for (const [fields, texts] of [
      [{}, []],
      [{ password: 'guess' }, []],
      [{ password: 'open sesame' }, ['between us']],
    ] as const) {
      const { hosted } = await hostedAt(path)
      expect((await historyOf(await annIn(hosted, 'board', fields))).texts).toEqual(texts)
    }
    for (const name of filesIn(path)) {
      expect(readFileSync(join(path, 'rooms', name), 'utf8')).not.toContain('sesame')
    }
  })

  it('holds neither what is said in temporary or locked rooms, nor what was deleted', async () => {
    const path = freshFolder()
    const { hosted, folder } = await hostedAt(path)
    const ann = await annIn(hosted, 'standup')
    await sayAll(ann, say('old'), { action: 'history_delete' }, say('new'))
    await sayAll(ann, { action: 'lock', locked: true }, say('behind the door'), { action: 'lock', locked: false })
    await ann.say({ action: 'create', room: 'brief', temporary: true }, { action: 'join', room: 'brief' }, say('brief'))
    await folder.close()
    const texts = filesIn(path).map((name) => readFileSync(join(path, 'rooms', name), 'utf8'))
    expect(texts).toHaveLength(1)
    expect(texts[0]!.match(/"text":"[^"]*"/g)).toEqual(['"text":"new"'])
  })

  it('survives a line that a crash cut, and bans', async () => {
    const path = freshFolder()
    const first = await hostedAt(path)
    const ann = await annIn(first.hosted, 'hello')
    const bo = await join_(first.hosted, 'Bo')
    await sayAll(ann, say('before'), { action: 'ban', user: bo.session.participant.id, minutes: 1 }, say('after'))
    await first.folder.close()
    const [name] = filesIn(path)
    const file = join(path, 'rooms', name!)
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"from":1,"name":"Ann","te`)
    const { hosted, folder } = await hostedAt(path)
    const again = await annIn(hosted, 'hello')
    await sayAll(again, say('one more'))
    expect((await historyOf(again)).texts).toEqual(['before', 'after', 'one more'])
    const back = await join_(hosted, 'Bo')
    expect((await historyOf(back)).texts).toEqual(['after', 'one more'])
    await folder.close()
    expect(
      readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toHaveLength(4)
  })

  it('keeps no more files than a server has rooms, the newest', async () => {
    const path = freshFolder()
    mkdirSync(join(path, 'rooms'))
    for (let i = 0; i < 5; i++) writeFileSync(join(path, 'rooms', `${`${i}`.repeat(64)}.jsonl`), '')
    writeFileSync(join(path, 'rooms', 'mine.txt'), '')
    await HistoryFolder.open(path, { limits: { ...limits, rooms: 3 }, failed: () => {} })
    expect(filesIn(path)).toHaveLength(4)
    expect(filesIn(path)).toContain('mine.txt')
  })
})
