import { readFileSync, writeFileSync } from 'node:fs'
import { withSections } from '../tools/docs/generate.ts'

const DOCS = new URL('../docs/RELIABILITY.md', import.meta.url)

/** Formats results as a Markdown table: headings, and a row of cells per run. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Writes results to the section of that name in docs/RELIABILITY.md. */
export function writeDown(section: string, figures: string): void {
  writeFileSync(DOCS, withSections(readFileSync(DOCS, 'utf8'), { [section]: figures }))
}
