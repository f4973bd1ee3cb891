import { ok, refused } from '../../lib/result.ts'
import { durationText } from '../../lib/time-text.ts'
import { version } from '../../lib/version.ts'
import type { CtlVerb } from './verb.ts'

const MEBIBYTE = 1024 * 1024

/** How the server is. */
export const statusVerb: CtlVerb = {
  name: 'status',
  help: 'tell how the server is: whether it takes newcomers, how many are there, since when it runs',
  run({ server }) {
    const status = server.status()
    const memory = process.memoryUsage.rss()
    const { state, uptime, connections, places, rooms, participants, talkers, absent } = status
    return ok({
      facts: { version, ...status, memory },
      lines: [
        `version      ${version}`,
        `state        ${state}`,
        `up           ${durationText(uptime)}`,
        `connections  ${connections} of ${places}`,
        `in rooms     ${participants} in ${rooms}, ${talkers} talking`,
        `cut off      ${absent}`,
        `memory       ${Math.round(memory / MEBIBYTE)} MiB`,
      ],
    })
  },
}

const LONGEST = 7 * 86_400

/** Takes no newcomers any more, and ends once all have left. */
export const drainVerb: CtlVerb = {
  name: 'drain',
  argument: '[seconds]',
  help: 'take no newcomers, and end once all have left, at the latest after so many seconds; "drain off" goes on as before',
  run({ draining }, [seconds]) {
    if (seconds === 'off') {
      draining.cancel()
      return ok({ facts: { draining: false }, lines: ['Newcomers are taken again.'] })
    }
    const within = seconds === undefined ? null : Number(seconds)
    if (within !== null && !(/^\d+$/.test(seconds!) && within <= LONGEST)) {
      return refused(`drain takes "off" or a whole number of seconds, ${LONGEST} at most.`)
    }
    draining.begin(within === null ? null : within * 1_000)
    const latest = within === null ? '' : `, at the latest in ${durationText(within * 1_000)}`
    return ok({
      facts: { draining: true },
      lines: [`No newcomers are taken; the server ends once all have left${latest}.`],
    })
  },
}

/** Ends the server. */
export const stopVerb: CtlVerb = {
  name: 'stop',
  help: 'end the server now, as SIGTERM does; everybody is told',
  run({ end }) {
    end()
    return ok({ facts: {}, lines: ['The server ends.'] })
  },
}
