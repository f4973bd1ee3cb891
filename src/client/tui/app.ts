import type { Cancel, Clock } from '../../clock.ts'
import { cleanLine } from '../../protocol/text.ts'
import type { CommandContext, ScreenControls } from '../commands/command.ts'
import { runCommand, runLine } from '../commands/run-command.ts'
import { commands } from '../commands/table.ts'
import type { MeetingEvent } from '../events.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Meeting, MeetingObserver } from '../meeting.ts'
import { parseAddress } from '../server-address.ts'
import { initialState } from '../state.ts'
import type { Bindings } from './bindings.ts'
import { filterChoices } from './choices.ts'
import { complete } from './complete.ts'
import { DrawSchedule } from './draw-schedule.ts'
import type { ServerChoice, UiEvent } from './events.ts'
import type { Grid } from './grid.ts'
import { EMPTY_INPUT, inputOf } from './input-line.ts'
import type { Intent } from './intent.ts'
import { intentOf } from './keymap.ts'
import { entriesOf } from './log.ts'
import type { Look } from './look.ts'
import { chatExtent, present } from './present.ts'
import { reduceUi } from './reduce.ts'
import { sampleOf, voiceModeOf } from './sample.ts'
import { type Choice, initialUiState, type UiState } from './state.ts'
import type { Key, Mouse, TerminalEvent } from './terminal/key.ts'
import { keyId } from './terminal/key.ts'
import { Terminal } from './terminal/terminal.ts'

/** ms between two looks at levels and figures. */
const SAMPLE_INTERVAL = 125
/** Rows that a turn of the wheel scrolls. */
const WHEEL_ROWS = 3

/** Where to connect, by what name. */
export interface Destination {
  readonly host: string
  readonly port: number
  readonly tls: boolean
}

export interface AppOptions {
  readonly clock: Clock
  readonly look: Look
  readonly bindings: Bindings
  readonly bell: boolean
  readonly notifications: boolean
  /** Where to go at once; null shows the first screen. */
  readonly destination: Destination | null
  /** Opens a meeting; `ask` may be used for what it lacks, and gives null where a person gave up. */
  open(destination: Destination, observer: MeetingObserver, ask: Ask): Promise<Meeting>
  /** What to do once there: go into the room that was asked for. */
  arrived(context: CommandContext): Promise<void>
  /** Looks for servers; what it finds is told until it is stopped. */
  browse(found: (servers: readonly ServerChoice[]) => void): Cancel
}

/** Puts a question to the person; null where they gave up. */
export type Ask = (
  question: string,
  options?: { secret?: boolean; filled?: string },
) => Promise<string | null>

/** The full-screen interface: it ties terminal, meeting and state together, and holds nothing else. */
export class App {
  readonly #options: AppOptions
  readonly #terminal: Terminal
  readonly #schedule: DrawSchedule
  readonly #left: Promise<ExitCode>
  #leave: (code: ExitCode) => void = () => {}
  #state: UiState = initialUiState
  #meeting: Meeting | null = null
  #grid: Grid | null = null
  #answer: ((line: string | null) => void) | null = null
  #stopBrowsing: Cancel | null = null
  #stopSampling: Cancel = () => {}
  /** Whether the terminal tells when a key is let go. */
  #reportsReleases = false
  /** Commands are done one after the other. */
  #work: Promise<void> = Promise.resolve()

  constructor(options: AppOptions) {
    this.#options = options
    this.#left = new Promise((resolve) => {
      this.#leave = resolve
    })
    this.#terminal = new Terminal(process.stdin, process.stdout, options.clock, {
      input: (event) => this.#take(event),
      resized: (size) => {
        this.show({ event: 'resized', size })
        this.#draw()
      },
      drained: () => this.#schedule.request(false),
      gone: () => this.#leave(exitCodes.ok),
    })
    this.#schedule = new DrawSchedule(options.clock, () => this.#draw())
  }

  /** Runs until the person leaves. */
  async run(): Promise<ExitCode> {
    try {
      this.show({ event: 'resized', size: this.#terminal.size })
      this.#sample()
      const { destination } = this.#options
      if (destination) void this.#connect(destination)
      else this.#showStart(null)
      return await this.#left
    } finally {
      this.#schedule.close()
      this.#stopSampling()
      this.#stopBrowsing?.()
      this.#terminal.close()
      await this.#meeting?.close()
    }
  }

  /** Leaves, from outside: a signal. */
  leave(): void {
    this.#leave(exitCodes.ok)
  }

  /** Changes what is shown. @param urgent whether a person waits to see it. */
  show(event: UiEvent, urgent = true): void {
    const before = this.#state
    this.#state = reduceUi(before, event)
    if (this.#state !== before) this.#schedule.request(urgent)
  }

  #draw(): void {
    const picture = present(this.#state, this.#options.bindings, this.#options.look)
    this.#grid = picture.grid
    this.#terminal.show(picture)
  }

  #take(event: TerminalEvent): void {
    switch (event.event) {
      case 'key':
        this.#press(event.key)
        return
      case 'mouse':
        this.#point(event.mouse)
        return
      case 'paste':
        if (!this.#state.overlay && this.#state.stage.at === 'meeting')
          this.show({ event: 'focused', focus: 'input' })
        this.show({ event: 'typed', text: event.text })
        return
      case 'answer':
        if (/^\u001B\[\?\d+u$/.test(event.sequence)) this.#reportsReleases = true
        return
      case 'focus':
        return
    }
  }

  #press(key: Key): void {
    if (this.#holdToTalk(key)) return
    const intent = intentOf(this.#state, key, this.#options.bindings)
    if (intent) this.#perform(intent)
  }

  /** Where the terminal tells of releases, the key to talk is held; elsewhere it switches. */
  #holdToTalk(key: Key): boolean {
    const sound = this.#meeting?.sound
    if (!sound || !this.#reportsReleases || this.#options.bindings.commandOf(keyId(key)) !== 'talk')
      return false
    const held = key.kind === 'press'
    if (held && (this.#state.overlay || this.#state.focus === 'input')) return false
    sound.talking = held
    return true
  }

  #point({ kind, x, y }: Mouse): void {
    if (kind === 'wheel-up' || kind === 'wheel-down') {
      const by = kind === 'wheel-up' ? WHEEL_ROWS : -WHEEL_ROWS
      this.show(this.#state.overlay ? { event: 'selection-moved', by: -by } : { event: 'scrolled', by })
      this.#stopAtTop()
      return
    }
    const intent = kind === 'down' ? this.#grid?.clickAt(x, y) : null
    if (intent) this.#perform(intent)
  }

  #perform(intent: Intent): void {
    switch (intent.do) {
      case 'show':
        this.show(intent.event)
        this.#stopAtTop()
        return
      case 'run':
        if (this.#state.overlay) this.show({ event: 'overlay', overlay: null })
        this.#run(intent.command, intent.argument ?? '')
        return
      case 'submit':
        this.#submit()
        return
      case 'cancel':
        this.show({ event: 'overlay', overlay: null })
        this.#give(null)
        return
      case 'complete': {
        const text = complete(this.#state)
        if (text !== null) this.show({ event: 'replaced', text })
        return
      }
      case 'connect':
        void this.#connect(intent)
    }
  }

  /** How far one can scroll back is known only when the log is laid out. */
  #stopAtTop(): void {
    const { scroll } = this.#state
    if (scroll === 0) return
    const most = chatExtent(this.#state, this.#options.look)
    if (scroll > most) this.show({ event: 'scrolled', by: most - scroll })
  }

  #submit(): void {
    const { overlay, stage, input, servers, selectedServer } = this.#state
    if (overlay?.kind === 'question') {
      this.show({ event: 'overlay', overlay: null })
      this.#give(overlay.question.line.text)
    } else if (overlay?.kind === 'list') {
      const choices = filterChoices(overlay)
      const choice = choices[Math.min(overlay.selected, choices.length - 1)]
      if (choice) this.#perform({ ...choice, do: 'run' })
    } else if (stage.at === 'meeting') {
      this.show({ event: 'submitted' })
      this.#say(input.text)
    } else if (input.text.trim()) {
      const address = parseAddress(input.text)
      if (typeof address === 'string') this.#showStart(address)
      else void this.#connect({ ...address, tls: false })
    } else if (servers[selectedServer]) {
      void this.#connect(servers[selectedServer])
    }
  }

  #give(line: string | null): void {
    const answer = this.#answer
    this.#answer = null
    answer?.(line)
  }

  #say(text: string): void {
    if (text.trim() === '{quit}') this.#leave(exitCodes.ok)
    else if (text.startsWith('/') && !text.startsWith('//')) this.#do((context) => runLine(context, text))
    else
      this.#do(({ meeting, complain }) => {
        if (meeting.state.room) meeting.say(text.replace(/^\/\//, '/'))
        else complain('you are in no room; choose one on the left, or press n for a new one')
      })
  }

  #run(name: string, argument: string): void {
    const command = commands.find((one) => one.name === name)
    if (!command) return
    // What only concerns the screen, or asks first, must be there before the next key is looked at.
    const atOnce = command.screenOnly || (command.needsArgument && !argument)
    const task = (context: CommandContext) => runCommand(context, command, argument)
    if (atOnce) void this.#attempt(task)
    else this.#do(task)
  }

  #do(task: (context: CommandContext) => Promise<void> | void): void {
    this.#work = this.#work.then(() => this.#attempt(task))
  }

  async #attempt(task: (context: CommandContext) => Promise<void> | void): Promise<void> {
    try {
      await task(this.#context())
    } catch (error) {
      this.#tell({ event: 'error', text: cleanLine((error as Error).message) })
    }
  }

  #context(): CommandContext {
    const meeting = this.#meeting
    if (!meeting) throw new Error('you are not at a server yet')
    return {
      meeting,
      commands,
      show: (text) => this.#tell({ event: 'notice', text }),
      complain: (text) => this.#tell({ event: 'error', text }),
      quit: () => this.#leave(exitCodes.ok),
      ask: (question, answer, options) => {
        void this.#ask(question, options).then((line) => {
          if (line?.trim()) this.#do(() => answer(line))
        })
      },
      screen: this.#controls(),
    }
  }

  #controls(): ScreenControls {
    const now = () => this.#state
    return {
      get state() {
        return now()
      },
      show: (event) => this.show(event),
      choose: (title, choices) => this.#choose(title, choices),
      redraw: () => {
        this.#terminal.redraw()
        this.#draw()
      },
    }
  }

  #choose(title: string, choices: readonly Choice[]): void {
    const selected = Math.max(
      0,
      choices.findIndex(({ current }) => current),
    )
    this.show({ event: 'overlay', overlay: { kind: 'list', title, choices, filter: EMPTY_INPUT, selected } })
  }

  #ask: Ask = (text, { secret = false, filled = '' } = {}) => {
    this.#give(null)
    this.show({
      event: 'overlay',
      overlay: { kind: 'question', question: { text, secret, line: inputOf(filled) } },
    })
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  /** Something that this interface itself has to say. */
  #tell(happened: MeetingEvent): void {
    const state = this.#meeting?.state ?? initialState
    this.#observe(happened, state, state)
  }

  #observe: MeetingObserver = (happened, before, after) => {
    const at = this.#options.clock.date()
    this.show({ event: 'meeting', happened, before, after, at }, happened.event !== 'speaking')
    if (happened.event === 'said') this.#call(happened, before)
    if (happened.event === 'ended') this.#ended(happened.reason)
  }

  /** Calls a person who is named, by bell and note. */
  #call(happened: Extract<MeetingEvent, { event: 'said' }>, before: Parameters<MeetingObserver>[1]): void {
    const [entry] = entriesOf(happened, before, happened.at)
    if (!entry?.mention) return
    if (this.#options.bell) this.#terminal.ring()
    if (this.#options.notifications) this.#terminal.notify(entry.name, entry.text)
  }

  #ended(reason: string): void {
    this.#meeting = null
    this.#showStart(reason)
  }

  #showStart(problem: string | null): void {
    this.show({ event: 'stage', stage: { at: 'start', problem } })
    this.#stopBrowsing ??= this.#options.browse((servers) => this.show({ event: 'servers', servers }, false))
  }

  async #connect(destination: Destination): Promise<void> {
    const { host, port } = destination
    this.show({ event: 'stage', stage: { at: 'connecting', to: `${host}:${port}` } })
    try {
      this.#meeting = await this.#options.open(destination, this.#observe, this.#ask)
      this.#stopBrowsing?.()
      this.#stopBrowsing = null
      this.#do((context) => this.#options.arrived(context))
    } catch (error) {
      if (!(error instanceof Exit)) throw error
      this.#showStart(error.message)
    }
  }

  #sample(): void {
    this.#stopSampling = this.#options.clock.after(SAMPLE_INTERVAL, () => {
      const now = this.#options.clock.now()
      if (this.#meeting) {
        const event = {
          event: 'sampled',
          sample: sampleOf(this.#meeting),
          mode: voiceModeOf(this.#meeting),
          now,
        } as const
        this.show(event, false)
      }
      this.#sample()
    })
  }
}
