import { type AudioFormat, DEFAULT_RATE } from '../../audio/format.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Label, LabelFields } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { pushEvent } from '../../protocol/meeting/push-event.ts'
import type { Codec, ShareKind, User } from '../../protocol/shapes.ts'
import { PageSharing } from '../pictures/page-sharing.ts'
import { PageWatching } from '../pictures/page-watching.ts'
import { keepName, keepPreferences, keepSession, keptSession } from '../session/kept.ts'
import { isEncrypted, type KeyStore } from '../session/page-key.ts'
import { type Credentials, type IfHere, PageSession, type SessionHandlers } from '../session/page-session.ts'
import { CallSound, contextAt } from '../sound/call-sound.ts'
import { supportedCodecs } from '../sound/voice-codec.ts'
import type { Preferences, Problem } from '../state/page-state.ts'
import { Refused, type ServerSocket } from '../wire/server-socket.ts'
import { register, withPassword } from './page-account.ts'
import { PageDevices } from './page-devices.ts'
import { PageDownloads } from './page-downloads.ts'
import { PageModeration } from './page-moderation.ts'
import { PageRecording } from './page-recording.ts'
import { PageRooms } from './page-rooms.ts'
import type { Store } from './store.ts'

export interface PageOptions {
  readonly url: string
  readonly clock: Clock
  readonly limits: Limits
  readonly store: Store
  readonly keys: KeyStore
}

/** ms between two samples of levels and losses. */
const SAMPLE_EVERY = 250

/**
 * A person's part in a meeting on this page: connection, sound and state, without its appearance. What the user does are
 * methods; what happens changes the store. The counterpart of `Meeting` in the terminal client.
 */
export class Page {
  readonly store: Store
  readonly rooms: PageRooms
  readonly moderation: PageModeration
  readonly recording: PageRecording
  readonly downloads: PageDownloads
  /** What keeps devices logged in to the user's account. */
  readonly devices: PageDevices
  /** The shares of others. */
  readonly watching: PageWatching
  /** The user's own share. */
  readonly sharing: PageSharing
  readonly #options: PageOptions
  #session: PageSession | null = null
  /** With what the user tried to enter last. */
  #tried: Credentials | null = null
  #sound: CallSound | null = null

  constructor(options: PageOptions) {
    this.#options = options
    this.store = options.store
    const socket = () => this.#socket
    const tell = (event: MeetingEvent) => this.#tell(event)
    this.rooms = new PageRooms({ clock: options.clock, socket, store: this.store, tell })
    this.moderation = new PageModeration(socket, tell)
    this.recording = new PageRecording(socket, tell, this.store)
    const { clock, store, limits } = options
    this.downloads = PageDownloads.inBrowser(socket, limits.recordingPiece)
    this.devices = new PageDevices({ socket, store: this.store, keys: options.keys })
    this.watching = new PageWatching(clock, { link: () => this.#inRoom, drawn: () => {} })
    this.sharing = new PageSharing(clock, {
      link: () => this.#inRoom,
      self: () => store.state.meeting.self.id,
      changed: (share) => store.dispatch({ type: 'share', share }),
      refused: (reason) => store.dispatch({ type: 'share refused', reason }),
    })
    setInterval(() => this.#sample(), SAMPLE_EVERY)
  }

  /**
   * Enters as a guest, or after proving a name. Call it in the handler of a click.
   * @param newPassword registers the name with it; null: does not
   */
  async enter(credentials: Credentials, newPassword: string | null = null): Promise<void> {
    const context = this.#createContext()
    const session = await this.#open(credentials, null)
    const problem = session && newPassword !== null ? await register(session.socket, newPassword) : null
    if (!session || problem) {
      void context?.close()
      session?.close()
      if (problem) this.#refuse(problem)
      return
    }
    const { name } = session.hello
    if (newPassword !== null) session.proveBy(withPassword(name, newPassword, null).prove)
    const account = newPassword === null && !credentials.prove ? null : (credentials.name ?? name)
    if (account !== null) this.store.dispatch({ type: 'account', name })
    keepName(name)
    await this.#begin(session, context)
    if (account !== null && account !== this.store.state.keptLogin) await this.#stay(account)
  }

  /** Enters as the account that this browser is logged in to. Call it in the handler of a click. */
  async continueLogin(serverPassword: string | null): Promise<void> {
    const credentials = this.devices.credentials(serverPassword)
    if (credentials) await this.enter(credentials)
  }

  /** Enters as tried before, with the answer to what happens elsewhere. Call it in the handler of a click. */
  async enterAgain(ifHere: IfHere): Promise<void> {
    const credentials = this.#tried?.again?.(ifHere)
    if (credentials) await this.enter(credentials)
  }

  /** Returns to the session that this tab had before it was reloaded, if the server still holds it. */
  async comeBack(): Promise<void> {
    await this.devices.load()
    const kept = keptSession()
    if (!kept) return
    const prove = kept.account === null ? null : (this.devices.credentials(null)?.prove ?? null)
    const credentials = { name: kept.name, serverPassword: null, prove }
    const session = await this.#open(credentials, kept.token)
    if (!session) return
    if (session.hello.resumed !== true) {
      // The session is over. Entering again as somebody else would surprise the others.
      session.close()
      this.#leave(null)
      return
    }
    if (kept.account !== null) this.store.dispatch({ type: 'account', name: kept.account })
    await this.#begin(session, this.#createContext())
    if (session.hello.room !== undefined) await this.rooms.rejoinResumed(session.hello.room)
  }

  /** Leaves the server; somebody who is logged in is logged out on this browser for good. */
  async leaveServer(): Promise<void> {
    if (this.store.state.account !== null && !this.#session?.isLost) await this.devices.logOut()
    this.#session?.close()
    this.#leave(null)
  }

  say(text: string, to?: number): void {
    this.#socket.tell('say', { text, ...(to === undefined ? {} : { to }) })
  }

  async setMuted(on: boolean): Promise<void> {
    // Muting takes effect in this browser; the server only shows it to others.
    if (this.#sound) this.#sound.muted = on
    this.#tell({ event: 'muted', on })
    if (!this.#session?.isLost) await this.#socket.request('mute', { muted: on })
  }

  /** The user, as everyone in the room sees them; undefined outside a room. */
  get ownUser(): User | undefined {
    const { users, self } = this.store.state.meeting
    return users.find(({ id }) => id === self.id)
  }

  /** Whether the user may moderate the room. */
  get mayModerate(): boolean {
    const { ownUser } = this
    return ownUser?.host === true || ownUser?.operator === true
  }

  /** Shares a screen or the camera, or stops. Call it in the handler of a click or key. */
  toggleShare(kind: ShareKind): Promise<void> {
    const { share, preferences } = this.store.state
    return share?.kind === kind ? this.sharing.stop() : this.sharing.start(kind, preferences.camera)
  }

  /** Raises or lowers the user's hand. */
  async raiseHand(raised: boolean): Promise<void> {
    if (!this.#session?.isLost) await this.#socket.request('hand', { raised })
  }

  async setDeafened(on: boolean): Promise<void> {
    this.#tell({ event: 'deafened', on })
    if (!this.#session?.isLost) await this.#socket.request('deafen', { deafened: on })
  }

  /** Sets how loud the user hears somebody. @param gainDb dB, -60 (off) to 12 */
  async setVolume(user: number, gainDb: number): Promise<void> {
    const { gain_db } = await this.#socket.request('volume', { user, gain_db: gainDb })
    this.#tell({ event: 'volume', user, gain_db })
  }

  /** Whether the push-to-talk key is down. */
  talk(on: boolean): void {
    if (this.#sound) this.#sound.talking = on
  }

  /** Opens the microphone again, and continues sound that the browser paused. Call it in the handler of a click. */
  async retrySound(): Promise<void> {
    await this.#sound?.resume()
    await this.#sound?.use(this.store.state.preferences)
  }

  /** Continues sound that the browser paused, if it lets the page. */
  resumeSound(): void {
    const { speaker } = this.store.state
    if (speaker === 'blocked' || speaker === 'interrupted') void this.#sound?.resume()
  }

  /** The devices of the machine changed. */
  devicesChanged(): void {
    this.#sound?.devicesChanged()
  }

  playTestTone(): void {
    this.#sound?.playTestTone()
  }

  /** Level of the microphone in dBFS, and peak of what was played, 0 to 1. */
  get levels(): CallSound['levels'] | null {
    return this.#sound?.levels ?? null
  }

  prefer(change: Partial<Preferences>): void {
    const preferences = { ...this.store.state.preferences, ...change }
    this.store.dispatch({ type: 'preferences', preferences })
    keepPreferences(preferences)
    void this.#sound?.use(preferences)
  }

  retryNow(): void {
    this.#session?.retryNow()
  }

  get #socket(): ServerSocket {
    if (!this.#session) throw new Error('Not connected')
    return this.#session.socket
  }

  /** The connection while the user is in a room; null otherwise, and while it is lost. */
  get #inRoom(): ServerSocket | null {
    const { room } = this.store.state.meeting
    return this.#session && room !== null && !this.#session.isLost ? this.#session.socket : null
  }

  /** Browsers play sound only from a context that a click created or resumed. */
  #createContext(): AudioContext | null {
    return contextAt(DEFAULT_RATE, null)
  }

  async #stay(account: string): Promise<void> {
    const prove = await this.devices.stay(account)
    if (prove) this.#session?.proveBy(prove)
  }

  async #open(credentials: Credentials, token: string | null): Promise<PageSession | null> {
    this.#tried = credentials
    this.store.dispatch({ type: 'entering' })
    try {
      const { url, clock, limits } = this.#options
      const opened = await PageSession.open(
        credentials,
        token,
        { url, clock, limits, codecs: supportedCodecs },
        this.#handlers(),
      )
      if (!('problem' in opened)) return opened
      this.#refuse(opened.problem)
    } catch (error) {
      this.#refuse(error instanceof Refused ? { sentence: error.message } : 'unreachable')
    }
    return null
  }

  #refuse(problem: Problem): void {
    keepSession(null)
    if (problem === 'key removed') void this.devices.forget()
    this.store.dispatch({ type: 'refused', problem })
  }

  async #begin(session: PageSession, context: AudioContext | null): Promise<void> {
    this.#session = session
    const { user, name, sample_rate, frame_ms } = session.hello
    const { hostname, port } = location
    this.#tell({
      event: 'connected',
      host: hostname,
      port: Number(port),
      encrypted: isEncrypted(),
      // A page cannot see the server's key.
      key: null,
      rate: sample_rate,
      self: { id: user, name },
    })
    this.#keep()
    await this.rooms.list()
    await this.#openSound(context, { rate: sample_rate, frameMs: frame_ms }, session.hello.codecs)
  }

  async #openSound(made: AudioContext | null, format: AudioFormat, codecs: readonly Codec[]): Promise<void> {
    const context = contextAt(format.rate, made)
    if (!context) {
      for (const kind of ['microphone', 'speaker'] as const) {
        this.store.dispatch({ type: 'device', kind, status: 'insecure' })
      }
      return
    }
    const sound = new CallSound(context, format, {
      send: (payload, codec) => {
        if (this.store.state.meeting.room) this.#socket.sendVoice(payload, codec, format.frameMs)
      },
      device: (kind, status) => {
        this.store.dispatch({ type: 'device', kind, status })
        // Another microphone might be one that the user does not want to be heard through.
        if (kind === 'microphone' && status === 'replaced') void this.setMuted(true)
      },
    })
    this.#sound = sound
    sound.muted = this.store.state.meeting.muted
    await sound.open(codecs[0] ?? 'pcm')
    await sound.use(this.store.state.preferences)
  }

  #handlers(): SessionHandlers {
    return {
      push: (message) => this.#take(message),
      voice: (payload, codec) => this.#sound?.receive(payload, codec),
      picture: (fields, payload) => this.watching.picture(fields, payload),
      roomForPictures: () => this.sharing.roomForPictures(),
      lost: () => {
        this.watching.forgetSharers()
        this.sharing.pause()
        this.rooms.lost()
        this.#tell({ event: 'lost', reason: '' })
      },
      waiting: (retryAt, attempt) => this.#tell({ event: 'waiting', retry_at: retryAt, attempt }),
      trying: () => this.#tell({ event: 'trying', attempt: 0 }),
      returned: (hello) => this.#return(hello),
      ended: (problem) => this.#leave(problem),
    }
  }

  #take(message: Label): void {
    this.watching.take(message)
    this.sharing.take(message)
    if (message.label === 'recorded') this.downloads.keep(message)
    const event = pushEvent(message, this.store.state.meeting.users)
    if (event?.event === 'ended') this.#session?.lose()
    else if (event) {
      this.#tell(event)
      if (event.event === 'removed' && event.user === this.store.state.meeting.self.id) this.rooms.forget()
    }
  }

  async #return(hello: LabelFields<'hello'>): Promise<void> {
    const { muted, deafened } = this.store.state.meeting
    const resumed = hello.resumed === true
    const self = { id: hello.user, name: hello.name }
    this.#tell({ event: 'reconnected', resumed, encrypted: isEncrypted(), key: null, self })
    this.#keep()
    await this.#socket.request('mute', { muted })
    await this.#socket.request('deafen', { deafened })
    if (!resumed) await this.rooms.comeBack()
    await this.sharing.resume()
    await this.rooms.list()
    this.watching.settle()
  }

  #leave(problem: Problem | null): void {
    keepSession(null)
    if (problem === 'key removed') void this.devices.forget()
    this.#session?.close()
    this.#session = null
    this.#sound?.close()
    this.#sound = null
    this.rooms.forget()
    this.store.dispatch({ type: 'outside', problem })
  }

  #tell(happened: MeetingEvent): void {
    if (happened.event === 'left' || happened.event === 'joined') {
      this.watching.leave()
      void this.sharing.ended()
    }
    this.store.dispatch({ type: 'meeting', happened, at: Date.now() })
    if (happened.event === 'joined' || happened.event === 'left') this.#keep()
  }

  #keep(): void {
    const { meeting, account } = this.store.state
    const token = this.#session?.token
    if (token) keepSession({ token, name: meeting.self.name, room: meeting.room, account })
  }

  #sample(): void {
    if (!this.#session) return
    const { roundTrip, droppedVoice } = this.#session.socket
    const { underruns = 0, dropped = 0 } = this.#sound?.stats ?? {}
    this.store.dispatch({
      type: 'sample',
      sending: this.#sound?.sending ?? false,
      roundTrip,
      dropped: droppedVoice + underruns + dropped,
      now: this.#options.clock.now(),
    })
  }
}
