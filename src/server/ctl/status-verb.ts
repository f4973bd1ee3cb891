import { version } from '../../lib/version.ts'
import type { CtlVerb } from './verb.ts'

const SECOND = 1_000
const MEBIBYTE = 1024 * 1024

/** How the server is. */
export const statusVerb: CtlVerb = {
  name: 'status',
  help: 'tell how the server is: whether it takes newcomers, how many are there, since when it runs',
  run({ server }) {
    const status = server.status()
    const memory = process.memoryUsage.rss()
    const { state, uptime, connections, places, rooms, participants, talkers, absent } = status
    return {
      facts: { version, ...status, memory },
      lines: [
        `version      ${version}`,
        `state        ${state}`,
        `up           ${duration(uptime)}`,
        `connections  ${connections} of ${places}`,
        `in rooms     ${participants} in ${rooms}, ${talkers} talking`,
        `cut off      ${absent}`,
        `memory       ${Math.round(memory / MEBIBYTE)} MiB`,
      ],
    }
  },
}

/** ms as people say it: `3 d 4 h`, `5 min 6 s`. */
export function duration(ms: number): string {
  const units = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const
  let rest = Math.floor(ms / SECOND)
  const parts: string[] = []
  for (const [seconds, unit] of units) {
    const count = Math.floor(rest / seconds)
    rest -= count * seconds
    if (count > 0 || parts.length > 0) parts.push(`${count} ${unit}`)
  }
  return parts.slice(0, 2).join(' ') || '0 s'
}
