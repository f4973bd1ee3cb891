import { cleanLine } from '../../lib/text.ts'
import { withTimeout } from '../../lib/timeout.ts'
import { checkCapture } from './capture-check.ts'
import type { Check, CheckContext, Finding } from './check.ts'
import { checkLibraries, checkSettings, checkTerminal, checkVersions } from './environment-checks.ts'
import { checkMicrophone } from './microphone-check.ts'
import { checkServer } from './server-check.ts'
import { checkSpeaker } from './speaker-check.ts'

/** A finding with the name of its check. */
export interface Report extends Finding {
  readonly check: string
}

/** ms that a check may take; opening a device times out earlier. */
const PATIENCE = 20_000

/**
 * Runs the checks one after another. A check that throws or times out yields a finding, and the rest still run.
 *
 * @param emit receives each finding as soon as it is known
 */
export async function examine(
  checks: readonly Check[],
  context: CheckContext,
  emit: (check: Check, finding: Finding) => void,
): Promise<Report[]> {
  const reports: Report[] = []
  for (const check of checks) {
    for (const finding of await runBounded(check, context)) {
      emit(check, finding)
      reports.push({ check: check.name, ...finding })
    }
  }
  return reports
}

/** A finding as plain lines: the text, and the advice below it. */
export function findingLines({ title }: Check, { status, text, advice }: Finding): string[] {
  const lines = [`${status.padEnd(5)}  ${title}: ${cleanLine(text)}`]
  if (advice !== undefined) lines.push(`       ${cleanLine(advice)}`)
  return lines
}

async function runBounded(check: Check, context: CheckContext): Promise<readonly Finding[]> {
  try {
    return await withTimeout(context.clock, PATIENCE, check.run(context), () => {
      const text = `this took longer than ${PATIENCE / 1000} s`
      const advice = 'something hangs; restart the sound system or the machine and check again'
      return [{ status: 'wrong', text, advice } as const]
    })
  } catch (error) {
    const advice = 'this is a bug in the program; please report it'
    return [{ status: 'wrong', text: (error as Error).message, advice }]
  }
}

/** All checks of `chat-client doctor`, in the order in which they run. */
export const checks: readonly Check[] = [
  { name: 'versions', title: 'Versions', run: checkVersions },
  { name: 'settings', title: 'Settings', run: checkSettings },
  { name: 'terminal', title: 'Terminal', run: checkTerminal },
  { name: 'libraries', title: 'Libraries', run: checkLibraries },
  { name: 'microphone', title: 'Microphone', run: checkMicrophone },
  { name: 'speaker', title: 'Speaker', run: checkSpeaker },
  { name: 'capture', title: 'Screen sharing', run: checkCapture },
  { name: 'server', title: 'Server', run: checkServer },
]
