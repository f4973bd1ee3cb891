import { ok, type Result, refused } from '../../lib/result.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import type { BanDetails } from '../../protocol/moderation-messages.ts'
import type { ServerLink } from '../connection/server-link.ts'

/**
 * Moderation by the host of a room or an operator of the server. Each method throws ProtocolError `not_allowed` or
 * `no_such_user` with a message for the user when the server refuses.
 */
export class MeetingModeration {
  readonly #link: () => ServerLink
  readonly #emit: (event: MeetingEvent) => void

  constructor(link: () => ServerLink, emit: (event: MeetingEvent) => void) {
    this.#link = link
    this.#emit = emit
  }

  /** Minutes of the longest ban. */
  get longestBan(): number {
    return this.#link().limits.banMinutes
  }

  /** Becomes an operator with the token of the server. Refused with a message for the user. */
  async operate(token: string): Promise<Result<undefined>> {
    const { status } = await this.#link().request('operate', { token })
    if (status !== 'ok') return refused("wrong operator token; see the server's startup output")
    this.#emit({ event: 'operator' })
    return ok(undefined)
  }

  async kick(user: number, reason: string): Promise<void> {
    await this.#link().request('kick', { user, ...given(reason) })
  }

  /**
   * Bans a user for some minutes.
   * @param withAddress whether to ban the address even if others use it; for operators
   * @returns false if the ban is in force, but the server could not store it
   */
  async ban(
    user: number,
    minutes: number,
    { reason, withAddress }: { reason: string; withAddress: boolean },
  ): Promise<boolean> {
    const address = withAddress ? { address: true } : {}
    const { stored } = await this.#link().request('ban', { user, minutes, ...given(reason), ...address })
    return stored !== false
  }

  /** Lifts all bans of a name. @returns whether there were any */
  async unban(name: string): Promise<boolean> {
    const { status } = await this.#link().request('unban', { name })
    return status === 'ok'
  }

  async bans(): Promise<readonly BanDetails[]> {
    return (await this.#link().request('bans', {})).bans
  }

  async muteForAll(user: number, muted: boolean): Promise<void> {
    await this.#link().request('mute_for_all', { user, muted })
  }

  /** Locks the room against new people, or unlocks it. */
  async lock(locked: boolean): Promise<void> {
    await this.#link().request('lock', { locked })
  }

  /** Deletes the history of the room. */
  async deleteHistory(): Promise<void> {
    await this.#link().request('history_delete', {})
  }

  async handOver(user: number): Promise<void> {
    await this.#link().request('hand_over', { user })
  }
}

function given(reason: string): { reason?: string } {
  return reason === '' ? {} : { reason }
}
