import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AudioFormat, DEFAULT_FRAME_MS, frameBytes } from '../src/audio/format.ts'
import type { Variant } from './scenario.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PROBE = new URL('probe.mjs', import.meta.url).href

/** A server to measure. */
export interface Contender {
  name: 'floor' | 'parlor' | 'other'
  command: string
  args: readonly string[]
  /** Environment that makes its probe write to `file`; undefined if it has no probe. */
  probe?: (file: string) => NodeJS.ProcessEnv
}

/**
 * The built server of Parlor.
 *
 * @param frameMs duration of a voice frame in ms
 * @param checkout the folder of another checkout to measure; default: this one
 * @throws Error if it was not built
 */
export function parlor(variant: Variant, frameMs = DEFAULT_FRAME_MS, checkout?: string): Contender {
  const main = join(checkout ?? ROOT, 'dist/server/main.js')
  if (!existsSync(main)) throw new Error(`${main} not found: run \`npm run build\` there first.`)
  const tls = variant === 'tls' ? ['--tls'] : []
  const args = [main, '--port', '0', '--host', '127.0.0.1', '--no-announce', '--frame', String(frameMs), ...tls]
  const probe = (file: string) => ({ NODE_OPTIONS: `--import=${PROBE}`, PARLOR_PROBE_FILE: file })
  return { name: checkout === undefined ? 'parlor' : 'other', command: process.execPath, args, probe }
}

/** Compiles the floor, the C server, for frames of `format` into `folder`. @throws Error if that fails */
export function buildFloor(folder: string, format: AudioFormat): Contender {
  const command = join(folder, 'floor')
  try {
    const frame = `-DFRAME_BYTES=${frameBytes(format)}`
    execFileSync('cc', ['-O2', frame, '-o', command, join(ROOT, 'bench/floor/floor.c')], {
      stdio: 'pipe',
      timeout: 60_000,
    })
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new Error(missing ? 'C compiler (cc) not found' : `cc failed: ${(error as Error).message}`)
  }
  return { name: 'floor', command, args: [] }
}
