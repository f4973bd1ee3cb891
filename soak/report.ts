import { readFileSync, writeFileSync } from 'node:fs'
import { withSections } from '../tools/docs/generate.ts'

const DOCS = new URL('../docs/RELIABILITY.md', import.meta.url)

/** Figures as a table of Markdown: a heading and a row of cells for each run. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Puts figures into docs/RELIABILITY.md, in the section of that name. */
export function writeDown(section: string, figures: string): void {
  writeFileSync(DOCS, withSections(readFileSync(DOCS, 'utf8'), { [section]: figures }))
}
