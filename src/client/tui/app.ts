import type { Cancel, Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { AutoAway } from '../../protocol/meeting/auto-away.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { initialState, type MeetingState } from '../../protocol/meeting/state.ts'
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
import type { Destination } from '../meeting/start-meeting.ts'
import { Controller } from './controller.ts'
import { sampleOf, voiceModeOf } from './on-sample.ts'
import { Display } from './pictures/display.ts'
import { PictureView } from './pictures/picture-view.ts'
import { windowTitle } from './present/call-view.ts'
import { entriesOf } from './room-log.ts'
import type { ServerChoice } from './state.ts'

/** Least ms between two errors about pictures that cannot be shown. */
const COMPLAINT_PAUSE = 10_000
/** ms between two samples of levels and figures. */
const SAMPLE_INTERVAL = 125

export interface AppOptions {
  readonly clock: Clock
  readonly look: Look
  readonly bindings: Bindings
  /** Draws shared pictures; null if the terminal does not support them. */
  readonly renderer: PictureRenderer | null
  readonly devices: DeviceMemory
  readonly bell: boolean
  readonly notifications: boolean
  /** Minutes without input after which the user is shown as away; 0: never. */
  readonly awayAfter: number
  /** Server to connect to at once; null shows the start screen. */
  readonly destination: Destination | null
  /** Opens a meeting; `ask` asks the user for missing input. @throws Exit */
  open(destination: Destination, observer: MeetingObserver, ask: Ask): Promise<Meeting>
  /** Runs after connecting, to join the room of the options. */
  arrived(context: CommandContext): Promise<void>
  /** Opens the list of recordings, or one recording, above the meeting. @throws Error with a message for the user */
  studio(below: Pick<Surface, 'open'>, recording: string | null): Promise<void>
  /** Searches for servers and reports each change until stopped. */
  browse(found: (servers: readonly ServerChoice[]) => void): Cancel
}

/** The full-screen interface of a meeting: connects terminal, display, controller and meeting. */
export class App implements Scene {
  readonly #options: AppOptions
  readonly #scenes: Scenes
  readonly #surface: Surface
  readonly #display: Display
  readonly #controller: Controller
  readonly #pictureView: PictureView | null
  /** When an error about a picture was last shown, ms of the clock. */
  #toldOfPicture = -Infinity
  readonly #away: AutoAway
  readonly #left: Promise<ExitCode>
  #leave: (code: ExitCode) => void = () => {}
  #meeting: Meeting | null = null
  /** Whether the terminal has the focus; stays false if the terminal does not report it. */
  #looked = false
  #stopBrowsing: Cancel | null = null
  #stopSampling: Cancel = () => {}

  constructor(options: AppOptions) {
    const { clock, bindings, look } = options
    this.#options = options
    this.#left = new Promise((resolve) => {
      this.#leave = resolve
    })
    this.#away = new AutoAway(options.awayAfter, clock.now(), (presence) => {
      // Not connected, nobody sees it.
      this.#meeting?.calls.setPresence(presence).catch(() => {})
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

  /** Runs until the user leaves. */
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
    if (event.event !== 'answer') this.#away.active(this.#options.clock.now())
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

  /** Leaves the meeting normally. */
  leave(): void {
    this.#leave(exitCodes.ok)
  }

  /** Emits an event of the interface itself. */
  #tell(happened: MeetingEvent): void {
    const state = this.#meeting?.state ?? initialState
    this.#observe(happened, state, state)
  }

  #observe: MeetingObserver = (happened, before, after) => {
    const { clock } = this.#options
    const event = { event: 'meeting', happened, before, after, at: clock.date(), now: clock.now() } as const
    const asked = this.#display.state.consent !== null
    this.#display.show(event, happened.event !== 'speaking')
    if (happened.event === 'said') this.#alert(happened, before)
    if (before.calls !== after.calls) this.#ring(happened, after)
    if (happened.event === 'screen_started' && after.calls.current) this.#watchCamera(happened)
    if (happened.event === 'recording_stopped') this.#tellOfStudio()
    if (!this.#surface.onTop) this.#announce(happened, asked)
    if (happened.event === 'ended') {
      this.#meeting = null
      this.#showStart(happened.reason)
    }
  }

  /** Alerts the user to a call by bell, title and notification; in a room of others, quietly. */
  #ring(happened: MeetingEvent, { room }: MeetingState): void {
    this.#surface.title(windowTitle(this.#display.state))
    if (happened.event !== 'call_ringing') return
    const name = cleanLine(happened.from.name)
    if (!this.#surface.onTop) this.#surface.announce(`${name} is calling; return to the meeting to answer.`)
    if (this.#options.bell && room === null) this.#surface.ring()
    if (this.#options.notifications && !this.#looked) this.#surface.notify(name, 'is calling')
  }

  /** Shows the camera of the other in a call, and the user's own beside it. */
  #watchCamera({ from, kind }: Extract<MeetingEvent, { event: 'screen_started' }>): void {
    if (kind !== 'camera' || !this.#display.showsPictures) return
    const { watched, meeting } = this.#display.state
    const others = (watched?.people ?? []).filter((id) => id !== from.id && id !== meeting.self.id)
    const shows = meeting.shares.some((one) => one.from.id === meeting.self.id && one.kind === 'camera')
    const own = shows ? [meeting.self.id] : []
    const all = from.id === meeting.self.id ? others : [...others, from.id]
    this.#display.show({ event: 'watching', people: [...all, ...own] })
  }

  #tellOfStudio(): void {
    const key = this.#options.bindings.keyOf('studio') ?? '/studio'
    this.#tell({ event: 'notice', text: `Press ${key} to open your recordings in the studio.` })
  }

  /** Shows important events in the scene above the meeting. @param asked whether a consent question was already open */
  #announce(happened: MeetingEvent, asked: boolean): void {
    const { consent } = this.#display.state
    if (consent && !asked) {
      this.#surface.announce(`${consent.by} wants the server to record you; return to the meeting to answer.`)
    } else if (happened.event === 'recording' && !happened.on && happened.reason !== undefined) {
      this.#surface.announce(`The server stopped recording. ${cleanLine(happened.reason)}`)
    } else if (happened.event === 'error') this.#surface.announce(happened.text)
    else if (happened.event === 'ended') this.#surface.announce(`The meeting has ended: ${happened.reason}`)
  }

  /** Alerts the user to a mention or private message by bell and notification. */
  #alert(said: Extract<MeetingEvent, { event: 'said' }>, before: MeetingState): void {
    const [entry] = entriesOf(said, before, said.at)
    if (!entry?.mention) return
    if (!this.#surface.onTop) this.#surface.announce(`${entry.name}: ${entry.text}`)
    if (this.#options.bell) this.#surface.ring()
    if (this.#options.notifications && !this.#looked) this.#surface.notify(entry.name, entry.text)
  }

  /** Creates the view for shared pictures. */
  #hang(renderer: PictureRenderer): PictureView {
    const watching = () => this.#meeting?.pictures.watching
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

  /** Updates size and rate of the watched pictures. */
  #tellFigures(): void {
    for (const from of this.#display.state.watched?.people ?? []) {
      const picture = this.#pictureView?.pictureOf(from)
      const rate = this.#meeting?.pictures.watching.rateOf(from)
      if (!picture || !rate) continue
      const { width, height } = picture
      this.#display.show({ event: 'pictured', from, figures: { width, height, ...rate } }, false)
    }
  }

  /** Reports that a person's pictures cannot be shown, at most every 10 s. */
  #tellOfPicture(from: number, reason: string): void {
    const now = this.#options.clock.now()
    if (now - this.#toldOfPicture < COMPLAINT_PAUSE) return
    this.#toldOfPicture = now
    const user = this.#meeting?.state.users.find(({ id }) => id === from)
    const text = `Cannot show a picture from ${cleanLine(user?.name ?? 'somebody')}: ${reason}.`
    this.#tell({ event: 'error', text })
  }

  #showStart(problem: string | null): void {
    this.#display.show({ event: 'stage', stage: { at: 'start', problem } })
    this.#stopBrowsing ??= this.#options.browse((servers) => this.#display.show({ event: 'servers', servers }, false))
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
        const sharing = this.#meeting.pictures.sharing.status
        const { fetching } = this.#meeting.tracks
        const { calls, presence } = this.#meeting.state
        this.#away.poll(now, presence.presence, calls.current !== null || sample.sending)
        this.#tellFigures()
        this.#display.show({ event: 'sampled', sample, mode, sharing, fetching, now }, false)
      }
      this.#sample()
    })
  }
}
