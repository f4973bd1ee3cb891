import { randomBytes } from 'node:crypto'

/** Bytes of a token: 192 bits cannot be guessed. */
const TOKEN_BYTES = 24

/** Maps tokens to the sessions they resume. */
export class ResumeTokens<Session extends object> {
  readonly #sessions = new Map<string, Session>()
  readonly #tokens = new Map<Session, string>()

  /** Issues a token that resumes a session once; it replaces the session's previous token. */
  issue(session: Session): string {
    this.revoke(session)
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

  /** Invalidates the token of a session, if it has one. */
  revoke(session: Session): void {
    const token = this.#tokens.get(session)
    if (token === undefined) return
    this.#tokens.delete(session)
    this.#sessions.delete(token)
  }

  /** Whether the session has a valid token. */
  has(session: Session): boolean {
    return this.#tokens.has(session)
  }
}
