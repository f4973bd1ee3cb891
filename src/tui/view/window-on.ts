/** The part of a list of so many rows that holds the one at `at`, in its middle where that can be. */
export function windowOn<T>(list: readonly T[], at: number, rows: number): readonly T[] {
  const start = Math.max(0, Math.min(at - Math.floor(rows / 2), list.length - rows))
  return list.slice(start, start + rows)
}
