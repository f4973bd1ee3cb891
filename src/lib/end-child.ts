import type { ChildProcess } from 'node:child_process'
import type { Clock } from './clock.ts'

/** A killed program that is still there then is stuck in the system; it is left to it. */
const LIMIT_MS = 1000

/** Kills a program and waits for its end, but never long. */
export async function endChild(child: ChildProcess, clock: Clock): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  await new Promise<void>((resolve) => {
    const cancel = clock.after(LIMIT_MS, resolve)
    child.once('exit', () => {
      cancel()
      resolve()
    })
    child.kill('SIGKILL')
  })
  if (child.connected) child.disconnect()
  child.unref()
}
