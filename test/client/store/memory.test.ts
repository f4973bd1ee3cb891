import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Memory } from '../../../src/client/store/memory.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import { ok, refused } from '../../../src/lib/result.ts'
import type { RecentCall } from '../../../src/protocol/meeting/call-state.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const freshPath = () => join(freshFolder(), 'parlor', 'memory.json')
const reread = (path: string) => new Memory(systemClock, path)

describe('the memory', () => {
  it('keeps the ten latest servers without duplicates, with the name used there', async () => {
    const clock = new ManualClock()
    const path = freshPath()
    const memory = new Memory(clock, path)
    for (let port = 1; port <= 12; port++) await memory.rememberServer('a.local', port, 'Ann')
    clock.advance(1000)
    expect(await memory.rememberServer('a.local', 5, 'Anna')).toEqual(ok(undefined))
    expect(reread(path).servers.map(({ port }) => port)).toEqual([5, 12, 11, 10, 9, 8, 7, 6, 4, 3])
    expect(reread(path).servers[0]).toEqual({ host: 'a.local', port: 5, name: 'Anna', seen: clock.date() })
  })

  it('finds a volume by any name that looks the same, and forgets a volume of 0 dB', async () => {
    const path = freshPath()
    const memory = new Memory(systemClock, path)
    await memory.rememberVolume('Ann', -6)
    await memory.rememberVolume('Bo', 3)
    expect(reread(path).volumeOf('ANN')).toBe(-6)
    expect(reread(path).volumeOf('Аnn')).toBe(-6)
    expect(reread(path).volumeOf('Cy')).toBeNull()
    await memory.rememberVolume('aNN', 0)
    expect(reread(path).volumeOf('Ann')).toBeNull()
    expect(reread(path).volumeOf('Bo')).toBe(3)
  })

  it('keeps the 500 latest volumes', async () => {
    const path = freshPath()
    const volumes = Array.from({ length: 500 }, (_, i) => ({ keys: [`a${i}`, `b${i}`], gain_db: 1 }))
    mkdirSync(join(path, '..'))
    writeFileSync(path, JSON.stringify({ volumes }))
    await reread(path).rememberVolume('Ann', -6)
    const kept = JSON.parse(readFileSync(path, 'utf8')).volumes
    expect(kept).toHaveLength(500)
    expect(kept[0].gain_db).toBe(-6)
    expect(kept.at(-1).keys).toEqual(['a498', 'b498'])
  })

  it('keeps recording keys by server', async () => {
    const path = freshPath()
    const key = (second: number) => ({ recording: `standup/2026-01-31_09-00-0${second}`, token: `t${second}` })
    await reread(path).rememberRecording('a.local', 5, key(1))
    await reread(path).rememberRecording('a.local', 6, key(2))
    await reread(path).rememberRecording('a.local', 5, key(3))
    await reread(path).rememberRecording('a.local', 5, key(3))
    expect(reread(path).recordingsAt('a.local', 5)).toEqual([key(3), key(1)])
    expect(reread(path).recordingsAt('b.local', 5)).toEqual([])
  })

  it('keeps microphone and speaker independently', async () => {
    const path = freshPath()
    await reread(path).rememberDevices({ microphone: 'pulse:a' })
    await reread(path).rememberDevices({ speaker: 'null' })
    expect(reread(path).devices).toEqual({ microphone: 'pulse:a', speaker: 'null' })
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it.each(['', '{"servers": [{"host": ', '7', 'null', '{"servers": 3, "volumes": {}, "devices": []}', '['.repeat(1e5)])(
    'is empty when the file is damaged, and can be written again: %.20s',
    async (text) => {
      const path = freshPath()
      mkdirSync(join(path, '..'))
      writeFileSync(path, text)
      const memory = reread(path)
      expect([memory.servers, memory.volumeOf('Ann')]).toEqual([[], null])
      expect(await memory.rememberVolume('Ann', -6)).toEqual(ok(undefined))
      expect(reread(path).volumeOf('Ann')).toBe(-6)
    },
  )

  it('keeps valid entries next to invalid ones, and cleans control characters', () => {
    const path = freshPath()
    mkdirSync(join(path, '..'))
    const good = { host: 'a\u001b[2Jb', port: 1, name: 'A\u202enn', seen: 3 }
    const servers = [{ host: 1 }, good, null, { ...good, port: 0 }]
    const volumes = [
      { keys: ['ann', 'ann'], gain_db: 99 },
      { keys: ['bo', 'bo'], gain_db: 2 },
    ]
    writeFileSync(path, JSON.stringify({ servers, volumes }))
    expect(reread(path).servers).toEqual([{ host: 'ab', port: 1, name: 'Ann', seen: 3 }])
    expect([reread(path).volumeOf('Ann'), reread(path).volumeOf('Bo')]).toEqual([null, 2])
  })

  it('loses nothing when several clients write at once', async () => {
    const path = freshPath()
    const memoryModule = new URL('../../../src/client/store/memory.ts', import.meta.url)
    const clockModule = new URL('../../../src/lib/clock.ts', import.meta.url)
    const names = (client: number) => Array.from({ length: 8 }, (_, i) => `Person ${client}-${i}`)
    const program = (client: number) => `
      const { Memory } = await import('${memoryModule}')
      const { systemClock } = await import('${clockModule}')
      const memory = new Memory(systemClock, ${JSON.stringify(path)})
      const told = await Promise.all(${JSON.stringify(names(client))}.map((name) => memory.rememberVolume(name, -3)))
      process.exit(told.every(({ ok }) => ok) ? 0 : 1)`
    const run = promisify(execFile)
    const clients = [1, 2, 3, 4]
    await Promise.all(
      clients.map((client) =>
        run(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program(client)]),
      ),
    )
    const memory = reread(path)
    const lost = clients.flatMap(names).filter((name) => memory.volumeOf(name) !== -3)
    expect(lost).toEqual([])
    expect(readdirSync(join(path, '..'))).toEqual(['memory.json'])
  })

  it('returns an error when it cannot write, and still applies the change', async () => {
    const folder = freshFolder()
    writeFileSync(join(folder, 'parlor'), '')
    const memory = reread(join(folder, 'parlor', 'memory.json'))
    expect(await memory.rememberVolume('Ann', -6)).toEqual(
      refused(expect.stringMatching(/^Cannot store this for the next start: /)),
    )
    expect(memory.volumeOf('Ann')).toBe(-6)
  })

  it('waits for the lock of another process, but not for that of a dead one', async () => {
    const path = freshPath()
    mkdirSync(join(path, '..'))
    writeFileSync(`${path}.lock`, '')
    const kept = await reread(path).rememberVolume('Ann', -6)
    expect(kept).toEqual(
      refused(expect.stringMatching(/memory\.json\.lock exists; if no client is running, remove it$/)),
    )
    const longAgo = new Date(Date.now() - 60_000)
    utimesSync(`${path}.lock`, longAgo, longAgo)
    expect(await reread(path).rememberVolume('Ann', -6)).toEqual(ok(undefined))
    expect(readdirSync(join(path, '..'))).toEqual(['memory.json'])
  })
})

describe('the recent calls', () => {
  const call = (name: string, at: number, changed: Partial<RecentCall> = {}): RecentCall => ({
    ...{ call: 'k1', with: { id: 7, name }, way: 'out', at, talked: 61_000, reason: 'hung up' },
    ...changed,
  })

  it('are kept by server across runs, the latest 50, in a file for the user alone', async () => {
    const path = freshPath()
    const memory = new Memory(systemClock, path)
    for (let at = 1; at <= 55; at++) await memory.rememberCalls('a.local', 5, [call('Bo', at)])
    await memory.rememberCalls('a.local', 6, [call('Cy', 1, { way: 'missed', talked: null, reason: null })])
    const calls = reread(path).callsAt('a.local', 5)
    expect(calls.map(({ at }) => at)).toEqual(Array.from({ length: 50 }, (_, i) => 55 - i))
    expect(calls[0]).toEqual(call('Bo', 55, { call: '', with: { id: 0, name: 'Bo' } }))
    expect(reread(path).callsAt('a.local', 6)).toMatchObject([{ way: 'missed', reason: null }])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('replace an entry in progress when the call ends, and count it as lost if the client was killed', async () => {
    const path = freshPath()
    await reread(path).rememberCalls('a.local', 5, [call('Bo', 1, { talked: 0, reason: null })])
    expect(reread(path).callsAt('a.local', 5)).toMatchObject([{ talked: 0, reason: 'connection lost' }])
    await reread(path).rememberCalls('a.local', 5, [call('Cy', 2), call('Bo', 1)])
    expect(reread(path).callsAt('a.local', 5)).toMatchObject([{ with: { name: 'Cy' } }, { reason: 'hung up' }])
  })

  it('drops entries of a damaged file, and cleans their names for display', () => {
    const path = freshPath()
    mkdirSync(join(path, '..'))
    const good = { host: 'a', port: 5, name: 'B\u001B[2Jo', way: 'in', at: 1, talked: null, reason: 'declined' }
    const bad = [{ ...good, way: 'up' }, { ...good, at: 9e99 }, { ...good, reason: 'x' }, { ...good, name: '' }, 1]
    writeFileSync(path, JSON.stringify({ calls: [...bad, good] }))
    const [kept, ...others] = reread(path).callsAt('a', 5)
    expect(others).toEqual([])
    expect(kept!.with.name).not.toContain('\u001B')
  })
})
