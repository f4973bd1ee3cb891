import type { AudioFormat } from '../audio/format.ts'
import type { Label } from '../protocol/labels.ts'
import { Keyring } from './account/keyring.ts'
import { MeetingAccount } from './account/meeting-account.ts'
import { type Arrival, type ArrivalOptions, arrive, NameRefused, whyRefused } from './arrive.ts'
import { BrowserView } from './browser-view.ts'
import type { MeetingEvent } from './events.ts'
import { Exit, exitCodes } from './exit-codes.ts'
import { MeetingModeration } from './meeting-moderation.ts'
import { MeetingRecording } from './meeting-recording.ts'
import { MeetingRooms } from './meeting-rooms.ts'
import { removalSentence } from './narrate-removal.ts'
import { pushEvent } from './push-event.ts'
import { Reconnection } from './reconnection.ts'
import type { RecordingPlace } from './recorder.ts'
import { MeetingTracks } from './recordings/meeting-tracks.ts'
import type { RecordingKeys } from './recordings/recording-keys.ts'
import type { LinkHandlers, ServerLink } from './server-link.ts'
import { formatOf } from './server-voice.ts'
import { Sharing, type SharingOptions } from './sharing/sharing.ts'
import { Sound, type VoiceOptions } from './sound.ts'
import { initialState, type MeetingState, type Removal, reduce } from './state.ts'
import { ownSurroundings } from './viewer/browser.ts'
import { Watching } from './watching.ts'

export interface MeetingOptions extends ArrivalOptions {
  microphone: string | undefined
  speaker: string | undefined
  voice: VoiceOptions
  /** Folder of the recordings that are given no name. */
  recordFolder: string
  sharing: SharingOptions
  /** Bits a second of one's own voice as Opus. */
  bitrate: number
  /** Whether a connection that is lost is made again. */
  reconnect: boolean
  /** What lets one have recordings of the server, later too. */
  recordings: RecordingKeys
}

/** Is told of an event, and of the state before and after it. */
export type MeetingObserver = (event: MeetingEvent, before: MeetingState, after: MeetingState) => void

/**
 * One person's part in a meeting: the connection, the sound and the recording, without any interface. What
 * happens is told as events; what a person does are the methods. A connection that is lost is made again, and the
 * meeting goes on.
 */
export class Meeting {
  /** Devices, levels, and how one's own voice is treated and sent. */
  readonly sound: Sound
  readonly rooms: MeetingRooms
  readonly recording: MeetingRecording
  readonly moderation: MeetingModeration
  readonly account: MeetingAccount
  /** What others share, as far as one watches it. */
  readonly watching: Watching
  /** The same in the browser. */
  readonly browser: BrowserView
  /** The screen or camera that one shows. */
  readonly sharing: Sharing
  /** What the server records. */
  readonly tracks: MeetingTracks
  readonly #options: MeetingOptions
  readonly #observer: MeetingObserver
  readonly #format: AudioFormat
  #link: ServerLink
  /** Resumes the session on another connection; null where the server gave none. */
  #token: string | null
  #reconnection: Reconnection | null = null
  #state = initialState
  #stopping: Promise<void> | null = null

  private constructor({ link, hello }: Arrival, options: MeetingOptions, observer: MeetingObserver) {
    const { clock, microphone, speaker, voice, bitrate } = options
    this.#link = link
    this.#options = options
    this.#observer = observer
    this.#format = formatOf(hello)
    const opusBitrate = hello.codecs.includes('opus') ? bitrate : null
    this.#token = hello.resume ?? null
    this.sound = new Sound(
      { format: this.#format, clock, microphone, speaker, voice, opusBitrate },
      {
        voice: (payload, codec) => {
          if (this.#state.room) this.#link.sendVoice(payload, codec)
        },
        device: (kind, fine, message) => this.#tell({ event: 'device', kind, fine, message }),
        ended: (name) => this.#tell({ event: 'notice', text: `${name} has ended; you are silent now.` }),
        processing: (text) => this.#tell({ event: 'notice', text }),
      },
    )
    this.rooms = new MeetingRooms({
      link: () => this.#link,
      tell: (event) => this.#tell(event),
      leaving: () => this.#leaving(),
    })
    this.account = new MeetingAccount(
      () => this.#link,
      options.account?.keyring ?? new Keyring(clock),
      (event) => this.#tell(event),
    )
    this.moderation = new MeetingModeration(
      () => this.#link,
      (event) => this.#tell(event),
    )
    this.recording = new MeetingRecording(this.sound, this.#format, {
      tell: (event) => this.#tell(event),
      announce: (on) => {
        if (on) this.#link.tell('record_start', {})
        else this.#link.tell('record_end', { tracks: false })
      },
    })
    this.tracks = new MeetingTracks({
      clock,
      link: () => this.#link,
      keys: options.recordings,
      folder: options.recordFolder,
      tell: (event) => this.#tell(event),
    })
    this.watching = new Watching(clock, {
      link: () => (this.#state.room && !this.#reconnection ? this.#link : null),
    })
    this.browser = new BrowserView({ clock, feed: this.watching, surroundings: ownSurroundings() })
    this.sharing = new Sharing(options.sharing, clock, {
      link: () => (this.#state.room && !this.#reconnection ? this.#link : null),
      self: () => this.#state.self.id,
      tell: (event) => this.#tell(event),
    })
  }

  /**
   * Connects, says hello and opens the devices. The devices may take a moment more, and are not waited for.
   * @throws as `arrive` does.
   */
  static async open(options: MeetingOptions, observer: MeetingObserver): Promise<Meeting> {
    let meeting: Meeting | null = null
    const arrival = await arrive(
      options,
      null,
      Meeting.#handlers(() => meeting),
    )
    meeting = new Meeting(arrival, options, observer)
    const { host, port } = options
    const { encrypted, notices } = arrival.link
    const { user, name, sample_rate } = arrival.hello
    meeting.#tell({ event: 'connected', host, port, encrypted, rate: sample_rate, self: { id: user, name } })
    for (const text of notices) meeting.#tell({ event: 'notice', text })
    void meeting.sound.open()
    return meeting
  }

  /** What comes over a connection goes to the meeting, once there is one. */
  static #handlers(find: () => Meeting | null): LinkHandlers {
    const meeting = (then: (meeting: Meeting) => void) => {
      const found = find()
      if (found) then(found)
    }
    return {
      push: (message) => meeting((one) => one.#take(message)),
      voice: (payload, codec) => meeting((one) => one.sound.receive(payload, codec)),
      picture: (fields, payload) => meeting((one) => one.watching.picture(fields, payload)),
      roomForPictures: () => meeting((one) => one.sharing.roomForPictures()),
      lost: (reason) => meeting((one) => one.#lose(reason)),
    }
  }

  get state(): MeetingState {
    return this.#state
  }

  /** How the connection does. `roundTrip` is in ms, null while unknown. */
  get quality(): { roundTrip: number | null; droppedVoice: number } {
    return { roundTrip: this.#link.roundTrip, droppedVoice: this.#link.droppedVoice }
  }

  /** Where recordings and pictures go that are given no name. */
  get recordingPlace(): RecordingPlace {
    return { folder: this.#options.recordFolder, room: this.#state.room ?? '' }
  }

  /** Where the connection is lost, tries at once to make it again. */
  retryNow(): void {
    this.#reconnection?.retryNow()
  }

  /**
   * Writes to the room, or to one person in it alone.
   * @throws Exit `connectionLost`
   */
  say(text: string, to?: number): void {
    if (this.#state.link.status !== 'connected') {
      throw new Exit(exitCodes.connectionLost, 'You are not connected; this was not sent')
    }
    this.#link.tell('say', { text, ...(to === undefined ? {} : { to }) })
  }

  /** How loud one hears somebody. @param gainDb dB, -60 (off) to 12. */
  async setVolume(user: number, gainDb: number): Promise<void> {
    const { gain_db } = await this.#link.request('volume', { user, gain_db: gainDb })
    if (this.#state.volumes[user] !== gain_db) this.#tell({ event: 'volume', user, gain_db })
  }

  /** Takes another name. @returns what is wrong, null where nothing is. */
  async rename(name: string): Promise<string | null> {
    const { status, name: taken } = await this.#link.request('rename', { name })
    if (status !== 'ok') return whyRefused(status, name)
    this.#tell({ event: 'renamed', name: taken })
    return null
  }

  async setMuted(on: boolean): Promise<void> {
    // Not to be heard is a matter of this machine; the server is only told.
    this.sound.muted = on
    if (!this.#reconnection) await this.#link.request('mute', { muted: on })
    this.#tell({ event: 'muted', on })
  }

  async setDeafened(on: boolean): Promise<void> {
    if (!this.#reconnection) await this.#link.request('deafen', { deafened: on })
    this.#tell({ event: 'deafened', on })
  }

  /**
   * Records the room.
   * @param path null chooses <record folder>/<room>/<date>_<time>.wav.
   * @returns what is wrong, null where nothing is.
   */
  async record(path: string | null): Promise<string | null> {
    if (!this.#state.room) return 'join a room first'
    return this.recording.start(path ?? this.recordingPlace)
  }

  /** Leaves: closes the recording, the devices and the connection. Calling it again waits for the same end. */
  close(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    this.#reconnection?.stop()
    await this.recording.stop()
    await this.sharing.ended()
    const { played, underruns, dropped, corrupt, delay } = this.sound.stats
    const voice_not_sent = this.#link.droppedVoice
    this.#tell({ event: 'statistics', played, underruns, dropped, corrupt, delay_ms: delay, voice_not_sent })
    this.#link.close()
    await Promise.all([this.sound.close(), this.browser.close()])
  }

  async #end(reason: string): Promise<void> {
    if (this.#stopping) return
    await this.close()
    this.#tell({ event: 'ended', reason })
  }

  /** The connection is lost: the meeting waits for another one, or ends. */
  #lose(reason: string): void {
    if (this.#stopping || this.#reconnection) return
    this.#link.close()
    this.watching.forgetSharers()
    this.sharing.pause()
    if (!this.#options.reconnect) {
      void this.#end(reason)
      return
    }
    this.recording.mark('Connection lost')
    this.#tell({ event: 'lost', reason })
    this.#reconnection = new Reconnection(this.#options.clock, {
      waiting: (retryAt, attempt) => this.#tell({ event: 'waiting', retry_at: retryAt, attempt }),
      trying: (attempt) => this.#tell({ event: 'trying', attempt }),
      attempt: () => this.#attempt(),
    })
  }

  /** Connects again. @returns whether no further attempt is to be made. */
  async #attempt(): Promise<boolean> {
    try {
      const options = { ...this.#options, name: this.#state.self.name }
      const arrival = await arrive(
        options,
        this.#token,
        Meeting.#handlers(() => this),
      )
      if (this.#stopping) arrival.link.close()
      else await this.#return(arrival)
      return true
    } catch (error) {
      // One's own name is held until the server gives up the broken connection.
      const patient =
        !(error instanceof Exit) || error.code !== exitCodes.refused || error instanceof NameRefused
      if (!patient) void this.#end((error as Error).message)
      return !patient
    }
  }

  /** Goes on over another connection as before: same room, same state. */
  async #return({ link, hello }: Arrival): Promise<void> {
    this.#link = link
    this.#token = hello.resume ?? null
    this.#reconnection = null
    const { rate, frameMs } = this.#format
    if (hello.sample_rate !== rate || hello.frame_ms !== frameMs) {
      void this.#end('The server came back with another sound format; please join again.')
      return
    }
    const { muted, deafened } = this.#state
    const resumed = hello.resumed === true
    this.recording.mark('Connected again')
    this.#tell({ event: 'reconnected', resumed, self: { id: hello.user, name: hello.name } })
    await link.request('mute', { muted })
    await link.request('deafen', { deafened })
    if (!resumed) await this.rooms.comeBack()
    if (this.recording.on) link.tell('record_start', {})
    await this.sharing.resume()
    await this.rooms.list(false)
    this.watching.settle()
  }

  #take(message: Label): void {
    this.watching.take(message)
    this.sharing.take(message)
    if (message.label === 'record_started') this.tracks.begun(message)
    const event = pushEvent(message, this.#state.users)
    if (event?.event === 'ended') this.#lose(event.reason)
    else if (event?.event === 'removed' && event.user === this.#state.self.id) void this.#goOut(event)
    else if (event) this.#tell(event)
  }

  /** One was taken out of the room, or sent away from the server, which is no reason to come back by oneself. */
  async #goOut(removal: Removal): Promise<void> {
    this.rooms.forget()
    this.#tell(removal)
    await this.#leaving()
    if (removal.from === 'server') await this.#end(removalSentence(removal))
  }

  /** What one did in a room ends with being in it. */
  async #leaving(): Promise<void> {
    this.watching.leave()
    void this.sharing.ended()
    await this.recording.stop()
  }

  #tell(event: MeetingEvent): void {
    const before = this.#state
    this.#state = reduce(before, event)
    this.browser.observe(this.#state)
    this.#observer(event, before, this.#state)
  }
}
