import { cleanLine } from '../protocol/text.ts'
import type { WriteLine } from './connection-log.ts'

/**
 * Keeps the server going when an exception comes out of a timer or a promise, where no connection is to blame: one
 * room's fault is not to end all meetings. Each is written with its stack, whether or not the rest is logged.
 * @returns what writes another in the same way.
 */
export function surviveMishaps(write: WriteLine): (fault: unknown) => void {
  const tell = (fault: unknown) => {
    const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
    write(`Internal error; the server goes on : ${cleanLine(text)}`)
  }
  process.on('uncaughtException', tell)
  process.on('unhandledRejection', tell)
  return tell
}
