import { DEFAULT_RATE } from '../../audio/format.ts'
import type { Clock } from '../../lib/clock.ts'
import { ok } from '../../lib/result.ts'
import type { Label, LabelFields } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { MeetingHistory } from '../../protocol/meeting/meeting-history.ts'
import { PendingChat } from '../../protocol/meeting/pending-chat.ts'
import { pushEvent } from '../../protocol/meeting/push-event.ts'
import type { ShareKind, User } from '../../protocol/shapes.ts'
import { NoReply } from '../../protocol/wire/pending-requests.ts'
import { PageSharing } from '../pictures/page-sharing.ts'
import { PageWatching } from '../pictures/page-watching.ts'
import { keepName, keepSession, keptSession } from '../session/kept.ts'
import { isEncrypted, type KeyStore } from '../session/page-key.ts'
import { type Credentials, type IfHere, PageSession, type SessionHandlers } from '../session/page-session.ts'
import { contextAt } from '../sound/call-sound.ts'
import { supportedCodecs } from '../sound/voice-codec.ts'
import type { Problem } from '../state/page-state.ts'
import { ConnectionLost, Refused, type ServerSocket } from '../wire/server-socket.ts'
import { register, withPassword } from './page-account.ts'
import { PageCalls } from './page-calls.ts'
import { PageDevices } from './page-devices.ts'
import { PageDownloads } from './page-downloads.ts'
import { PageModeration } from './page-moderation.ts'
import { PageRecording } from './page-recording.ts'
import { PageRooms } from './page-rooms.ts'
import { PageSelf } from './page-self.ts'
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
  readonly self: PageSelf
  readonly rooms: PageRooms
  readonly moderation: PageModeration
  readonly recording: PageRecording
  readonly downloads: PageDownloads
  readonly calls: PageCalls
  /** What the user says. */
  readonly chat: PendingChat
  /** What was said before they came. */
  readonly history: MeetingHistory
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

  constructor(options: PageOptions) {
    this.#options = options
    this.store = options.store
    const socket = () => this.#socket
    const tell = (event: MeetingEvent) => this.#tell(event)
    const link = () => (this.#session && !this.#session.isLost ? this.#session.socket : null)
    this.self = new PageSelf({ store: this.store, socket, link, tell })
    this.rooms = new PageRooms({ clock: options.clock, socket, store: this.store, tell })
    this.moderation = new PageModeration(socket, tell)
    this.recording = new PageRecording(socket, tell, this.store)
    const { clock, store, limits } = options
    this.downloads = PageDownloads.inBrowser(socket, limits.recordingPiece)
    this.devices = new PageDevices({ socket, store: this.store, keys: options.keys })
    this.watching = new PageWatching(clock, { link: () => this.#inRoom })
    this.sharing = new PageSharing(clock, {
      link: () => this.#inRoom,
      self: () => store.state.meeting.self.id,
      changed: (share) => store.dispatch({ type: 'share', share }),
      refused: (reason) => store.dispatch({ type: 'share refused', reason }),
    })
    this.calls = new PageCalls({
      ...{ clock, store, self: this.self, link, tell },
      leavesRoom: () => this.rooms.forget(),
      ring: (ring) => this.self.ring(ring),
      showCamera: async () => ok(await this.sharing.start('camera', store.state.preferences.camera)),
    })
    const said = { link, tell, state: () => store.state.meeting }
    this.chat = new PendingChat({ ...said, clock, limits })
    this.history = new MeetingHistory(said)
    setInterval(() => this.#sample(), SAMPLE_EVERY)
  }

  /**
   * Enters as a guest, or after proving a name. Call it in the handler of a click.
   * @param newPassword registers the name with it; null: does not
   */
  async enter(credentials: Credentials, newPassword: string | null = null): Promise<void> {
    const context = contextAt(DEFAULT_RATE, null)
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
    await this.#begin(session, contextAt(DEFAULT_RATE, null))
    if (session.hello.room !== undefined) await this.rooms.rejoinResumed(session.hello.room)
  }

  /** Leaves the server; somebody who is logged in is logged out on this browser for good. */
  async leaveServer(): Promise<void> {
    if (this.store.state.account !== null && !this.#session?.isLost) await this.devices.logOut()
    this.#session?.close()
    this.#leave(null)
  }

  /** Tells the user why something could not be done. @returns false if the error is none of the server's or network's */
  explain(error: unknown): boolean {
    if (error instanceof Refused || error instanceof NoReply) this.#tell({ event: 'error', text: error.message })
    // The connection's own banner tells that it was lost.
    else if (!(error instanceof ConnectionLost)) return false
    return true
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
    await this.calls.follow()
    await this.self.open(context, { rate: sample_rate, frameMs: frame_ms }, session.hello.codecs)
  }

  #handlers(): SessionHandlers {
    return {
      push: (message) => this.#take(message),
      voice: (payload, codec) => this.self.receive(payload, codec),
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
    if (this.chat.take(message)) return
    this.watching.take(message)
    this.sharing.take(message)
    if (message.label === 'recorded') this.downloads.keep(message)
    const event = pushEvent(message, this.store.state.meeting.users, Date.now())
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
    await this.rooms.returned(resumed, hello.room)
    if (!resumed) await this.calls.restore()
    await this.sharing.resume()
    await this.rooms.list()
    this.watching.settle()
  }

  #leave(problem: Problem | null): void {
    keepSession(null)
    if (problem === 'key removed') void this.devices.forget()
    this.#session?.close()
    this.#session = null
    this.self.close()
    this.rooms.forget()
    this.store.dispatch({ type: 'outside', problem })
  }

  #tell(happened: MeetingEvent): void {
    const before = this.store.state.meeting.room
    this.store.dispatch({ type: 'meeting', happened, at: Date.now() })
    if (happened.event === 'joined' || this.store.state.meeting.room !== before) {
      this.watching.leave()
      void this.sharing.ended()
    }
    this.chat.observe(happened)
    this.history.observe(happened)
    void this.calls.adapt(happened)
    if (happened.event === 'joined' || happened.event === 'left') this.#keep()
  }

  #keep(): void {
    const { meeting, account } = this.store.state
    const token = this.#session?.token
    if (token) keepSession({ token, name: meeting.self.name, room: meeting.room, account })
  }

  #sample(): void {
    if (!this.#session) return
    this.calls.checkIdle()
    const { roundTrip, droppedVoice } = this.#session.socket
    const { underruns = 0, dropped = 0, sending = false } = this.self.stats ?? {}
    this.store.dispatch({
      type: 'sample',
      sending,
      roundTrip,
      dropped: droppedVoice + underruns + dropped,
      now: this.#options.clock.now(),
    })
  }
}
