import { cleanLine } from '../../lib/text.ts'
import { chosenOf, listOverlay } from '../../tui/choices.ts'
import { LONGEST_INPUT } from '../../tui/input-line.ts'
import { Questions } from '../../tui/questions.ts'
import type { Scene, Surface } from '../../tui/scene.ts'
import { type Key, keyId, type Mouse, type TerminalEvent } from '../../tui/terminal/key.ts'
import type { CommandContext } from '../commands/meeting-command.ts'
import { complete, runCommand, runLine } from '../commands/run-command.ts'
import type { ScreenControls } from '../commands/screen-controls.ts'
import { commands } from '../commands/table.ts'
import { reachableAddress } from '../connection/server-address.ts'
import type { DeviceMemory } from '../meeting/device-memory.ts'
import type { Meeting } from '../meeting/meeting.ts'
import type { Destination } from '../meeting/start-meeting.ts'
import type { Intent } from './intent.ts'
import { intentOf } from './keymap.ts'
import { asksToAnswer } from './on-call.ts'
import type { Display } from './pictures/display.ts'
import { PicturePointer } from './pictures/watched.ts'

/** Rows scrolled per step of the mouse wheel. */
const WHEEL_ROWS = 3
/** The answer to the query for the kitty keyboard protocol, with which a terminal reports key releases. */
const KITTY_ANSWER = /^\u001B\[\?\d+u$/

export interface ControllerHandlers {
  /** The current meeting; null before connecting. */
  meeting(): Meeting | null
  connect(destination: Destination): void
  /** The typed address is invalid. */
  wrongAddress(problem: string): void
  /** The terminal gained or lost the focus. */
  focused(on: boolean): void
  /** Adds a line to the log. */
  tell(kind: 'notice' | 'error', text: string): void
  quit(): void
  /** Opens another scene above the meeting. */
  open(scene: Scene): Surface
  /** As `ScreenControls.studio`. */
  studio(recording: string | null): Promise<void>
}

/** Handles keys, mouse and typed lines. */
export class Controller {
  readonly questions: Questions
  readonly #display: Display
  readonly #devices: DeviceMemory
  readonly #handlers: ControllerHandlers
  readonly #pointer = new PicturePointer()
  #reportsReleases = false
  /** Runs commands one after another. */
  #work: Promise<void> = Promise.resolve()

  constructor(display: Display, devices: DeviceMemory, handlers: ControllerHandlers) {
    this.#devices = devices
    this.#display = display
    this.#handlers = handlers
    this.questions = new Questions((overlay) => display.show({ event: 'overlay', overlay }))
  }

  /** Takes an event of the terminal. */
  take(event: TerminalEvent): void {
    switch (event.event) {
      case 'key':
        this.#press(event.key)
        break
      case 'mouse':
        this.#point(event.mouse)
        break
      case 'paste':
        this.#paste(event.text)
        break
      case 'answer':
        if (KITTY_ANSWER.test(event.sequence)) this.#reportsReleases = true
        break
      case 'focus':
        this.#handlers.focused(event.focused)
        // The release of a held key will be reported to another window.
        if (!event.focused && this.#reportsReleases) this.#letGo()
        break
    }
  }

  /** Runs a task after the current one; an error is logged. */
  do(task: (context: CommandContext) => Promise<void> | void): void {
    this.#work = this.#work.then(() => this.#attempt(task))
  }

  /** Another scene opens above, and will receive the release of a held key. */
  covered(): void {
    if (this.#reportsReleases) this.#letGo()
  }

  #press(key: Key): void {
    if (this.#holdToTalk(key)) return
    const { state, bindings } = this.#display
    const intent = intentOf(state, key, bindings)
    if (intent) this.#perform(intent)
  }

  /** The push-to-talk key is held if the terminal reports releases; otherwise it toggles. */
  #holdToTalk(key: Key): boolean {
    const { state, bindings } = this.#display
    const sound = this.#handlers.meeting()?.sound
    if (!sound || !this.#reportsReleases || sound.transmission !== 'push-to-talk') return false
    if (bindings.commandOf(keyId(key)) !== 'talk') return false
    const pressed = key.kind === 'press'
    if (pressed && (state.overlay || state.focus === 'input')) return false
    sound.talking = pressed
    return true
  }

  #letGo(): void {
    const sound = this.#handlers.meeting()?.sound
    if (sound) sound.talking = false
  }

  #point(mouse: Mouse): void {
    const looked = this.#pointer.take(mouse, this.#display.pictureRegion)
    if (looked) {
      this.#display.show(looked)
      return
    }
    const { kind, x, y } = mouse
    if (kind === 'wheel-up' || kind === 'wheel-down') {
      const by = kind === 'wheel-up' ? WHEEL_ROWS : -WHEEL_ROWS
      const { overlay } = this.#display.state
      this.#display.show(overlay ? { event: 'selection-moved', by: -by } : { event: 'scrolled', by })
      return
    }
    const intent = kind === 'down' ? this.#display.clickAt(x, y) : null
    if (intent) this.#perform(intent)
  }

  #paste(text: string): void {
    const { overlay, stage, input } = this.#display.state
    if (text.length + input.text.length > LONGEST_INPUT) {
      this.#handlers.tell('error', `The paste is longer than ${LONGEST_INPUT} characters; paste it in parts`)
      return
    }
    if (!overlay && stage.at === 'meeting') this.#display.show({ event: 'focused', focus: 'input' })
    this.#display.show({ event: 'typed', text })
  }

  #perform(intent: Intent): void {
    switch (intent.do) {
      case 'show':
        this.#display.show(intent.event)
        break
      case 'run':
        if (this.#display.state.overlay && !this.#display.state.consent && !asksToAnswer(this.#display.state))
          this.#display.show({ event: 'overlay', overlay: null })
        this.#run(intent.command, intent.argument ?? '')
        break
      case 'submit':
        this.#submit()
        break
      case 'cancel':
        this.#display.show({ event: 'overlay', overlay: null })
        this.questions.answer(null)
        break
      case 'complete': {
        const text = complete(this.#display.state)
        if (text !== null) this.#display.show({ event: 'replaced', text })
        break
      }
      case 'connect':
        this.#handlers.connect(intent)
    }
  }

  #submit(): void {
    const { overlay, stage, input, servers, selectedServer } = this.#display.state
    if (overlay?.kind === 'question') {
      this.#display.show({ event: 'overlay', overlay: null })
      this.questions.answer(overlay.question.line.text)
    } else if (overlay?.kind === 'list') {
      const choice = chosenOf(overlay)
      if (choice) this.#perform({ ...choice, do: 'run' })
    } else if (stage.at === 'meeting') {
      this.#display.show({ event: 'submitted' })
      this.#say(input.text)
    } else if (input.text.trim()) {
      const address = reachableAddress(input.text)
      if (address.ok) this.#handlers.connect({ ...address.value, tls: false })
      else this.#handlers.wrongAddress(address.refusal)
    } else if (servers[selectedServer]) {
      this.#handlers.connect(servers[selectedServer])
    }
  }

  #say(text: string): void {
    if (text.trim() === '{quit}') {
      this.#handlers.quit()
    } else if (text.startsWith('/') && !text.startsWith('//')) {
      this.do((context) => runLine(context, text))
    } else {
      this.do(({ meeting, complain }) => {
        if (meeting.state.room) meeting.chat.say(text.replace(/^\/\//, '/'))
        else complain('you are not in a room; choose one on the left, or press n to create one')
      })
    }
  }

  #run(name: string, argument: string): void {
    const command = commands.find((one) => one.name === name)
    if (!command) return
    // A command that changes the screen or asks a question must take effect before the next key.
    const atOnce = command.screenOnly || command.anywhere || (command.needsArgument && !argument)
    const task = (context: CommandContext) => runCommand(context, command, argument)
    if (command.anywhere && !this.#handlers.meeting()) void command.run(this.#context(), argument)
    else if (atOnce) void this.#attempt(task)
    else this.do(task)
  }

  async #attempt(task: (context: CommandContext) => Promise<void> | void): Promise<void> {
    try {
      if (!this.#handlers.meeting()) throw new Error('you are not connected to a server')
      await task(this.#context())
    } catch (error) {
      this.#handlers.tell('error', cleanLine((error as Error).message))
    }
  }

  #context(): CommandContext {
    const handlers = this.#handlers
    return {
      get meeting() {
        const meeting = handlers.meeting()
        if (!meeting) throw new Error('you are not connected to a server')
        return meeting
      },
      commands,
      devices: this.#devices,
      show: (text) => handlers.tell('notice', text),
      complain: (text) => handlers.tell('error', text),
      quit: () => handlers.quit(),
      ask: (question, answer, options) => {
        void this.questions.ask(question, options).then((line) => {
          if (line?.trim()) this.do(() => answer(line))
        })
      },
      screen: this.#controls(),
    }
  }

  #controls(): ScreenControls {
    const display = this.#display
    return {
      get state() {
        return display.state
      },
      get pictures() {
        return display.watchedPictures
      },
      get showsPictures() {
        return display.showsPictures
      },
      show: (event) => display.show(event),
      choose: (title, choices) => display.show({ event: 'overlay', overlay: listOverlay(title, choices) }),
      redraw: () => display.redraw(),
      open: (scene) => this.#handlers.open(scene),
      studio: (recording) => this.#handlers.studio(recording),
      keyOf: (command) => display.bindings.keyOf(command),
    }
  }
}
