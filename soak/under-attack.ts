import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { cpuUse } from '../bench/load/process-usage.ts'
import { AttackedRecordings, type RecordingHarm } from './attacked-recordings.ts'
import type { Havoc } from './attacker.ts'
import { attacks } from './attacks.ts'
import { type Heard, HonestRoom } from './honest-room.ts'
import { table } from './report.ts'
import { BUSY, percent } from './verdict.ts'
import { Visitor, type Visits, visitCells } from './visitor.ts'
import { WatchedServer } from './watched-server.ts'

const ATTACKER = fileURLToPath(new URL('attacker.ts', import.meta.url))
/** ms to wait until the attackers are connected. */
const WARM_UP = 1_000
/** Repetitions of an attack if the machine was too busy for a verdict. */
const REPEATS = 1

/** The effect of an attack on the server and on honest clients. */
export interface Outcome extends Heard, Havoc {
  attack: string
  /** Timer delay of the server's event loop, 99th percentile in ms. */
  tick: number
  /** Peak memory of the server in MB. */
  memory: number
  /** Fraction (0..1) of the time that the server waited for the CPU, because the machine was busy. */
  waited: number
  /** CPU time of the server, all threads, as a fraction of one core. */
  cpu: number
  /** What it did to the recordings; null when the server makes none. */
  recordings: RecordingHarm | null
  /** What a visitor from another address experienced; null if there was none. */
  visits: Visits | null
}

/** Runs an attack against a new server for some seconds, with ten honest clients in a room, three of them talking. */
export async function underAttack(name: string, seconds: number): Promise<Outcome> {
  const { tls = false, recordings: records = false, from } = attacks[name]!
  const recordings = records ? new AttackedRecordings() : null
  const accounts = mkdtempSync(join(tmpdir(), 'parlor-accounts-'))
  const folders = ['--accounts', accounts, ...(recordings ? ['--recordings', recordings.folder] : [])]
  const server = await WatchedServer.start(...(tls ? ['--tls'] : []), ...folders)
  const visitor = from === undefined ? null : await Visitor.arrive(server.port)
  const honest = await HonestRoom.open({ port: server.port, tls, members: 10, talkers: 3 })
  const attacker = fork(ATTACKER, [name, String(server.port)], { execArgv: process.execArgv })
  try {
    await sleep(WARM_UP)
    await server.probe()
    honest.begin()
    visitor?.begin()
    const before = cpuUse(server.pid)
    await sleep(1_000 * seconds)
    const after = cpuUse(server.pid)
    const waited = (after.waitedMs - before.waitedMs) / (1_000 * seconds)
    const cpu = (after.ranMs - before.ranMs) / (1_000 * seconds)
    const heard = await honest.end()
    const visits = (await visitor?.end()) ?? null
    const { loopLatenessP99: tick } = await server.probe()
    const { most: memory } = server.memory()
    attacker.send('stop')
    const [havoc] = (await once(attacker, 'message')) as [Havoc]
    const harm = recordings?.harm() ?? null
    const wrongs = [...heard.wrongs, ...server.mishaps, ...(harm?.wrongs ?? []), ...(visits?.wrongs ?? [])]
    const effect = { tick, memory, waited, cpu, recordings: harm, visits, wrongs }
    return { ...havoc, ...heard, attack: name, ...effect }
  } finally {
    attacker.kill()
    honest.close()
    await server.stop()
    recordings?.remove()
    rmSync(accounts, { recursive: true, force: true })
  }
}

/** Runs attacks in turn, each against a new server. @param emit receives lines of progress */
export async function attackInTurn(
  names: readonly string[],
  seconds: number,
  emit: (line: string) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const name of names) {
    let outcome = await underAttack(name, seconds)
    for (let i = 0; i < REPEATS && outcome.waited > BUSY; i++) {
      const again = await underAttack(name, seconds)
      if (again.waited < outcome.waited) outcome = again
    }
    emit(`${name}: ${percent(outcome.lost)} lost, ${outcome.wrongs.join('; ') || 'no faults'}`)
    outcomes.push(outcome)
  }
  return outcomes
}

/** Attacks on recordings, on sessions, and all others. */
export function byTarget(
  outcomes: readonly Outcome[],
): Record<'recordings' | 'sessions' | 'others', readonly Outcome[]> {
  return {
    recordings: outcomes.filter(({ recordings }) => recordings),
    sessions: outcomes.filter(({ visits }) => visits),
    others: outcomes.filter(({ recordings, visits }) => !recordings && !visits),
  }
}

/** The results as a Markdown table. */
export function attackTable(outcomes: readonly Outcome[]): string {
  return table(HEADS, outcomes.map(cellsOf))
}

/** The results of attacks on recordings as a Markdown table. */
export function recordingAttackTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((one) => {
    const { recordings = 0, recorded = 0 } = one.recordings ?? {}
    const own = [percent(one.cpu), recordings.toLocaleString('en-US'), `${recorded.toFixed(1)} MB`]
    return [...cellsOf(one), ...own]
  })
  return table([...HEADS, 'CPU', 'recordings', 'on disk'], rows)
}

/** The results of attacks on sessions as a Markdown table. */
export function sessionAttackTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((one) => [...cellsOf(one), ...(one.visits ? visitCells(one.visits) : [])])
  return table([...HEADS, 'resumed', 'logins', 'median', 'longest'], rows)
}

const HEADS = ['attack', 'what', 'connections', 'sent', 'lost', 'late', 'tick', 'memory', 'no CPU']

function cellsOf(one: Outcome): string[] {
  return [
    `\`${one.attack}\``,
    attacks[one.attack]!.what,
    one.connections.toLocaleString('en-US'),
    `${one.megabytes.toFixed(0)} MB`,
    percent(one.lost),
    percent(one.late),
    `${one.tick.toFixed(1)} ms`,
    `${one.memory.toFixed(0)} MB`,
    percent(one.waited),
  ]
}
