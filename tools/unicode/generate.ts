import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { tableModule } from './table-module.ts'

// Generates src/protocol/unicode/unicode-tables.ts from the data files beside this one; part of the build.
const path = fileURLToPath(new URL('../../src/protocol/unicode/unicode-tables.ts', import.meta.url))
const made = tableModule()
if (readIfPresent(path) !== made) writeFileSync(path, made)

function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
