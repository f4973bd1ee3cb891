import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A fresh folder for the files of a target, which is removed when the process ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-fuzz-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
