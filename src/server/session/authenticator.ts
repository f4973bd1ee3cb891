import { type ActionName, actions } from '../../protocol/actions.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { banSentence } from '../moderation/bans.ts'
import type { ClientChannel } from './client-channel.ts'
import type { ServerContext } from './server-context.ts'

/** What a client has to know: a password, or a token. */
export interface Proof {
  matches(tried: string): boolean | Promise<boolean>
}

/** Whether one client may come in, and which passwords it knows. */
export class Authenticator {
  readonly #context: ServerContext
  readonly #address: string
  readonly #channel: ClientChannel
  #admitted: boolean
  /** Whether it was found that the address is not banned. */
  #unbanned = false

  /** @param address where the client is; wrong passwords are counted by it. */
  constructor(context: ServerContext, address: string, channel: ClientChannel) {
    this.#context = context
    this.#address = address
    this.#channel = channel
    this.#admitted = context.password === null
  }

  /**
   * Refuses an action of a client that may not ask for it: its address is banned, or it has not given the password.
   * @throws ProtocolError `banned`, which closes; `not_allowed`
   */
  refuseUnadmitted(action: ActionName): void {
    this.#refuseBanned()
    if (this.#admitted || actions[action].open) return
    throw new ProtocolError('not_allowed', 'This server wants a password: say hello with it first')
  }

  /** Lets a client in that knows the password of the server. @returns whether it is in. @throws as `proves`. */
  async admit(tried: string | undefined): Promise<boolean> {
    const { password } = this.#context
    this.#admitted ||= password === null || (await this.proves(password, tried))
    return this.#admitted
  }

  /** Counts a try that is not compared with anything, such as an account made. @throws as `proves`. */
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
   * Whether the client knows what proves it.
   * @throws ProtocolError `too_fast` where too many wrong ones came from its address.
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

  /** A client that is banned later is sent away at that moment, so one look is enough. */
  #refuseBanned(): void {
    if (this.#unbanned) return
    const { moderation, clock } = this.#context
    const ban = moderation.bans.find({ address: this.#address }, clock.date())
    if (ban) throw new ProtocolError('banned', banSentence(ban, 'this server', clock.date()))
    this.#unbanned = true
  }
}
