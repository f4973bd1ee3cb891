/** Something a key does. */
export interface KeyRow {
  /** As `KeyboardEvent.key` has them. */
  readonly keys: readonly string[]
  /** How they are called in the help. */
  readonly shown: string
  readonly help: string
  run(key: string): void
}

/**
 * Does what keys stand for. Where a button or a dialog has the focus, Enter and Space are theirs, and keys with Ctrl,
 * Alt or Meta are the browser's.
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

/** Writes the table of keys into a list. */
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
