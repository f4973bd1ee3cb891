import { ok, type Result, refused } from '../../lib/result.ts'
import { publicKeyOf } from '../../protocol/login-proof.ts'
import type { Keyring } from '../account/keyring.ts'
import { keepKey, leaveKey } from '../connection/log-in.ts'
import type { ServerLink } from '../connection/server-link.ts'
import type { MeetingEvent } from './meeting-events.ts'

/** What is wrong, in words for the person. */
const WRONG = {
  'no accounts': 'this server keeps no accounts; whoever runs it can start it with --accounts FOLDER',
  'name registered': 'your name is registered already',
  'invalid name': 'names like User000001 cannot be registered; /name takes another',
  'wrong password': 'that is not the password',
  'wrong key': 'that is not the key',
  'not registered': 'nobody registered that name; /register keeps the one you have',
  'not logged in': 'you are not logged in; /login NAME does it',
  'too many keys': 'the account has as many keys as it may',
  'wrong code': 'that is not the code, or it holds no more; whoever runs the server can make another',
  conflict: 'somebody is here by that name already, perhaps you at another machine',
} as const

/** The account that keeps one's name at a server. Each change is refused with a sentence for the user. */
export class MeetingAccount {
  readonly #link: () => ServerLink
  readonly #keyring: Keyring
  readonly #emit: (event: MeetingEvent) => void

  constructor(link: () => ServerLink, keyring: Keyring, emit: (event: MeetingEvent) => void) {
    this.#link = link
    this.#keyring = keyring
    this.#emit = emit
  }

  /** Whether others on the network could read a password. */
  get readable(): boolean {
    return !this.#link().encrypted
  }

  /** Characters of the shortest password. */
  get shortestPassword(): number {
    return this.#link().limits.passwordAtLeast
  }

  /** Keeps the name one has, by a password for other machines and a key for this one. */
  async register(name: string, password: string): Promise<Result<undefined>> {
    const link = this.#link()
    const key = this.#keyring.make()
    const { status } = await link.request('register', { password, key: publicKeyOf(key) })
    if (status !== 'ok') return refused(WRONG[status])
    return unkept(await keepKey(link, name, key, this.#keyring))
  }

  /** Takes a registered name, and leaves a key for the next time. */
  async logIn(name: string, password: string): Promise<Result<undefined>> {
    const link = this.#link()
    const reply = await link.request('login', { name, password })
    if (reply.status !== 'ok') return refused(WRONG[reply.status])
    this.#emit({ event: 'renamed', name: reply.name })
    return unkept(await leaveKey(link, reply.name, this.#keyring))
  }

  async changePassword(present: string, wanted: string): Promise<Result<undefined>> {
    const fields = { password: present, new_password: wanted }
    const { status } = await this.#link().request('account_change', fields)
    return status === 'ok' ? ok(undefined) : refused(WRONG[status])
  }

  /** Sets another password by a code of whoever runs the server, and logs in by it. */
  async reset(name: string, code: string, password: string): Promise<Result<undefined>> {
    const fields = { name, reset_code: code, password }
    const { status } = await this.#link().request('account_reset', fields)
    return status === 'ok' ? this.logIn(name, password) : refused(WRONG[status])
  }
}

function unkept(kept: Result<undefined>): Result<undefined> {
  if (kept.ok) return kept
  return refused(`the name is yours, but you will be asked for the password the next time: ${kept.refusal}`)
}
