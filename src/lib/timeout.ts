import type { Clock } from './clock.ts'

/**
 * Waits for `work` at most `ms` milliseconds. The timer is cancelled as soon as `work` settles; what `work` does after
 * the deadline is ignored, also when it fails.
 *
 * @param late called at the deadline; what it returns is the result, what it throws is the error
 * @returns what `work` resolves to, or what `late` returned
 * @throws what `work` rejects with in time, or what `late` throws
 */
export function withTimeout<T, Late = T>(
  clock: Clock,
  ms: number,
  work: Promise<T>,
  late: () => Late,
): Promise<T | Late> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      try {
        resolve(late())
      } catch (error) {
        reject(error)
      }
    })
    work.then(
      (value) => {
        cancel()
        resolve(value)
      },
      (error) => {
        cancel()
        reject(error)
      },
    )
  })
}

/** Resolves `ms` milliseconds from now. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve))
}
