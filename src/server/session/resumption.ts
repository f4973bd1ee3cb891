import type { Cancel } from '../../lib/clock.ts'
import type { Label, LabelName } from '../../protocol/labels.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import type { ParticipantChannel } from '../rooms/participant.ts'
import type { ClientSession, MissedMessage } from './client-session.ts'
import type { ServerContext } from './server-context.ts'

/** Lets a session outlive its connection: manages its token, and waits for a client that presents it. */
export class Resumption {
  readonly #session: ClientSession
  readonly #context: ServerContext
  readonly #expired: () => void
  #detached: DetachedChannel | null = null
  #cancel: Cancel = () => {}

  /** @param expired called when no client resumed the session within `limits.resumeWithin` ms */
  constructor(session: ClientSession, context: ServerContext, expired: () => void) {
    this.#session = session
    this.#context = context
    this.#expired = expired
  }

  /** Whether the session is waiting without a connection. */
  get detached(): boolean {
    return this.#detached !== null
  }

  /** Invalidates the token, so that no client can resume the session. */
  revokeToken(): void {
    this.#context.resumeTokens.revoke(this.#session)
  }

  /**
   * Starts waiting after the connection was lost.
   * @returns the channel that replaces the connection; null when the session has no token, or too many are waiting that
   * have more to lose
   */
  detach(): ParticipantChannel | null {
    const { clock, limits, resumeTokens, absences } = this.#context
    if (!resumeTokens.has(this.#session) || !absences.add(this.#session)) return null
    this.#detached = new DetachedChannel(limits.missedTexts)
    this.#cancel = clock.after(limits.resumeWithin, this.#expired)
    return this.#detached
  }

  /** Stops waiting and invalidates the token. @returns what the client missed */
  end(): readonly MissedMessage[] {
    this.#cancel()
    this.#context.absences.delete(this.#session)
    this.revokeToken()
    return this.#detached?.missed ?? []
  }
}

/**
 * What a client is sent when it is back: the chat, who was removed, which may be the client itself, and where calls have
 * moved it.
 */
const KEPT = ['said', 'removed', 'join_room', 'call_ended', 'call_missed'] as const satisfies LabelName[]

/** Replaces a lost connection: keeps the latest chat messages and removals, and drops everything else. */
class DetachedChannel implements ParticipantChannel {
  readonly missed: MissedMessage[] = []
  readonly media = { sendRealtime: () => {}, sendPicture: () => false }
  readonly #most: number

  /** @param most messages to keep */
  constructor(most: number) {
    this.#most = most
  }

  send(message: Label): void {
    if (isKept(message.label)) this.sendEncoded(message.label, encode(message))
  }

  sendEncoded(label: string, encoded: Buffer): void {
    if (!isKept(label)) return
    this.missed.push({ label, encoded })
    if (this.missed.length > this.#most) this.missed.shift()
  }
}

function isKept(label: string): boolean {
  return (KEPT as readonly string[]).includes(label)
}
