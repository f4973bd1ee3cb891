import { execFileSync } from 'node:child_process'

const BUILT = Symbol.for('parlor: programs are built')

/** Compiles the programs before the first test that starts them, as a user would. Each project of the run asks for it. */
export default function setup(): void {
  const run = globalThis as { [BUILT]?: true }
  if (run[BUILT]) return
  run[BUILT] = true
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
}
