import { ok, refused } from '../../lib/result.ts'
import { durationText } from '../../lib/time-text.ts'
import { version } from '../../lib/version.ts'
import type { CtlVerb } from './verb.ts'

const MEBIBYTE = 1024 * 1024

/** `status`: shows the state of the server. */
export const statusVerb: CtlVerb = {
  name: 'status',
  help: 'show state, uptime, connections, rooms and memory of the server',
  run({ server }) {
    const status = server.status()
    const memory = process.memoryUsage.rss()
    const { state, uptime, connections, places, rooms, participants, talkers, absent } = status
    return ok({
      facts: { version, ...status, memory },
      lines: [
        `version       ${version}`,
        `state         ${state}`,
        `uptime        ${durationText(uptime)}`,
        `connections   ${connections} of ${places}`,
        `people        ${participants} in ${rooms} ${rooms === 1 ? 'room' : 'rooms'}, ${talkers} talking`,
        `reconnecting  ${absent}`,
        `memory        ${Math.round(memory / MEBIBYTE)} MiB`,
      ],
    })
  },
}

/** Longest drain in seconds. */
const LONGEST = 7 * 86_400

/** `drain`: refuses new connections and stops the server when all clients have left. */
export const drainVerb: CtlVerb = {
  name: 'drain',
  argument: '[seconds]',
  help: 'refuse new connections and stop when everyone has left, at the latest after [seconds]; "drain off" cancels',
  run({ draining }, [seconds]) {
    if (seconds === 'off') {
      draining.cancel()
      return ok({ facts: { draining: false }, lines: ['New connections are accepted again.'] })
    }
    const within = seconds === undefined ? null : Number(seconds)
    if (within !== null && !(/^\d+$/.test(seconds!) && within <= LONGEST)) {
      return refused(`drain takes "off" or a whole number of seconds, at most ${LONGEST}.`)
    }
    draining.begin(within === null ? null : within * 1_000)
    const latest = within === null ? '' : `, at the latest in ${durationText(within * 1_000)}`
    return ok({
      facts: { draining: true },
      lines: [`New connections are refused; the server stops when everyone has left${latest}.`],
    })
  },
}

/** `stop`: stops the server. */
export const stopVerb: CtlVerb = {
  name: 'stop',
  help: 'stop the server now, as SIGTERM does; all clients are notified',
  run({ end }) {
    end()
    return ok({ facts: {}, lines: ['The server is stopping.'] })
  },
}
