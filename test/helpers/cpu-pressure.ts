import { readFileSync } from 'node:fs'

/** Percent of the time in which some program waited for a CPU, from which on the machine is measured and not the program. */
const DISTURBED = 10

/**
 * Retries for a test of sound in real time, which a busy machine makes stutter: only while programs have to wait for
 * a CPU. On a quiet machine a failure stands.
 *
 * @param count of retries at most
 */
export function retryUnderPressure(count: number) {
  return { count, condition: () => cpuPressure() >= DISTURBED }
}

/**
 * Percent of the last minute in which at least one program waited for a CPU (Linux, Documentation/accounting/psi.rst);
 * 100 when the system does not report it.
 */
function cpuPressure(): number {
  try {
    const [, share] = /^some .*avg60=([\d.]+)/m.exec(readFileSync('/proc/pressure/cpu', 'utf8')) ?? []
    return Number(share ?? 100)
  } catch {
    return 100
  }
}
