/** A keyboard command. */
export interface KeyRow {
  /** Values of `KeyboardEvent.key`. */
  readonly keys: readonly string[]
  /** The keys as shown in the help, separated by spaces. */
  readonly shown: string
  readonly help: string
  run(key: string): void
}

/**
 * Runs keyboard commands. Keys in a dialog, Enter and Space on a button, and keys with Ctrl, Alt or Meta are left to the
 * browser.
 */
export function listenToKeys(rows: readonly KeyRow[]): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const target = event.target as HTMLElement
    if (target.closest('dialog')) return
    if (target.closest('button') && (event.key === 'Enter' || event.key === ' ')) return
    const row = rows.find(({ keys }) => keys.includes(event.key))
    if (!row) return
    event.preventDefault()
    row.run(event.key)
  })
}

/** Fills a description list with the keyboard commands. */
export function describeKeys(rows: readonly KeyRow[], list: HTMLElement): void {
  for (const { shown, help } of rows) {
    const term = document.createElement('dt')
    for (const key of shown.split(' ')) {
      const mark = document.createElement('kbd')
      mark.textContent = key
      term.append(mark)
    }
    const meaning = document.createElement('dd')
    meaning.textContent = help
    list.append(term, meaning)
  }
}
