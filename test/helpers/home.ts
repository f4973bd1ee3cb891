import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const HOME = Symbol.for('parlor: home of the tests')

/**
 * Gives the tests a home of their own: settings and memory of the person who runs them are neither read nor changed.
 * Each project of the run asks for it; the first creates it.
 *
 * @returns removes the home
 */
export default function setup(): (() => void) | undefined {
  const run = globalThis as { [HOME]?: string }
  if (run[HOME] !== undefined) return
  const home = mkdtempSync(join(tmpdir(), 'parlor-home-'))
  run[HOME] = home
  for (const name of Object.keys(process.env)) if (name.startsWith('PARLOR_')) delete process.env[name]
  process.env.XDG_CONFIG_HOME = join(home, 'config')
  process.env.XDG_STATE_HOME = join(home, 'state')
  return () => rmSync(home, { recursive: true, force: true })
}
