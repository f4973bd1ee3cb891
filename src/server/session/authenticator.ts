import { ProtocolError } from '../../protocol/errors.ts'
import type { ServerContext } from '../context.ts'
import { banSentence } from '../moderation/bans.ts'

/** What a client has to know: a password, or a token. */
export interface Proof {
  matches(tried: string): boolean | Promise<boolean>
}

/** Whether one client may come in, and which passwords it knows. */
export class Authenticator {
  readonly #context: ServerContext
  readonly #address: string
  #admitted: boolean
  /** Whether it was found that the address is not banned. */
  #unbanned = false

  /** @param address where the client is; wrong passwords are counted by it. */
  constructor(context: ServerContext, address: string) {
    this.#context = context
    this.#address = address
    this.#admitted = context.password === null
  }

  /** Whether the client may do more than say hello. */
  get admitted(): boolean {
    return this.#admitted
  }

  /**
   * Sends a client away whose address is banned. Whoever is banned while here is sent away then, so it is looked at once.
   * @throws ProtocolError `banned`
   */
  refuseBanned(): void {
    if (this.#unbanned) return
    const { moderation, clock } = this.#context
    const ban = moderation.bans.find({ address: this.#address }, clock.date())
    if (ban) throw new ProtocolError('banned', banSentence(ban, 'this server', clock.date()))
    this.#unbanned = true
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
    const matching = await proof.matches(tried)
    if (matching) this.#context.loginThrottle.right(this.#address)
    return matching
  }
}
