import { randomBytes } from 'node:crypto'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { Session } from './session.ts'

/** Bytes of a token: 192 bits cannot be guessed. */
const TOKEN_BYTES = 24

/** Which token resumes which session. */
export class ResumeTokens {
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

/** A session without a connection: what it was told meanwhile, and the time after which it is given up. */
export class DetachedSession {
  readonly #missed: Buffer[] = []
  readonly #kept: number
  readonly #cancel: Cancel

  /** @param expired is called when nobody has come back in time. */
  constructor(clock: Clock, limits: Limits, expired: () => void) {
    this.#kept = limits.missedTexts
    this.#cancel = clock.after(limits.resumeWithin, expired)
  }

  /** Keeps a chat message; of many only the last. */
  miss(said: Buffer): void {
    this.#missed.push(said)
    if (this.#missed.length > this.#kept) this.#missed.shift()
  }

  /** Ends it. @returns what was said meanwhile. */
  end(): readonly Buffer[] {
    this.#cancel()
    return this.#missed
  }
}
