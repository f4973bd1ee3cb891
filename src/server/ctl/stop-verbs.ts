import { duration } from './status-verb.ts'
import { CtlRefusal, type CtlVerb } from './verb.ts'

const LONGEST = 7 * 86_400

/** Takes no newcomers any more, and ends once all have left. */
export const drainVerb: CtlVerb = {
  name: 'drain',
  argument: '[seconds]',
  help: 'take no newcomers, and end once all have left, at the latest after so many seconds; "drain off" goes on as before',
  run({ draining }, [seconds]) {
    if (seconds === 'off') {
      draining.cancel()
      return { facts: { draining: false }, lines: ['Newcomers are taken again.'] }
    }
    const within = seconds === undefined ? null : Number(seconds)
    if (within !== null && !(/^\d+$/.test(seconds!) && within <= LONGEST)) {
      throw new CtlRefusal(`drain takes "off" or a whole number of seconds, ${LONGEST} at most.`)
    }
    draining.begin(within === null ? null : within * 1_000)
    const latest = within === null ? '' : `, at the latest in ${duration(within * 1_000)}`
    return {
      facts: { draining: true },
      lines: [`No newcomers are taken; the server ends once all have left${latest}.`],
    }
  },
}

/** Ends the server. */
export const stopVerb: CtlVerb = {
  name: 'stop',
  help: 'end the server now, as SIGTERM does; everybody is told',
  run({ end }) {
    end()
    return { facts: {}, lines: ['The server ends.'] }
  },
}
