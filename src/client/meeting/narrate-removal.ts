import { cleanLine } from '../../lib/text.ts'
import type { Removal } from '../../protocol/meeting/state.ts'

/** The sentence for a user who was kicked or banned: by which moderator, from where, how long and why. Pure. */
export function removalSentence({ by, room, reason, minutes, from }: Removal): string {
  const place = from === 'server' ? 'this server' : cleanLine(room ?? 'the room')
  const done = minutes === undefined ? 'removed you from' : 'banned you from'
  return `${cleanLine(by)} ${done} ${place}${length(minutes)}${why(reason)}`
}

/** The sentence for the others in the room. Pure. */
export function removalOfAnother({ name, by, reason, minutes, from }: Removal): string {
  const place = from === 'server' ? 'the server' : 'the room'
  const done = minutes === undefined ? 'removed' : 'banned'
  return `${cleanLine(by)} ${done} ${cleanLine(name)} from ${place}${length(minutes)}${why(reason)}`
}

function length(minutes: number | undefined): string {
  return minutes === undefined ? '' : ` for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
}

function why(reason: string | undefined): string {
  return reason === undefined ? '.' : `: ${cleanLine(reason)}`
}
