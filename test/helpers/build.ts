import { execFileSync } from 'node:child_process'

/** Compiles the programs once, before any test that starts them as a user would. */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
}
