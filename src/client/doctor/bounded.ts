import type { Clock } from '../../lib/clock.ts'

/** What `work` brings, or what `late` makes where that takes longer than `ms`; it is not waited for then. */
export async function bounded<T, Late>(
  clock: Clock,
  ms: number,
  work: Promise<T>,
  late: () => Late,
): Promise<T | Late> {
  let cancel = () => {}
  const tooLate = new Promise<Late>((resolve) => {
    cancel = clock.after(ms, () => resolve(late()))
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    cancel()
  }
}
