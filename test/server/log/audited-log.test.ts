import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AuditedLog } from '../../../src/server/log/audited-log.ts'
import type { Log } from '../../../src/server/log/log.ts'
import type { EventName } from '../../../src/server/log/log-events.ts'
import { addressGroup } from '../../../src/server/net/addresses.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const KICK = { by: 'Ann', as: 'host', address: '10.0.0.1', deed: 'kicked', room: 'hello' } as const
const SMALL = { fileBytes: 400, files: 3, waiting: 100 }

function audit(path = join(freshFolder(), 'state', 'audit.jsonl'), limits = { ...SMALL, fileBytes: 1e6 }) {
  const passed: [EventName, object][] = []
  const other: Log = { detailed: true, write: (name, fields) => passed.push([name, fields]) }
  const clock = new ManualClock()
  const log = new AuditedLog(other, { path, clock, addressGroup, limits })
  const entries = async () => {
    await log.flush()
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  }
  return { log, path, clock, passed, entries }
}

describe('AuditedLog', () => {
  it('writes audited events to its file, and passes all events on', async () => {
    const { log, clock, passed, entries } = audit()
    log.write('moderated', { ...KICK, whom: { name: 'Bo', address: '10.0.0.2' }, reason: 'noise' })
    log.write('joined', { address: '10.0.0.1', port: 1, user: 1, name: 'Ann', room: 'hello' })
    const time = new Date(clock.date()).toISOString()
    expect(await entries()).toEqual([
      {
        ...{ time, pid: process.pid, event: 'moderated', ...KICK },
        ...{ whom: { name: 'Bo', address: '10.0.0.2' }, reason: 'noise' },
      },
    ])
    expect(passed.map(([name]) => name)).toEqual(['moderated', 'joined'])
    expect(log.detailed).toBe(true)
  })

  it('creates file and folder for its owner only, and closes an older file to others', async () => {
    const { log, path } = audit()
    log.write('ending', {})
    await log.flush()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
    chmodSync(path, 0o644)
    log.write('ending', {})
    await log.flush()
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('cleans and truncates hostile text, one line per event', async () => {
    const { log, path, entries } = audit()
    const name = `\u001b]52;c;eA==\u0007Bo\n{"event":"forged"}\u2028\u202e${'x'.repeat(5_000)}`
    log.write('moderated', { ...KICK, by: name, whom: { name } })
    const [entry, ...others] = await entries()
    expect(others).toEqual([])
    expect(String(entry!.by)).toMatch(/^Bo \{"event":"forged"\} x+$/)
    expect(String(entry!.by)).toHaveLength(500)
    expect(readFileSync(path, 'utf8')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/)
  })

  it('is bounded in size: renames full files, and replaces the oldest', async () => {
    const { log, path } = audit(undefined, SMALL)
    for (let i = 0; i < 40; i++) {
      log.write('listening', {
        ...{
          version: `${i}`,
          addresses: [],
          port: i,
          tls: false,
          plain: true,
          fingerprint: null,
          password: false,
          metrics: null,
        },
      })
      await log.flush()
    }
    const files = [path, `${path}.1`, `${path}.2`]
    for (const file of files) {
      expect(statSync(file).size).toBeLessThanOrEqual(SMALL.fileBytes)
      expect(statSync(file).mode & 0o777).toBe(0o600)
    }
    expect(existsSync(`${path}.3`)).toBe(false)
    const ports = files
      .reverse()
      .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n'))
      .map((line) => JSON.parse(line).port as number)
    expect(ports).toEqual(Array.from({ length: ports.length }, (_, i) => 40 - ports.length + i))
  })

  it('leaves out what one address causes in excess, says how much, and never what an operator does', async () => {
    const { log, clock, entries } = audit(undefined, { fileBytes: 1e6, files: 2, waiting: 10_000 })
    for (let i = 0; i < 200; i++) log.write('moderated', KICK)
    log.write('moderated', { ...KICK, address: '10.0.0.2' })
    for (let i = 0; i < 100; i++) log.write('moderated', { ...KICK, as: 'operator' })
    clock.advance(10_000)
    log.write('moderated', KICK)
    const all = await entries()
    expect(all).toHaveLength(60 + 1 + 100 + 1)
    expect(all.at(-1)).toMatchObject({ omitted_before: 140 })
    expect(all.filter(({ omitted_before }) => omitted_before !== undefined)).toHaveLength(1)
  })

  it('counts what clients of one IPv6 network cause together, and recordings per room', async () => {
    const { log, entries } = audit(undefined, { fileBytes: 1e6, files: 2, waiting: 10_000 })
    for (let i = 0; i < 100; i++) log.write('moderated', { ...KICK, address: `2001:db8::${i}` })
    for (let i = 0; i < 100; i++) {
      log.write('recording_started', { room: 'hello', user: i, name: 'Bo', tracks: false })
    }
    expect(await entries()).toHaveLength(120)
  })

  it('reports once per minute that the file cannot be written, and goes on', async () => {
    const folder = freshFolder()
    const path = join(folder, 'audit.jsonl')
    mkdirSync(path)
    const { log, clock, passed } = audit(path)
    for (let i = 0; i < 5; i++) {
      log.write('ending', {})
      await log.flush()
    }
    const reports = () => passed.filter(([name]) => name === 'audit_failed')
    expect(reports()).toHaveLength(1)
    expect(reports()[0]![1]).toMatchObject({ path })
    clock.advance(60_000)
    log.write('ending', {})
    await log.flush()
    expect(reports()).toHaveLength(2)
  })

  it('follows no link', async () => {
    const folder = freshFolder()
    const victim = join(folder, 'victim')
    writeFileSync(victim, 'mine')
    symlinkSync(victim, join(folder, 'audit.jsonl'))
    const { log, passed } = audit(join(folder, 'audit.jsonl'))
    log.write('ending', {})
    await log.flush()
    expect(readFileSync(victim, 'utf8')).toBe('mine')
    expect(passed.map(([name]) => name)).toContain('audit_failed')
  })

  it('loses entries rather than memory while the disk is slow', async () => {
    const { log, passed, entries } = audit(undefined, { fileBytes: 1e6, files: 2, waiting: 10 })
    for (let i = 0; i < 100; i++) log.write('ending', {})
    expect((await entries()).length).toBeLessThanOrEqual(20)
    expect(passed.filter(([name]) => name === 'audit_failed')).toHaveLength(1)
  })
})
