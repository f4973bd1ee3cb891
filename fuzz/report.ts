import { asLine } from './corpus.ts'
import type { Finding, Guided } from './guided.ts'

/** Characters of a message that are printed, and of an input; a line of a log must stay readable. */
const LONGEST_MESSAGE = 300
const LONGEST_INPUT = 2_000

/** What a run found, a line each: at most 300 characters of what is wrong, and at most 2,000 of the input. */
export function findingLines(target: string, seed: number, { wrong, input }: Finding): string[] {
  const line = asLine(input)
  const text = wrong.replace(/\s+/g, ' ').replace(/[^\x20-\x7e]/g, '?')
  const shown = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}...` : text
  return [
    `${target}: ${shown} (--target ${target} --seed ${seed})`,
    line.length > LONGEST_INPUT
      ? `  its input has ${input.length} bytes and begins with ${line.slice(0, LONGEST_INPUT - 100)}`
      : `  as a test case: ${line}`,
  ]
}

/** One line about a run. @param ms that it took */
export function summaryLine(target: string, { ran, blocks, corpus, findings }: Guided, ms: number): string {
  const pace = ((1000 * ran) / ms).toFixed(1)
  const found = findings.length === 0 ? 'no failure' : `${findings.length} failures`
  return `${target}: ${ran} inputs (${pace} per second), ${blocks} blocks of src/ reached, corpus of ${corpus.length}, ${found}`
}
