import { CaptureError } from '../screen/picture.ts'
import type { Clock } from './clock.ts'

/**
 * Waits for something, but not for ever.
 * @param sentence what the user is told where it takes longer than `ms`.
 * @throws CaptureError
 */
export function inTime<T>(clock: Clock, ms: number, sentence: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new CaptureError(sentence)))
    work.then(resolve, reject).finally(cancel)
  })
}
