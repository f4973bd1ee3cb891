import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import wavefile from 'wavefile'
import { percentile } from '../bench/statistics.ts'
import { SeededRandom } from '../fuzz/seeded-random.ts'
import { Program } from '../test/helpers/program.ts'
import { HONEST_ROOM, HonestRoom } from './honest-room.ts'
import { table } from './report.ts'
import { WatchedServer } from './watched-server.ts'

/** Clients that record at the same time. */
const AT_ONCE = 4
/** Earliest and latest time in ms after which a client is killed. */
const EARLIEST = 500
const LATEST = 3_500

/** The state of recordings after their client was killed. */
export interface KilledRecordings {
  recordings: number
  /** Number of files that a WAV reader opens. */
  opened: number
  /** Seconds missing at the end: median and maximum. */
  missingMedian: number
  missing: number
  wrongs: string[]
}

/** Kills clients (SIGKILL) at random times while they record a room in which clients talk, and checks the files. */
export async function killRecordings(count: number): Promise<KilledRecordings> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-killed-'))
  const server = await WatchedServer.start()
  const honest = await HonestRoom.open({ port: server.port, tls: false, members: 3, talkers: 2 })
  const missing: number[] = []
  const wrongs: string[] = []
  const random = new SeededRandom(count)
  let next = 0
  const worker = async () => {
    while (next < count) {
      const path = join(folder, `${next++}.wav`)
      const lasted = await recordAndKill(path, server.port, EARLIEST + random.below(LATEST - EARLIEST))
      try {
        missing.push(Math.max(0, lasted - secondsOf(path)))
      } catch (error) {
        wrongs.push(`a recording does not open: ${(error as Error).message}`)
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  } finally {
    honest.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  wrongs.push(...server.mishaps)
  return {
    recordings: count,
    opened: missing.length,
    missingMedian: percentile(missing, 0.5),
    missing: Math.max(0, ...missing),
    wrongs,
  }
}

/** Records with one client and kills it. @returns the seconds recorded before the kill */
async function recordAndKill(path: string, port: number, after: number): Promise<number> {
  const where = ['--ip', '127.0.0.1', '--port', String(port), '--room', HONEST_ROOM]
  const devices = ['--mic', 'null', '--speaker', 'null']
  const client = new Program('client/main.js', [...where, ...devices, '--json', '--record', path])
  await client.line(/"event":"recording_started"/)
  const begin = performance.now()
  await sleep(after)
  const lasted = (performance.now() - begin) / 1_000
  client.child.kill('SIGKILL')
  await client.exit
  return lasted
}

/**
 * The duration of a file in seconds, according to two independent readers if sox is installed.
 *
 * @throws Error if it cannot be opened, or the readers disagree
 */
function secondsOf(path: string): number {
  const wav = new wavefile.WaveFile(readFileSync(path))
  const { sampleRate } = wav.fmt as { sampleRate: number }
  const samples = wav.getSamples(false, Int16Array) as unknown as Int16Array
  const seconds = samples.length / sampleRate
  const told = bySox(path)
  if (told !== null && Math.abs(told - seconds) > 0.01) throw new Error(`sox finds ${told} s, not ${seconds}`)
  return seconds
}

function bySox(path: string): number | null {
  try {
    return Number(execFileSync('soxi', ['-D', path], { encoding: 'utf8', stdio: 'pipe' }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** The results as a Markdown table. */
export function killedTable({ recordings, opened, missingMedian, missing }: KilledRecordings): string {
  return table(
    ['recordings', 'that open', 'missing at the end, median', 'most'],
    [[`${recordings}`, `${opened}`, `${missingMedian.toFixed(2)} s`, `${missing.toFixed(2)} s`]],
  )
}
