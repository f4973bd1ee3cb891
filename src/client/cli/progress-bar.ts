import type { TextOutput } from '../../lib/output.ts'

const CELLS = 30

/** A progress line on a terminal; nothing is written elsewhere. */
export interface ProgressBar {
  /** @param share part that is done, 0 to 1 @param note text after the bar */
  show(share: number, note?: string): void
  /** Erases the line. */
  clear(): void
}

export function progressBar(output: TextOutput): ProgressBar {
  if (!output.isTerminal) return { show() {}, clear() {} }
  let shown = ''
  return {
    show(share, note = '') {
      const done = Math.round(CELLS * Math.max(0, Math.min(1, share)))
      const line = `[${'#'.repeat(done)}${'.'.repeat(CELLS - done)}] ${Math.floor(100 * share)} % ${note}`
      if (line !== shown) output.status(line)
      shown = line
    },
    clear() {
      if (shown) output.status('')
      shown = ''
    },
  }
}
