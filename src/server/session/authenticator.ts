import { type Action, type ActionName, actions } from '../../protocol/actions.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { secretIn } from '../../protocol/secrets.ts'
import type { StoredPassword } from '../accounts/account-store.ts'
import { hashPassword } from '../accounts/password-hash.ts'
import type { SlowWorkKind } from '../limits/slow-work.ts'
import { banSentence } from '../moderation/bans.ts'
import { addressGroup } from '../net/addresses.ts'
import type { ClientChannel } from './client-channel.ts'
import type { SessionOrigin } from './client-session.ts'
import type { LoginThrottle } from './login-throttle.ts'
import type { ServerContext } from './server-context.ts'

/** A secret that a client has to prove: a password, a token or a key. */
export interface Proof {
  /** Whether the comparison takes long by design; it then waits for its turn. */
  readonly slow?: boolean
  matches(tried: string): boolean | Promise<boolean>
}

/** Decides whether one client may use the server, and checks the secrets it sends. */
export class Authenticator {
  readonly #context: ServerContext
  readonly #address: string
  readonly #exposed: boolean
  readonly #channel: ClientChannel
  #admitted: boolean
  /** Whether the address has been checked for bans. */
  #unbanned = false

  constructor(context: ServerContext, { address, exposed }: SessionOrigin, channel: ClientChannel) {
    this.#context = context
    this.#address = address
    this.#exposed = exposed
    this.#channel = channel
    this.#admitted = context.password === null
  }

  /**
   * Refuses an action with a secret that others on the network can read, before it is compared with anything.
   * @throws ProtocolError `tls_wanted`, which does not close
   */
  refuseExposed(action: Action): void {
    const field = this.#exposed ? secretIn(actions[action.action], action) : null
    if (field !== null) throw new ProtocolError('tls_wanted', exposedSecret(field), false)
  }

  /**
   * Refuses an action when the client's address is banned, or it has not sent the server's password.
   * @throws ProtocolError `banned`, which closes; `not_allowed`
   */
  refuseUnadmitted(action: ActionName): void {
    this.#refuseBanned()
    if (this.#admitted || actions[action].open) return
    throw new ProtocolError('not_allowed', 'This server requires a password; send it with hello first')
  }

  /** Checks the server's password. @returns whether the client is admitted @throws as `proves` */
  async admit(tried: string | undefined): Promise<boolean> {
    const { password } = this.#context
    this.#admitted ||= password === null || (await this.proves(password, tried))
    return this.#admitted
  }

  /**
   * Whether `tried` matches the proof; undefined never does, and is not counted. A slow comparison takes its turn among those of
   * all addresses.
   * @throws ProtocolError `too_fast` after too many wrong attempts from the client's address
   */
  async proves(proof: Proof, tried: string | undefined): Promise<boolean> {
    if (tried === undefined) return false
    this.#refuseThrottled()
    const quick = proof.slow ? null : proof.matches(tried)
    if (typeof quick === 'boolean') return this.#judge(quick)
    return this.#inTurn('check a password', async () => this.#judge(await (quick ?? proof.matches(tried))))
  }

  /**
   * Hashes the new password of an account when it is the client's turn, and counts it.
   * @throws ProtocolError `too_fast` after too many new or wrong passwords from the client's address
   */
  async newPassword(text: string): Promise<StoredPassword> {
    this.#refuseThrottled()
    return this.#inTurn('hash a new password', () => {
      this.countNew()
      return hashPassword(text, this.#context.passwordCost)
    })
  }

  /** Hashes the present password of an account again, at the cost of this version, when it is the client's turn. */
  rehash(text: string): Promise<StoredPassword> {
    return this.#inTurn('hash a new password', () => hashPassword(text, this.#context.passwordCost))
  }

  /** Counts a new secret that need not be hashed slowly, such as the key of a new account. @throws as `newPassword` */
  countNew(): void {
    const { newPasswordThrottle, clock } = this.#context
    this.#refuseThrottled()
    this.#refuseBy(this.#context.newPasswordThrottle, 'new')
    newPasswordThrottle.count(this.#address, clock.now())
  }

  /** Waits for the client's turn; the work is dropped if the client has disconnected, or was throttled, by then. */
  #inTurn<T>(kind: SlowWorkKind, work: () => T | Promise<T>): Promise<T> {
    const turn = this.#context.slowWork.run(kind, addressGroup(this.#address), () => {
      this.#channel.refuseDisconnected()
      this.#refuseThrottled()
      return work()
    })
    return this.#channel.outlast(turn)
  }

  #judge(matching: boolean): boolean {
    const { loginThrottle, clock } = this.#context
    if (!matching) loginThrottle.count(this.#address, clock.now())
    return matching
  }

  #refuseThrottled(): void {
    this.#refuseBy(this.#context.loginThrottle, 'wrong')
  }

  #refuseBy(throttle: LoginThrottle, which: 'wrong' | 'new'): void {
    const seconds = throttle.secondsLeft(this.#address, this.#context.clock.now())
    if (seconds === 0) return
    throw new ProtocolError('too_fast', `Too many ${which} passwords from your address; try again in ${seconds} s`)
  }

  /** One check is enough: a client that is banned later is disconnected at that moment. */
  #refuseBanned(): void {
    if (this.#unbanned) return
    const { moderation, dates } = this.#context
    const now = dates.now()
    const ban = moderation.bans.find({ address: this.#address }, now)
    if (ban) throw new ProtocolError('banned', banSentence(ban, 'this server', now))
    this.#unbanned = true
  }
}

function exposedSecret(field: string): string {
  return `Not encrypted: others on the network can read the field "${field}"; connect with TLS 1.3 (chat-client --tls)`
}
