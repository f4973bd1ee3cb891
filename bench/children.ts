import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

const running = new Set<ChildProcess>()

// However the benchmark ends, it ends the processes that it started, and no others.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))

/** Starts a process that does not outlive this one. */
export function startChild(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, options)
  running.add(child)
  child.once('exit', () => running.delete(child))
  child.once('error', () => running.delete(child))
  return child
}

/** Waits until `child` is gone, at most `ms`, after which it is killed. Whether it went by itself. */
export async function ended(child: ChildProcess, ms: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return true
  try {
    await once(child, 'exit', { signal: AbortSignal.timeout(ms) })
    return true
  } catch {
    child.kill('SIGKILL')
    return false
  }
}
