/** Profiles the server: `npx tsx bench/profile.ts [MEMBERS [TALKERS]]` prints its hottest functions. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_FRAME_MS } from '../src/audio/format.ts'
import { parlor } from './contender.ts'
import { hotFunctions } from './hot-functions.ts'
import { measure } from './measure.ts'
import { describe, type Scenario } from './scenario.ts'

const SHOWN = 20
const [members = 100, talkers = 3] = process.argv.slice(2).map(Number)
const scenario: Scenario = {
  members,
  rooms: 1,
  talkers,
  variant: 'pcm',
  ack: false,
  frameMs: DEFAULT_FRAME_MS,
  seconds: 10,
}
const folder = mkdtempSync(join(tmpdir(), 'parlor-profile-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const server = parlor('pcm')
const file = join(folder, 'server.cpuprofile')
const probe = (probeFile: string) => ({ ...server.probe?.(probeFile), PARLOR_PROFILE_FILE: file })
const { cpuMs } = await measure({ ...server, probe }, scenario, 1, folder)
process.stdout.write(`${describe(scenario)}: ${cpuMs.toFixed(3)} CPU ms, the profiler's own share included\n`)
for (const { where, share } of hotFunctions(JSON.parse(readFileSync(file, 'utf8')), SHOWN)) {
  process.stdout.write(`${(share * 100).toFixed(1).padStart(5)} %  ${where}\n`)
}
