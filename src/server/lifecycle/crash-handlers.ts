import { faultText, type Log } from '../log/log.ts'

/**
 * Keeps the server going when an exception comes out of a timer or a promise, where no connection is to blame: one
 * room's fault is not to end all meetings. Each is written with its stack, whether or not the rest is logged.
 */
export function installCrashHandlers(log: Log): void {
  const emit = (fault: unknown) => log.write('failed', { message: faultText(fault) })
  process.on('uncaughtException', emit)
  process.on('unhandledRejection', emit)
}
