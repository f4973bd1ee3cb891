import { type Result, refused } from '../../lib/result.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { cleanName } from '../../protocol/names.ts'
import type { Account } from '../accounts/account-store.ts'
import { banSentence } from '../moderation/bans.ts'
import { addressGroup } from '../net/addresses.ts'
import type { ClientSession } from './client-session.ts'
import type { NameRefusal } from './roster.ts'
import type { Session } from './session.ts'

export type ClaimRefusal = NameRefusal | 'name registered'

/**
 * Gives a client the name it requests. The name of somebody who was cut off stays theirs until their session expires: only
 * the same account or address gets it, which ends that session, so that a user who restarts the client need not wait.
 * @returns the cleaned name
 * @throws ProtocolError `banned`, which closes, for a name banned from the server; `not_allowed` for one banned from
 * the room; as `AccountStore`
 */
export async function claimName(session: Session, wanted: string): Promise<Result<string, ClaimRefusal>> {
  const { participant, context } = session
  refuseBanned(session, cleanName(wanted) ?? '')
  const owner = context.accounts ? await session.channel.outlast(context.accounts.find(wanted)) : null
  if (owner && owner.id !== participant.account) return refused('name registered')
  const claimed = takeFromAbsent(session, wanted)
  if (claimed.ok) participant.registered = owner !== null
  return claimed
}

/** Logs a client in to an account that it has proved to own. @throws as `claimName` */
export async function logIn(session: Session, account: Account): Promise<Result<string, ClaimRefusal>> {
  const { participant } = session
  const claimed = await claimAs(session, account)
  if (!claimed.ok) return claimed
  session.note('logged_in')
  session.nameProved()
  if (account.operator && !participant.operator) session.setOperator(true)
  return claimed
}

function takeFromAbsent(session: Session, wanted: string): Result<string, NameRefusal> {
  const { participant, context } = session
  const { roster, absences } = context
  const claimed = roster.name(participant, wanted)
  if (claimed.ok || claimed.refusal !== 'conflict') return claimed
  const absent = absences.named(roster.conflicting(wanted) ?? '')
  if (!absent || !isSamePerson(absent, session)) return claimed
  absent.expel()
  return roster.name(participant, wanted)
}

/** Whether two sessions are taken for those of one person: by their account, or else by the address that both come from. */
function isSamePerson(one: ClientSession, other: ClientSession): boolean {
  const { account } = one.participant
  if (account !== null && account === other.participant.account) return true
  return addressGroup(one.address) === addressGroup(other.address)
}

/** Sets the account, and undoes that when its name cannot be claimed. */
async function claimAs(session: Session, { id, name }: Account): Promise<Result<string, ClaimRefusal>> {
  const { participant } = session
  const before = participant.account
  let claimed = false
  try {
    participant.account = id
    const result = await claimName(session, name)
    claimed = result.ok
    return result
  } finally {
    if (!claimed) participant.account = before
  }
}

function refuseBanned({ context, room }: Session, name: string): void {
  const now = context.dates.now()
  const ban = context.moderation.bans.find({ name }, now)
  if (ban) throw new ProtocolError('banned', banSentence(ban, 'this server', now))
  if (room?.bans.find({ name }, now)) {
    throw new ProtocolError('not_allowed', 'This name is banned from the room; choose another')
  }
}
