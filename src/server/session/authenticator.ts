import { type ActionName, actions } from '../../protocol/actions.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { banSentence } from '../moderation/bans.ts'
import type { ClientChannel } from './client-channel.ts'
import type { ServerContext } from './server-context.ts'

/** A secret that a client has to prove: a password, a token or a key. */
export interface Proof {
  matches(tried: string): boolean | Promise<boolean>
}

/** Decides whether one client may use the server, and checks the secrets it sends. */
export class Authenticator {
  readonly #context: ServerContext
  readonly #address: string
  readonly #channel: ClientChannel
  #admitted: boolean
  /** Whether the address has been checked for bans. */
  #unbanned = false

  /** @param address the client's address, by which wrong passwords are counted */
  constructor(context: ServerContext, address: string, channel: ClientChannel) {
    this.#context = context
    this.#address = address
    this.#channel = channel
    this.#admitted = context.password === null
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

  /** Counts an attempt without a comparison, such as a new account. @throws as `proves` */
  countTry(): void {
    const { loginThrottle, clock } = this.#context
    if (loginThrottle.begin(this.#address, clock.now())) return
    const seconds = loginThrottle.secondsLeft(this.#address, clock.now())
    throw new ProtocolError(
      'too_fast',
      `Too many wrong passwords from your address; try again in ${seconds} s`,
    )
  }

  /**
   * Whether `tried` matches the proof; undefined never does, and is not counted.
   * @throws ProtocolError `too_fast` after too many wrong attempts from the client's address
   */
  async proves(proof: Proof, tried: string | undefined): Promise<boolean> {
    if (tried === undefined) return false
    this.countTry()
    return this.#channel.outlast(this.#compare(proof, tried))
  }

  async #compare(proof: Proof, tried: string): Promise<boolean> {
    const matching = await proof.matches(tried)
    if (matching) this.#context.loginThrottle.right(this.#address)
    return matching
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
