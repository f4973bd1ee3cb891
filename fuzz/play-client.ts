import { commands } from '../src/client/commands/table.ts'
import { narrate } from '../src/client/meeting/narrate.ts'
import { present } from '../src/client/tui/present/present-meeting.ts'
import { reduceUi } from '../src/client/tui/reduce.ts'
import { initialUiState } from '../src/client/tui/state.ts'
import { ProtocolError } from '../src/protocol/errors.ts'
import type { Label } from '../src/protocol/labels.ts'
import { limits } from '../src/protocol/limits.ts'
import type { MeetingEvent } from '../src/protocol/meeting/meeting-events.ts'
import { pushEvent, roomsOf } from '../src/protocol/meeting/push-event.ts'
import { initialState, reduce } from '../src/protocol/meeting/state.ts'
import { serverVocabulary } from '../src/protocol/vocabulary.ts'
import { Decoder } from '../src/protocol/wire/decoder.ts'
import { Bindings } from '../src/tui/bindings.ts'
import { type Look, signsFor } from '../src/tui/look.ts'
import { chooseTheme } from '../src/tui/theme.ts'
import { defaultPreferences, initialPage } from '../src/web/state/page-state.ts'
import { initialsOf } from '../src/web/state/person-mark.ts'
import { reducePage } from '../src/web/state/reduce-page.ts'
import { obeyed } from './witness.ts'

const bindings = new Bindings(commands)
const look: Look = { theme: chooseTheme('dark', 256), signs: signsFor(true), unicode: true }
/** Maximum characters that one message may add to what is kept for the screen. */
const KEPT = 40_000

/**
 * Feeds the output of a hostile server to decoder, state, lines and screen of a client.
 *
 * @returns what went wrong; null if nothing did
 */
export function playClient(pieces: readonly string[]): string | null {
  const screen = new FuzzedScreen()
  const vocabulary = serverVocabulary()
  const decoder = new Decoder(
    {
      payload: (header, bytes) => vocabulary.payload(header, bytes),
      message: (header) => {
        try {
          screen.take(vocabulary.check(header))
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error
        }
      },
    },
    limits.serverLine,
  )
  try {
    for (const piece of pieces) decoder.push(Buffer.from(piece, 'latin1'))
    return screen.wrong ?? screen.draw()
  } catch (error) {
    if (error instanceof ProtocolError) return screen.wrong ?? screen.draw()
    return `an exception: ${(error as Error).stack}`
  }
}

/** The line output and the full screen of a client, without a terminal. */
class FuzzedScreen {
  wrong: string | null = null
  #state = reduce(initialState, { event: 'joined', room: 'hello', users: [] })
  #ui = reduceUi(initialUiState, { event: 'stage', stage: { at: 'meeting' } })
  #page = initialPage(defaultPreferences)
  #now = 0

  take(message: Label): void {
    const happened = eventOf(message, this.#state.users)
    if (!happened) return
    const before = this.#state
    for (const line of narrate(before, happened)) {
      if (/[\n\r]/.test(line) || obeyed(line) !== null) this.wrong ??= `a line holds ${JSON.stringify(line)}`
    }
    this.#state = reduce(before, happened)
    const kept = JSON.stringify(Object.values(this.#ui.logs)).length
    const times = { at: this.#now, now: this.#now++ }
    this.#ui = reduceUi(this.#ui, { event: 'meeting', happened, before, after: this.#state, ...times })
    if (JSON.stringify(Object.values(this.#ui.logs)).length > kept + KEPT)
      this.wrong ??= 'a message leaves too much in a log'
    this.#page = reducePage(this.#page, { type: 'meeting', happened, at: this.#now })
    // What the page shows of a person beside their name.
    for (const { name } of this.#page.meeting.users) initialsOf(name)
    if (this.#now % 8 === 0) this.wrong ??= this.draw()
  }

  /** Renders the screen. @returns what is wrong with it; null if nothing is */
  draw(): string | null {
    for (const [columns, rows] of [
      [100, 30],
      [40, 12],
    ] as const) {
      const ui = reduceUi(this.#ui, { event: 'resized', size: { columns, rows } })
      for (const cell of present(ui, bindings, look).grid.rows.flat()) {
        if (/[\n\t]/.test(cell.text) || obeyed(cell.text) !== null)
          return `the screen holds ${JSON.stringify(cell.text)}`
      }
    }
    return null
  }
}

/** The event that a meeting emits for a message or reply. */
function eventOf(message: Label, users: Parameters<typeof pushEvent>[1]): MeetingEvent | null {
  if (message.label === 'list_rooms') return { event: 'rooms', rooms: roomsOf(message), asked: true }
  if (message.label === 'join_room' && message.status === 'ok')
    return { event: 'joined', room: message.room, users: message.users ?? [] }
  return pushEvent(message, users)
}
