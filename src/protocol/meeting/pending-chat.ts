import type { Cancel, Clock } from '../../lib/clock.ts'
import { sleep } from '../../lib/timeout.ts'
import type { ActionFields } from '../actions.ts'
import type { Label } from '../labels.ts'
import type { Limits } from '../limits.ts'
import type { MeetingEvent } from './meeting-events.ts'
import type { MeetingState } from './state.ts'

export interface PendingChatOptions {
  readonly clock: Clock
  readonly limits: Pick<Limits, 'text'>
  state(): MeetingState
  /** The connection; null while it is lost. */
  link(): { tell(action: 'say', fields: ActionFields<'say'>): void } | null
  tell(event: MeetingEvent): void
}

/** ms until a message is sent again that the server refused because the one before was just now. */
const AGAIN = 700
/** ms between two looks at what is still to be said. */
const LOOK = 20
const KEY_BYTES = 8

/**
 * Says what the user typed, one message after another, at the pace of the server. A message waits in `MeetingState.unsaid`
 * until the server has pushed it back. Over a resumed session it is sent again with the same key, by which the server says it
 * once.
 */
export class PendingChat {
  readonly #options: PendingChatOptions
  /** Key of the message that was sent, and not said yet; null if there is none. */
  #sent: string | null = null
  /** Whether the connection is lost, or the room not joined again yet. */
  #away = false
  #cancelAgain: Cancel | null = null

  constructor(options: PendingChatOptions) {
    this.#options = options
  }

  /** Says a text to the room, in several messages if it is longer than one. @param to id of the only recipient */
  say(text: string, to?: number): void {
    const { clock, limits, state, tell } = this.#options
    const { room, users } = state()
    const person = users.find(({ id }) => id === to)
    for (const part of partsOf(text, limits.text)) {
      const private_to = to === undefined ? {} : { to: { id: to, name: person?.name ?? '' } }
      tell({ event: 'saying', key: freshKey(), room: room ?? '', text: part, at: clock.date(), ...private_to })
    }
  }

  /** Takes an event of the meeting, after the state has changed. */
  observe(event: MeetingEvent): void {
    if (event.event === 'lost') this.#away = true
    else if (event.event === 'reconnected') this.#returned(event.resumed)
    else if (event.event === 'joined' || event.event === 'left' || event.event === 'removed') this.#away = false
    else if (event.event !== 'said' && event.event !== 'saying' && event.event !== 'unsaid') return
    if (!this.#options.state().unsaid.some(({ key }) => key === this.#sent)) this.#sent = null
    this.#send()
  }

  /** Takes a message of the server. @returns whether it refuses what was sent, and has no other meaning */
  take(message: Label): boolean {
    if (message.label !== 'error' || this.#sent === null || message.id !== this.#sent) return false
    if (message.code === 'too_fast') {
      this.#cancelAgain?.()
      this.#cancelAgain = this.#options.clock.after(AGAIN, () => {
        this.#cancelAgain = null
        this.#sent = null
        this.#send()
      })
    } else this.#giveUp(this.#sent, message.message)
    return true
  }

  /**
   * Waits until everything is said.
   * @param patience ms without progress after which it gives up @returns whether everything was said
   */
  async settle(patience: number): Promise<boolean> {
    const { clock, state } = this.#options
    let waiting = state().unsaid.length
    let until = clock.now() + patience
    while (state().unsaid.length > 0 && clock.now() < until) {
      await sleep(clock, LOOK)
      if (state().unsaid.length === waiting) continue
      waiting = state().unsaid.length
      until = clock.now() + patience
    }
    return state().unsaid.length === 0
  }

  /** Reports everything that was not said: the meeting is over. @param reason why, a part of a sentence */
  close(reason: string): void {
    this.#away = true
    this.#cancelAgain?.()
    for (const { key } of this.#options.state().unsaid) this.#giveUp(key, reason)
  }

  #returned(resumed: boolean): void {
    const sent = this.#sent
    this.#sent = null
    if (resumed) this.#away = false
    // A new session does not know what the one before it said.
    else if (sent !== null) this.#giveUp(sent, 'the connection was lost before the server confirmed it')
  }

  #send(): void {
    const { state, link } = this.#options
    const [next] = state().unsaid
    const over = link()
    if (!next || this.#sent !== null || this.#away || !over) return
    if (next.room !== (state().room ?? '')) {
      this.#giveUp(next.key, 'you are not in that room any more')
      return
    }
    const { key, text, to, room } = next
    this.#sent = key
    const fields = { id: key, key, text, room, ...(to === undefined ? {} : { to: to.id }) }
    over.tell('say', fields)
  }

  #giveUp(key: string, reason: string): void {
    if (this.#sent === key) this.#sent = null
    const text = this.#options.state().unsaid.find((one) => one.key === key)?.text ?? ''
    this.#options.tell({ event: 'unsaid', key, text, reason })
  }
}

/** Distinguishes a message from all others of the user, also of a page that was loaded again. */
function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}

/** The parts of a text, each of at most `most` code points, divided at ends of lines or words where there are any. */
function partsOf(text: string, most: number): string[] {
  const points = [...text]
  const parts: string[] = []
  for (let from = 0; from < points.length; ) {
    const piece = points.slice(from, from + most)
    const isLast = from + most >= points.length
    const at = isLast ? piece.length : cutOf(piece)
    parts.push(piece.slice(0, at).join(''))
    from += at
  }
  return parts.filter((part) => part.trim() !== '')
}

function cutOf(piece: readonly string[]): number {
  const line = piece.lastIndexOf('\n') + 1
  return line || piece.lastIndexOf(' ') + 1 || piece.length
}
