import { cleanLine } from '../../lib/text.ts'
import type { Removal } from './state.ts'

/** How oneself was kicked or banned: by whom, from where, for how long and why. Pure. */
export function removalSentence({ by, room, reason, minutes, from }: Removal): string {
  const place = from === 'server' ? 'this server' : cleanLine(room ?? 'the room')
  const done = minutes === undefined ? 'took you out of' : 'banned you from'
  return `${cleanLine(by)} ${done} ${place}${length(minutes)}${why(reason)}`
}

/** The same of somebody else in one's room. Pure. */
export function removalOfAnother({ name, by, reason, minutes, from }: Removal): string {
  const place = from === 'server' ? 'the server' : 'the room'
  const done = minutes === undefined ? 'took' : 'banned'
  const out = minutes === undefined ? `out of ${place}` : `from ${place}`
  return `${cleanLine(by)} ${done} ${cleanLine(name)} ${out}${length(minutes)}${why(reason)}`
}

function length(minutes: number | undefined): string {
  return minutes === undefined ? '' : ` for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
}

function why(reason: string | undefined): string {
  return reason === undefined ? '.' : `: ${cleanLine(reason)}`
}
