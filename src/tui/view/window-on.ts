/** The `rows` items of a list around index `at`, centred if possible. */
export function windowOn<T>(list: readonly T[], at: number, rows: number): readonly T[] {
  const start = Math.max(0, Math.min(at - Math.floor(rows / 2), list.length - rows))
  return list.slice(start, start + rows)
}
