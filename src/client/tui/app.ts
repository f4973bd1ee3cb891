import type { Cancel, Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import type { PictureRenderer } from '../../screen/terminal/renderer.ts'
import type { Bindings } from '../../tui/bindings.ts'
import type { Look } from '../../tui/look.ts'
import type { Ask } from '../../tui/questions.ts'
import type { Scene, Surface } from '../../tui/scene.ts'
import { Scenes } from '../../tui/scenes.ts'
import type { TerminalEvent } from '../../tui/terminal/key.ts'
import { SIGN_OF_LIFE } from '../../tui/terminal/terminal.ts'
import type { CommandContext } from '../commands/meeting-command.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import type { DeviceMemory } from '../meeting/device-memory.ts'
import type { Meeting, MeetingObserver } from '../meeting/meeting.ts'
import type { MeetingEvent } from '../meeting/meeting-events.ts'
import type { Destination } from '../meeting/start-meeting.ts'
import { initialState, type MeetingState } from '../meeting/state.ts'
import { Controller } from './controller.ts'
import { sampleOf, voiceModeOf } from './on-sample.ts'
import { Display } from './pictures/display.ts'
import { PictureView } from './pictures/picture-view.ts'
import { entriesOf } from './room-log.ts'
import type { ServerChoice } from './state.ts'

/** ms between two complaints about pictures that cannot be shown. */
const COMPLAINT_PAUSE = 10_000
/** ms between two looks at levels and figures. */
const SAMPLE_INTERVAL = 125

export interface AppOptions {
  readonly clock: Clock
  readonly look: Look
  readonly bindings: Bindings
  /** How pictures are shown; null where the terminal cannot. */
  readonly renderer: PictureRenderer | null
  readonly devices: DeviceMemory
  readonly bell: boolean
  readonly notifications: boolean
  /** Where to go at once; null shows the first screen. */
  readonly destination: Destination | null
  /** Opens a meeting; `ask` may be used for what it lacks. */
  open(destination: Destination, observer: MeetingObserver, ask: Ask): Promise<Meeting>
  /** What to do once there: go into the room that was asked for. */
  arrived(context: CommandContext): Promise<void>
  /** Shows the recordings of this computer above the meeting, or one of them. @throws Error for people */
  studio(below: Pick<Surface, 'open'>, recording: string | null): Promise<void>
  /** Looks for servers; what it finds is told until it is stopped. */
  browse(found: (servers: readonly ServerChoice[]) => void): Cancel
}

/** The full-screen interface of a meeting: it ties terminal, display, controller and meeting together. */
export class App implements Scene {
  readonly #options: AppOptions
  readonly #scenes: Scenes
  readonly #surface: Surface
  readonly #display: Display
  readonly #controller: Controller
  readonly #pictureView: PictureView | null
  /** When something was last said of a picture that could not be shown; ms. */
  #toldOfPicture = -Infinity
  readonly #left: Promise<ExitCode>
  #leave: (code: ExitCode) => void = () => {}
  #meeting: Meeting | null = null
  /** Whether the person looks here; not every terminal tells, and then nothing is known. */
  #looked = false
  #stopBrowsing: Cancel | null = null
  #stopSampling: Cancel = () => {}

  constructor(options: AppOptions) {
    const { clock, bindings, look } = options
    this.#options = options
    this.#left = new Promise((resolve) => {
      this.#leave = resolve
    })
    this.#scenes = new Scenes(clock)
    this.#surface = this.#scenes.open(this)
    this.#display = new Display(this.#surface, clock, bindings, look)
    this.#pictureView = options.renderer && this.#hang(options.renderer)
    this.#controller = new Controller(this.#display, options.devices, {
      meeting: () => this.#meeting,
      connect: (destination) => void this.#connect(destination),
      wrongAddress: (problem) => this.#showStart(problem),
      focused: (on) => {
        this.#looked = on
      },
      tell: (kind, text) => this.#tell({ event: kind, text }),
      quit: () => this.leave(),
      open: (scene) => this.#surface.open(scene),
      studio: (recording) => options.studio(this.#surface, recording),
    })
    void this.#scenes.ended.then(() => this.leave())
  }

  /** Runs until the person leaves. */
  async run(): Promise<ExitCode> {
    try {
      this.#display.show({ event: 'resized', size: this.#surface.size })
      this.#sample()
      const { destination } = this.#options
      if (destination) void this.#connect(destination)
      else this.#showStart(null)
      return await this.#left
    } finally {
      this.#stopSampling()
      this.#stopBrowsing?.()
      this.#pictureView?.close()
      this.#display.close()
      await this.#scenes.close()
    }
  }

  take(event: TerminalEvent): void {
    if (event.event === 'answer' && event.sequence === SIGN_OF_LIFE) this.#pictureView?.answered()
    else this.#controller.take(event)
  }

  draw(): void {
    this.#display.show({ event: 'resized', size: this.#surface.size })
    this.#display.redraw()
  }

  covered(): void {
    this.#display.covered()
    this.#controller.covered()
  }

  drained(): void {
    this.#display.catchUp()
  }

  announce(text: string): void {
    this.#tell({ event: 'notice', text })
  }

  async close(): Promise<void> {
    await this.#meeting?.close()
  }

  /** Leaves in good order. */
  leave(): void {
    this.#leave(exitCodes.ok)
  }

  /** Something that this interface itself has to say. */
  #tell(happened: MeetingEvent): void {
    const state = this.#meeting?.state ?? initialState
    this.#observe(happened, state, state)
  }

  #observe: MeetingObserver = (happened, before, after) => {
    const { clock } = this.#options
    const event = { event: 'meeting', happened, before, after, at: clock.date(), now: clock.now() } as const
    const asked = this.#display.state.consent !== null
    this.#display.show(event, happened.event !== 'speaking')
    if (happened.event === 'said') this.#call(happened, before)
    if (happened.event === 'recording_stopped') this.#tellOfStudio()
    if (!this.#surface.onTop) this.#announce(happened, asked)
    if (happened.event === 'ended') {
      this.#meeting = null
      this.#showStart(happened.reason)
    }
  }

  #tellOfStudio(): void {
    const key = this.#options.bindings.keyOf('studio') ?? '/studio'
    this.#tell({ event: 'notice', text: `${key} lists your recordings and opens them in the studio.` })
  }

  /** What must not be missed is said in what lies over the meeting. @param asked whether a question was open before */
  #announce(happened: MeetingEvent, asked: boolean): void {
    const { consent } = this.#display.state
    if (consent && !asked) {
      this.#surface.announce(
        `${consent.by} asks in the meeting whether you may be recorded; go back to answer.`,
      )
    } else if (happened.event === 'error') this.#surface.announce(happened.text)
    else if (happened.event === 'ended') this.#surface.announce(`The meeting is over: ${happened.reason}`)
  }

  /** Calls a person who is named, by bell and note. */
  #call(said: Extract<MeetingEvent, { event: 'said' }>, before: MeetingState): void {
    const [entry] = entriesOf(said, before, said.at)
    if (!entry?.mention) return
    if (!this.#surface.onTop) this.#surface.announce(`${entry.name}: ${entry.text}`)
    if (this.#options.bell) this.#surface.ring()
    if (this.#options.notifications && !this.#looked) this.#surface.notify(entry.name, entry.text)
  }

  /** Makes room for pictures of others. */
  #hang(renderer: PictureRenderer): PictureView {
    const watching = () => this.#meeting?.watching
    const pictureView: PictureView = new PictureView(this.#options.clock, renderer, {
      want: (from) => watching()?.want(from, pictureView),
      release: (from) => watching()?.release(from, pictureView),
      restart: (from) => watching()?.restart(from),
      ended: (from) => {
        const { watched } = this.#display.state
        const people = watched?.people.filter((id) => id !== from) ?? []
        this.#display.show({ event: 'watching', people })
      },
      drawn: (from) => {
        if (!this.#display.state.watched?.figures[from]) this.#tellFigures()
      },
      failed: (from, reason) => this.#tellOfPicture(from, reason),
      paint: (sequences) => this.#surface.paint(sequences),
      behind: () => this.#surface.behind,
    })
    this.#display.hang(pictureView)
    return pictureView
  }

  /** Says what comes of those who are watched. */
  #tellFigures(): void {
    for (const from of this.#display.state.watched?.people ?? []) {
      const picture = this.#pictureView?.pictureOf(from)
      const rate = this.#meeting?.watching.rateOf(from)
      if (!picture || !rate) continue
      const { width, height } = picture
      this.#display.show({ event: 'pictured', from, figures: { width, height, ...rate } }, false)
    }
  }

  /** Somebody's pictures cannot be shown; said now and then, for many may come. */
  #tellOfPicture(from: number, reason: string): void {
    const now = this.#options.clock.now()
    if (now - this.#toldOfPicture < COMPLAINT_PAUSE) return
    this.#toldOfPicture = now
    const user = this.#meeting?.state.users.find(({ id }) => id === from)
    const text = `A picture of ${cleanLine(user?.name ?? 'somebody')} cannot be shown: ${reason}.`
    this.#tell({ event: 'error', text })
  }

  #showStart(problem: string | null): void {
    this.#display.show({ event: 'stage', stage: { at: 'start', problem } })
    this.#stopBrowsing ??= this.#options.browse((servers) =>
      this.#display.show({ event: 'servers', servers }, false),
    )
  }

  async #connect(destination: Destination): Promise<void> {
    const to = `${destination.host}:${destination.port}`
    this.#display.show({ event: 'stage', stage: { at: 'connecting', to } })
    try {
      this.#meeting = await this.#options.open(destination, this.#observe, this.#controller.questions.ask)
      this.#stopBrowsing?.()
      this.#stopBrowsing = null
      this.#controller.do((context) => this.#options.arrived(context))
    } catch (error) {
      if (!(error instanceof Exit)) throw error
      this.#showStart(error.message)
    }
  }

  #sample(): void {
    this.#stopSampling = this.#options.clock.after(SAMPLE_INTERVAL, () => {
      if (this.#meeting) {
        const now = this.#options.clock.now()
        const sample = sampleOf(this.#meeting)
        const mode = voiceModeOf(this.#meeting)
        const sharing = this.#meeting.sharing.status
        const { fetching } = this.#meeting.tracks
        this.#tellFigures()
        this.#display.show({ event: 'sampled', sample, mode, sharing, fetching, now }, false)
      }
      this.#sample()
    })
  }
}
