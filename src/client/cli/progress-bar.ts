import type { WriteStream } from 'node:tty'

const CELLS = 30

/** A line that tells how much is done, on a terminal; elsewhere nothing is shown. */
export interface ProgressBar {
  /** @param share 0 to 1 @param note what stands behind it */
  show(share: number, note?: string): void
  /** Takes the line away. */
  clear(): void
}

export function progressBar(output: WriteStream): ProgressBar {
  if (!output.isTTY) return { show() {}, clear() {} }
  let shown = ''
  return {
    show(share, note = '') {
      const done = Math.round(CELLS * Math.max(0, Math.min(1, share)))
      const line = `[${'#'.repeat(done)}${'.'.repeat(CELLS - done)}] ${Math.floor(100 * share)} % ${note}`
      if (line !== shown) output.write(`\r\u001b[K${line}`)
      shown = line
    },
    clear() {
      if (shown) output.write('\r\u001b[K')
      shown = ''
    },
  }
}
