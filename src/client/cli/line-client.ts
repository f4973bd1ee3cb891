import { createInterface, type Interface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { TextOutput } from '../../lib/output.ts'
import { AutoAway } from '../../protocol/meeting/auto-away.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import type { MeetingState } from '../../protocol/meeting/state.ts'
import type { AskSecret } from '../account/password-source.ts'
import type { CommandContext } from '../commands/meeting-command.ts'
import { runLine } from '../commands/run-command.ts'
import { commands } from '../commands/table.ts'
import type { DeviceMemory } from '../meeting/device-memory.ts'
import type { Meeting } from '../meeting/meeting.ts'
import { narrate } from '../meeting/narrate.ts'

export interface LineClientOptions {
  output: TextOutput
  /** Prints each event as one line of JSON instead of sentences. */
  json: boolean
  devices: DeviceMemory
  /** Asks for a secret without echo; null without a terminal, and then the next line of input is the answer. */
  askSecret: AskSecret | null
  clock: Clock
  /** Minutes without input after which the user is shown as away; 0: never. */
  awayAfter: number
}

/** ms without progress after which what was typed counts as not said. */
const SAY_PATIENCE = 10_000
const QUIT_WORD = '{quit}'
/** ms between two checks whether the user is away; short enough to notice that they talk. */
const AWAY_CHECK = 500

/**
 * The plain interface: lines in, lines out. It never moves the cursor, so it works with screen readers, pipes and slow
 * links.
 */
export class LineClient {
  readonly #output: TextOutput
  readonly #json: boolean
  readonly #devices: DeviceMemory
  readonly #askSecret: AskSecret | null
  readonly #clock: Clock
  readonly #away: AutoAway
  #meeting: Meeting | null = null
  #stopAway: Cancel = () => {}
  #input: Interface | null = null
  #answer: ((line: string) => Promise<void> | void) | null = null
  /** Runs typed lines one after another. */
  #work: Promise<void> = Promise.resolve()

  constructor({ output, json, devices, askSecret, clock, awayAfter }: LineClientOptions) {
    this.#clock = clock
    this.#away = new AutoAway(awayAfter, clock.now(), (presence) => {
      // Not connected, nobody sees it.
      this.#meeting?.calls.setPresence(presence).catch(() => {})
    })
    this.#askSecret = askSecret
    this.#devices = devices
    this.#output = output
    this.#json = json
  }

  /** Prints an event. @param before the state before it */
  observe(event: MeetingEvent, before: MeetingState): void {
    if (this.#json) this.#output.json(event)
    else for (const line of narrate(before, event)) this.#output.text(line)
  }

  /** Shows the user as away after a while without input, until `close`. */
  follow(meeting: Meeting): void {
    this.#meeting = meeting
    const { presence, calls } = meeting.state
    this.#away.poll(this.#clock.now(), presence.presence, calls.current !== null || meeting.sound.sending)
    this.#stopAway = this.#clock.after(AWAY_CHECK, () => this.follow(meeting))
  }

  close(): void {
    this.#stopAway()
  }

  /**
   * Reads and runs typed lines until the input ends.
   * @param quit leaves the meeting. @param ended is called at the end of the input, after all lines have run. Both are called
   * once everything typed is said, or with false when that failed.
   */
  listen(input: Readable, meeting: Meeting, quit: (said: boolean) => void, ended: (said: boolean) => void): void {
    const settle = (patience: number, then: (said: boolean) => void) => {
      void meeting.chat.settle(meeting.state.link.status === 'connected' ? patience : 0).then(then)
    }
    const context: CommandContext = {
      meeting,
      commands,
      devices: this.#devices,
      screen: null,
      quit: () => settle(SAY_PATIENCE, quit),
      show: (text) => this.observe({ event: 'notice', text }, meeting.state),
      complain: (text) => this.observe({ event: 'error', text }, meeting.state),
      ask: (question, answer, { secret = false } = {}) => {
        if (secret && this.#askSecret) {
          void this.#do(context, () => this.#askUnseen(question, answer, read))
          return
        }
        this.#answer = answer
        context.show(question)
      },
    }
    const read = () => {
      const lines = createInterface({ input, terminal: false })
      this.#input = lines
      lines.on('line', (line) => {
        this.#away.active(this.#clock.now())
        void this.#do(context, () => this.#take(context, line))
      })
      lines.on('close', () => {
        if (this.#input === lines) void this.#work.then(() => settle(SAY_PATIENCE, ended))
      })
    }
    read()
  }

  /** Runs a task after the current one; an error is printed. */
  #do(context: CommandContext, task: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(task).catch((error: Error) => context.complain(error.message))
    return this.#work
  }

  /** Asks for a secret. The line reader is closed first, because it would echo what is typed. */
  async #askUnseen(
    question: string,
    answer: (line: string) => Promise<void> | void,
    readOn: () => void,
  ): Promise<void> {
    const lines = this.#input
    this.#input = null
    lines?.close()
    const said = await this.#askSecret!(question)
    readOn()
    if (said?.trim()) await answer(said)
  }

  async #take(context: CommandContext, line: string): Promise<void> {
    const answer = this.#answer
    this.#answer = null
    if (answer) {
      if (line.trim()) await answer(line)
    } else if (line.trim() === QUIT_WORD) {
      context.quit()
    } else if (line.startsWith('/') && !line.startsWith('//')) {
      await runLine(context, line)
    } else if (line.trim()) {
      this.#say(context, line.replace(/^\/\//, '/'))
    }
  }

  #say({ meeting, complain }: CommandContext, text: string): void {
    if (meeting.state.room) meeting.chat.say(text)
    else complain('you are not in a room; /rooms lists rooms, /join ROOM joins one, /new ROOM creates one')
  }
}
