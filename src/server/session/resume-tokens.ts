import { randomBytes } from 'node:crypto'

/** Bytes of a token: 192 bits cannot be guessed. */
const TOKEN_BYTES = 24

/** Which token resumes which session. */
export class ResumeTokens<Session extends object> {
  readonly #sessions = new Map<string, Session>()
  readonly #tokens = new Map<Session, string>()

  /** A token that resumes a session, once; it takes the place of the one before. */
  issue(session: Session): string {
    this.revoke(session)
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    this.#sessions.set(token, session)
    this.#tokens.set(session, token)
    return token
  }

  /** The session of a token, which is void afterwards; undefined where there is none. */
  redeem(token: string): Session | undefined {
    const session = this.#sessions.get(token)
    if (session) this.revoke(session)
    return session
  }

  /** Makes the token of a session void. */
  revoke(session: Session): void {
    const token = this.#tokens.get(session)
    if (token === undefined) return
    this.#tokens.delete(session)
    this.#sessions.delete(token)
  }

  has(session: Session): boolean {
    return this.#tokens.has(session)
  }
}
