import { ok, type Result, refused } from '../../lib/result.ts'
import { publicKeyOf } from '../../protocol/login-proof.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import type { Keyring } from '../account/keyring.ts'
import { accountName, changePassword, type IfHere, keepKey, leaveKey } from '../connection/log-in.ts'
import type { ServerLink } from '../connection/server-link.ts'

/** Error messages for the statuses of the account actions. */
const WRONG = {
  'no accounts': 'this server has no accounts; the operator can enable them with --accounts FOLDER',
  'name registered': 'your name is already registered',
  'invalid name': 'names like User000001 cannot be registered; /name changes your name',
  'wrong password': 'wrong password',
  'wrong key': 'wrong key',
  'not registered': 'that name is not registered; /register reserves your current name',
  'not logged in': 'you are not logged in; /login NAME logs in',
  'too many keys': 'the account has the maximum number of keys',
  'wrong code': 'wrong or expired code; ask the operator for a new one',
  conflict: 'that name is in use, perhaps by you on another machine',
  'too many sessions': 'you are logged in on too many machines; leave on one of them, or take over',
} as const

/** The refusal of a login when the account may be logged in on another connection. */
export const IN_USE = WRONG.conflict

/** The user's account on a server. Each change may be refused with a message for the user. */
export class MeetingAccount {
  readonly #link: () => ServerLink
  readonly #keyring: Keyring
  readonly #emit: (event: MeetingEvent) => void

  constructor(link: () => ServerLink, keyring: Keyring, emit: (event: MeetingEvent) => void) {
    this.#link = link
    this.#keyring = keyring
    this.#emit = emit
  }

  /** Characters of the shortest password. */
  get shortestPassword(): number {
    return this.#link().limits.passwordAtLeast
  }

  /** Registers the user's current name with a password for other machines and a key for this one. */
  async register(name: string, password: string): Promise<Result<undefined>> {
    const link = this.#link()
    const key = this.#keyring.make()
    const { status } = await link.request('register', { password, key: publicKeyOf(key) })
    if (status !== 'ok') return refused(WRONG[status])
    return unkept(await keepKey(link, name, key, this.#keyring))
  }

  /**
   * Logs in with a registered name and stores a key for the next time.
   * @param ifHere what to do if the account is logged in on another connection; default: refused with `IN_USE`
   */
  async logIn(name: string, password: string, ifHere?: IfHere): Promise<Result<undefined>> {
    const link = this.#link()
    const choice = ifHere === undefined ? {} : { if_here: ifHere }
    const reply = await link.request('login', { name, password, ...choice })
    if (reply.status !== 'ok') return refused(WRONG[reply.status])
    this.#emit({ event: 'renamed', name: reply.name })
    return unkept(await leaveKey(link, accountName(name), this.#keyring))
  }

  /** Changes the password of the user's account, and logs out all other connections. @param name the current name */
  async changePassword(name: string, present: string, wanted: string): Promise<Result<undefined>> {
    const passwords = { password: present, new_password: wanted }
    const { status, kept } = await changePassword(this.#link(), name, passwords, this.#keyring)
    return status === 'ok' ? unkept(kept) : refused(WRONG[status])
  }

  /** Asks the operator for a reset code. */
  async ask(name: string): Promise<Result<undefined>> {
    const { status } = await this.#link().request('account_ask', { name })
    return status === 'ok' ? ok(undefined) : refused(WRONG[status])
  }

  /** Sets a new password with a reset code from the operator, and logs in with it. */
  async reset(name: string, code: string, password: string): Promise<Result<undefined>> {
    const fields = { name, reset_code: code, password }
    const { status } = await this.#link().request('account_reset', fields)
    return status === 'ok' ? this.logIn(name, password) : refused(WRONG[status])
  }
}

function unkept(kept: Result<undefined>): Result<undefined> {
  if (kept.ok) return kept
  return refused(`done, but you will be asked for the password next time: ${kept.refusal}`)
}
