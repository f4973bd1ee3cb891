import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Bytes of the inputs of one target that are kept in the repository. */
const MOST_BYTES = 30_000
/** Longest input that is kept there. */
const LONGEST = 4_000

/** The file with the kept inputs of a target: a line each, a JSON string with a character for each byte. */
function pathOf(target: string): string {
  return fileURLToPath(new URL(`corpus/${target}.jsonl`, import.meta.url))
}

/** The inputs that are kept for a target; none before the first run. */
export function readCorpus(target: string): Buffer[] {
  const path = pathOf(target)
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => Buffer.from(JSON.parse(line) as string, 'latin1'))
}

/** Keeps the shortest inputs that fit. @returns how many */
export function writeCorpus(target: string, inputs: readonly Buffer[]): number {
  const lines = inputs
    .filter(({ length }) => length <= LONGEST)
    .sort((a, b) => a.length - b.length)
    .map((input) => `${asLine(input)}\n`)
  let bytes = 0
  const kept = lines.filter((line) => {
    bytes += line.length
    return bytes <= MOST_BYTES
  })
  mkdirSync(new URL('corpus/', import.meta.url), { recursive: true })
  writeFileSync(pathOf(target), kept.join(''))
  return kept.length
}

/** An input as a JSON string of printable ASCII. */
export function asLine(input: Buffer): string {
  return JSON.stringify(input.toString('latin1')).replace(
    /[\u007f-\u00ff]/g,
    (one) => `\\u00${one.charCodeAt(0).toString(16)}`,
  )
}
