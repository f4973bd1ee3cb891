import { type Result, refused } from '../../lib/result.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { cleanName } from '../../protocol/names.ts'
import type { Account } from '../accounts/accounts.ts'
import { banSentence } from '../moderation/bans.ts'
import type { NameRefusal } from './roster.ts'
import type { Session } from './session.ts'

export type ClaimRefusal = NameRefusal | 'name registered'

/**
 * Gives a client the name it requests. A session without a connection loses the name to it, so that a user who restarts
 * the client need not wait until the old session expires.
 * @returns the cleaned name
 * @throws ProtocolError `banned`, which closes, for a name banned from the server; `not_allowed` for one banned from
 * the room
 */
export function claimName(session: Session, wanted: string): Result<string, ClaimRefusal> {
  const { participant, context } = session
  refuseBanned(session, cleanName(wanted) ?? '')
  const owner = context.accounts?.find(wanted) ?? null
  if (owner && owner.id !== participant.account) return refused('name registered')
  const claimed = takeFromAbsent(session, wanted)
  if (claimed.ok) participant.registered = owner !== null
  return claimed
}

/** Logs a client in to an account that it has proved to own. @throws as `claimName` */
export function logIn(session: Session, account: Account): Result<string, ClaimRefusal> {
  const { participant } = session
  const claimed = claimAs(session, account)
  if (!claimed.ok) return claimed
  session.note('logged_in')
  session.nameProved()
  if (account.operator && !participant.operator) session.setOperator(true)
  return claimed
}

function takeFromAbsent({ participant, context }: Session, wanted: string): Result<string, NameRefusal> {
  const { roster, absences } = context
  const claimed = roster.name(participant, wanted)
  if (claimed.ok || claimed.refusal !== 'conflict') return claimed
  const taken = roster.conflicting(wanted)
  const absent = [...absences].find((one) => one.participant.name === taken)
  if (!absent) return claimed
  absent.expel()
  return roster.name(participant, wanted)
}

/** Sets the account, and undoes that when its name cannot be claimed. */
function claimAs(session: Session, { id, name }: Account): Result<string, ClaimRefusal> {
  const { participant } = session
  const before = participant.account
  let claimed = false
  try {
    participant.account = id
    const result = claimName(session, name)
    claimed = result.ok
    return result
  } finally {
    if (!claimed) participant.account = before
  }
}

function refuseBanned({ context, room }: Session, name: string): void {
  const now = context.clock.date()
  const ban = context.moderation.bans.find({ name }, now)
  if (ban) throw new ProtocolError('banned', banSentence(ban, 'this server', now))
  if (room?.bans.find({ name }, now)) {
    throw new ProtocolError('not_allowed', 'This name is banned from the room; choose another')
  }
}
