import type { LabelFields } from '../../protocol/labels.ts'
import type { ClientSession } from './client-session.ts'
import type { ServerContext } from './server-context.ts'

export type LogoutReason = LabelFields<'logged_out'>['reason']

/** The sessions that are logged in to an account, including those that may be resumed. */
export function sessionsOf({ sessions, absences }: ServerContext, account: number): ClientSession[] {
  return [...sessions, ...absences].filter(({ participant }) => participant.account === account)
}

/**
 * Logs a session out, which ends its rights and frees its name. It goes on as a guest, unless it was taken over or has no
 * connection: then it ends.
 */
export function logOut(context: ServerContext, session: ClientSession, reason: LogoutReason): void {
  const { participant, room } = session
  participant.account = null
  participant.registered = false
  if (participant.operator) session.setOperator(false)
  if (!context.sessions.has(session)) {
    session.expel()
    return
  }
  const ends = reason === 'taken over'
  if (!ends) context.roster.makeGuest(participant)
  participant.send({ label: 'logged_out', name: participant.name, reason })
  context.people.changed()
  if (!ends) {
    room?.usersChanged()
    return
  }
  session.expel()
  // The connection may take a while to close; its name is free at once.
  context.roster.makeGuest(participant)
}

/** Logs out all sessions of an account. @param except the session that stays logged in, if any */
export function logOutAll(
  context: ServerContext,
  account: number,
  reason: LogoutReason,
  except: ClientSession | null = null,
): void {
  for (const session of sessionsOf(context, account)) {
    if (session !== except) logOut(context, session, reason)
  }
}

/**
 * Changes what proves an account, and logs out everybody else. Logins that began before the change ended are refused.
 * @param account its id @param except the session that stays logged in, if any @param change stores the change
 */
export async function changeAccount<T>(
  context: ServerContext,
  account: number,
  reason: LogoutReason,
  except: ClientSession | null,
  change: () => Promise<T>,
): Promise<T> {
  const { accounts } = context
  // First, so that nobody else adds a key after the change was requested and before it is stored.
  logOutAll(context, account, reason, except)
  return accounts ? accounts.whileChanging(account, change) : change()
}
