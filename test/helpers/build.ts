import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Compiles the programs once, before any test that starts them as a user would, and keeps the settings and memories
 * of whoever runs the tests out of them.
 *
 * @returns what takes the folder away in which the tests' own are kept
 */
export default function setup(): () => void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
  const home = mkdtempSync(join(tmpdir(), 'parlor-home-'))
  for (const name of Object.keys(process.env)) if (name.startsWith('PARLOR_')) delete process.env[name]
  process.env.XDG_CONFIG_HOME = join(home, 'config')
  process.env.XDG_STATE_HOME = join(home, 'state')
  return () => rmSync(home, { recursive: true, force: true })
}
