import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'

/**
 * Whether one of these programs or npm packages is not there, so that a test is to be skipped:
 * `describe.skipIf(missing('pulseaudio', 'naudiodon'))`. What is missing is told on stderr.
 *
 * @throws Error in place of `true` where REQUIRE_ALL=1 is set: nothing may be skipped then
 */
export function missing(...tools: string[]): boolean {
  const absent = tools.filter((tool) => !isProgram(tool) && !isPackage(tool))
  if (absent.length === 0) return false
  const message = `needs ${absent.join(', ')}, not found on this machine`
  if (process.env.REQUIRE_ALL === '1') throw new Error(message)
  process.stderr.write(`skipped: ${message}\n`)
  return true
}

function isProgram(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function isPackage(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name)
    return true
  } catch {
    return false
  }
}
