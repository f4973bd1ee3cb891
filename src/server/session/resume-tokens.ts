import { randomBytes } from 'node:crypto'

/** Bytes of a token: 192 bits cannot be guessed. */
const TOKEN_BYTES = 24

/** Maps tokens to the sessions they resume. */
export class ResumeTokens<Session extends object> {
  readonly #sessions = new Map<string, Session>()
  readonly #tokens = new Map<Session, string>()
  /** The token that a session was resumed by, while its client may not have received the next one. */
  readonly #redeemed = new Map<Session, string>()

  /** Issues a token that resumes a session once; it replaces the session's previous token. */
  issue(session: Session): string {
    this.#forget(this.#tokens, session)
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    this.#sessions.set(token, session)
    this.#tokens.set(session, token)
    return token
  }

  /** Redeems a token, which is then invalid. @returns its session; undefined for an unknown token */
  redeem(token: string): Session | undefined {
    const session = this.#sessions.get(token)
    if (session) this.revoke(session)
    return session
  }

  /**
   * Lets a redeemed token resume the session that continues, until `confirm`: the connection may be lost before the client
   * receives the next token.
   */
  keep(session: Session, redeemed: string): void {
    this.#sessions.set(redeemed, session)
    this.#redeemed.set(session, redeemed)
  }

  /** The client has received what it was sent since it resumed the session. */
  confirm(session: Session): void {
    this.#forget(this.#redeemed, session)
  }

  /** Invalidates the tokens of a session, if it has any. */
  revoke(session: Session): void {
    this.#forget(this.#tokens, session)
    this.#forget(this.#redeemed, session)
  }

  /** Whether the session has a valid token. */
  has(session: Session): boolean {
    return this.#tokens.has(session) || this.#redeemed.has(session)
  }

  #forget(tokens: Map<Session, string>, session: Session): void {
    const token = tokens.get(session)
    if (token === undefined) return
    tokens.delete(session)
    this.#sessions.delete(token)
  }
}
