import { ok, type Result, refused } from '../../lib/result.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { cleanName } from '../../protocol/names.ts'
import type { Account } from '../accounts/account-store.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { banSentence } from '../moderation/bans.ts'
import { addressGroup } from '../net/addresses.ts'
import { logOutAll, sessionsOf } from './account-sessions.ts'
import type { ClientSession } from './client-session.ts'
import type { NameRefusal } from './roster.ts'
import type { ServerContext } from './server-context.ts'
import type { Session } from './session.ts'

/** Highest number after the name of somebody who is logged in on several connections; one digit, see `ownerOf`. */
const MOST_NUMBER = 9

export type LoginRefusal = ClaimRefusal | 'too many sessions'
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
  const owner = context.accounts ? await session.channel.outlast(ownerOf(context.accounts, wanted)) : null
  if (owner && owner.id !== participant.account) return refused('name registered')
  const claimed = takeFromAbsent(session, wanted)
  if (claimed.ok) participant.registered = owner !== null
  // Somebody who stays beside another connection of theirs keeps the name with the number.
  else if (owner && participant.registered && isHeldBy(context, owner.id, wanted)) return ok(participant.name)
  return claimed
}

/** The account that a name belongs to: its own, or else that of the name without the number of a further connection. */
async function ownerOf(accounts: Accounts, wanted: string): Promise<Account | null> {
  const [, base] = /^(.+) [2-9]$/u.exec(cleanName(wanted) ?? '') ?? []
  return (await accounts.find(wanted)) ?? (base === undefined ? null : accounts.find(base))
}

function isHeldBy(context: ServerContext, account: number, wanted: string): boolean {
  const name = context.roster.conflicting(wanted)
  return sessionsOf(context, account).some(({ participant }) => participant.name === name)
}

/**
 * Logs a client in to an account that it has proved to own.
 * @param ifHere what to do when the account is logged in on another connection; default: nothing, which is a `conflict`
 * @throws as `claimName`
 */
export async function logIn(
  session: Session,
  account: Account,
  ifHere?: 'take over' | 'beside',
): Promise<Result<string, LoginRefusal>> {
  const { participant, context } = session
  const isHere = ({ participant: other }: ClientSession) => other.account === account.id && other !== participant
  const others = [...context.sessions].filter(isHere).length
  if (others > 0 && participant.account !== account.id) {
    if (ifHere === undefined) return refused('conflict')
    if (ifHere === 'take over') logOutAll(context, account.id, 'taken over', session)
    else if (others >= context.limits.accountSessions) return refused('too many sessions')
  }
  await session.channel.outlast(context.callMemory.load(account.id))
  const claimed = await claimAs(session, account, ifHere === 'beside' ? others : 0)
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

/**
 * Sets the account, and undoes that when its name cannot be claimed.
 * @param beside how many further names may be tried: the name with ` 2`, ` 3` and so on
 */
async function claimAs(session: Session, { id, name }: Account, beside: number): Promise<Result<string, ClaimRefusal>> {
  const { participant, context } = session
  const { account, registered } = participant
  const short = [...name]
    .slice(0, context.limits.name - 2)
    .join('')
    .trimEnd()
  const further = beside === 0 ? [] : Array.from({ length: MOST_NUMBER - 1 }, (_, i) => `${short} ${i + 2}`)
  let claimed: Result<string, ClaimRefusal> = refused('conflict')
  try {
    participant.account = id
    participant.registered = participant.registered && account === id
    for (const one of [name, ...further]) {
      claimed = await claimName(session, one)
      if (claimed.ok || claimed.refusal !== 'conflict') break
    }
    return claimed
  } finally {
    if (!claimed.ok) Object.assign(participant, { account, registered })
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
