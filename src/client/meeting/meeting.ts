import { preferredCodec } from '../../audio/codec.ts'
import type { AudioFormat } from '../../audio/format.ts'
import { ownSurroundings } from '../../lib/opener.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import type { Label } from '../../protocol/labels.ts'
import { Keyring } from '../account/keyring.ts'
import { type Arrival, whyRefused } from '../connection/handshake.ts'
import type { ServerLink } from '../connection/server-link.ts'
import { formatOf } from '../connection/server-voice.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import type { RecordingKeys } from '../recordings/recording-keys.ts'
import { Sharing, type SharingOptions } from '../sharing/sharing.ts'
import type { RecordingPlace } from '../voice/recorder.ts'
import { Sound, type VoiceOptions } from '../voice/sound.ts'
import { BrowserView } from '../watching/browser-view.ts'
import { Watching } from '../watching/watching.ts'
import { MeetingAccount } from './meeting-account.ts'
import {
  MeetingConnection,
  type MeetingConnectionHandlers,
  type MeetingConnectionOptions,
} from './meeting-connection.ts'
import type { MeetingEvent } from './meeting-events.ts'
import { MeetingModeration } from './meeting-moderation.ts'
import { MeetingRecording } from './meeting-recording.ts'
import { MeetingRooms } from './meeting-rooms.ts'
import { MeetingTracks } from './meeting-tracks.ts'
import { removalSentence } from './narrate-removal.ts'
import { pushEvent } from './push-event.ts'
import { initialState, type MeetingState, type Removal, reduce } from './state.ts'

export interface MeetingOptions extends MeetingConnectionOptions {
  microphone: string | undefined
  speaker: string | undefined
  voice: VoiceOptions
  /** Folder for recordings that are started without a file name. */
  recordFolder: string
  sharing: SharingOptions
  /** Opus bitrate of the user's voice, bit/s. */
  bitrate: number
  /** Keys to fetch recordings from the server, also in later sessions. */
  recordings: RecordingKeys
}

/** Receives each event with the state before and after it. */
export type MeetingObserver = (event: MeetingEvent, before: MeetingState, after: MeetingState) => void

/**
 * A user's part in a meeting (connection, sound, recording, sharing), independent of any interface. User actions are
 * methods; everything that happens is emitted as events. After a lost connection the meeting reconnects and continues.
 */
export class Meeting {
  /** Devices, levels, and processing and sending of the user's voice. */
  readonly sound: Sound
  readonly rooms: MeetingRooms
  readonly recording: MeetingRecording
  readonly moderation: MeetingModeration
  readonly account: MeetingAccount
  /** The shares of others that are being watched. */
  readonly watching: Watching
  /** The browser view of the same shares. */
  readonly browser: BrowserView
  /** The user's own share. */
  readonly sharing: Sharing
  /** Recordings on the server. */
  readonly tracks: MeetingTracks
  readonly #options: MeetingOptions
  readonly #observer: MeetingObserver
  readonly #format: AudioFormat
  readonly #connection: MeetingConnection
  #state = initialState
  #stopping: Promise<void> | null = null

  private constructor(connection: MeetingConnection, options: MeetingOptions, observer: MeetingObserver) {
    const { clock, microphone, speaker, voice, bitrate } = options
    const { hello } = connection
    this.#connection = connection
    this.#options = options
    this.#observer = observer
    this.#format = formatOf(hello)
    const codec = preferredCodec(hello.codecs)
    this.sound = new Sound(
      { format: this.#format, clock, microphone, speaker, voice, codec, bitrate },
      {
        voice: (payload, codec) => {
          if (this.#state.room) this.#link.sendVoice(payload, codec)
        },
        device: (kind, fine, message) => this.#tell({ event: 'device', kind, fine, message }),
        ended: (name) => this.#tell({ event: 'notice', text: `${name} has ended; you are now silent.` }),
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
      link: () => (this.#state.room && !connection.lost ? this.#link : null),
    })
    this.browser = new BrowserView({ clock, feed: this.watching, surroundings: ownSurroundings() })
    this.sharing = new Sharing(options.sharing, clock, {
      link: () => (this.#state.room && !connection.lost ? this.#link : null),
      self: () => this.#state.self.id,
      tell: (event) => this.#tell(event),
    })
  }

  /**
   * Connects, performs the handshake and starts opening the devices, without waiting for them.
   * @throws as `handshake`
   */
  static async open(options: MeetingOptions, observer: MeetingObserver): Promise<Meeting> {
    const connection = await MeetingConnection.open(options)
    const meeting = new Meeting(connection, options, observer)
    connection.attach(meeting.#connectionHandlers())
    const { host, port } = options
    const { encrypted, notices } = connection.link
    const { user, name, sample_rate } = connection.hello
    meeting.#tell({ event: 'connected', host, port, encrypted, rate: sample_rate, self: { id: user, name } })
    for (const text of notices) meeting.#tell({ event: 'notice', text })
    void meeting.sound.open()
    return meeting
  }

  #connectionHandlers(): MeetingConnectionHandlers {
    return {
      push: (message) => this.#take(message),
      voice: (payload, codec) => this.sound.receive(payload, codec),
      picture: (fields, payload) => this.watching.picture(fields, payload),
      roomForPictures: () => this.sharing.roomForPictures(),
      name: () => this.#state.self.name,
      lost: (reason, again) => this.#lost(reason, again),
      waiting: (retryAt, attempt) => this.#tell({ event: 'waiting', retry_at: retryAt, attempt }),
      trying: (attempt) => this.#tell({ event: 'trying', attempt }),
      returned: (hello) => this.#return(hello),
      ended: (reason) => void this.#end(reason),
    }
  }

  /** The current link. */
  get #link(): ServerLink {
    return this.#connection.link
  }

  get state(): MeetingState {
    return this.#state
  }

  /** Connection quality: round trip in ms (null while unknown), and frames of voice dropped before sending. */
  get quality(): { roundTrip: number | null; droppedVoice: number } {
    return { roundTrip: this.#link.roundTrip, droppedVoice: this.#link.droppedVoice }
  }

  /** Where recordings and pictures without a file name are saved. */
  get recordingPlace(): RecordingPlace {
    return { folder: this.#options.recordFolder, room: this.#state.room ?? '' }
  }

  /** Retries at once if the connection is lost. */
  retryNow(): void {
    this.#connection.retryNow()
  }

  /**
   * Sends a message to the room, or privately to one person in it.
   * @param to id of the recipient
   * @throws Exit `connectionLost` while not connected
   */
  say(text: string, to?: number): void {
    if (this.#state.link.status !== 'connected') {
      throw new Exit(exitCodes.connectionLost, 'Not connected; the message was not sent')
    }
    this.#link.tell('say', { text, ...(to === undefined ? {} : { to }) })
  }

  /** Sets how loud the user hears somebody. @param user id @param gainDb dB, -60 (off) to 12 */
  async setVolume(user: number, gainDb: number): Promise<void> {
    const { gain_db } = await this.#link.request('volume', { user, gain_db: gainDb })
    if (this.#state.volumes[user] !== gain_db) this.#tell({ event: 'volume', user, gain_db })
  }

  /** Changes the user's name. Refused with a message for the user. */
  async rename(name: string): Promise<Result<undefined>> {
    const { status, name: taken } = await this.#link.request('rename', { name })
    if (status !== 'ok') return refused(whyRefused(status, name))
    this.#tell({ event: 'renamed', name: taken })
    return ok(undefined)
  }

  async setMuted(on: boolean): Promise<void> {
    // Muting takes effect locally; the server only shows it to others.
    this.sound.muted = on
    if (!this.#connection.lost) await this.#link.request('mute', { muted: on })
    this.#tell({ event: 'muted', on })
  }

  async setDeafened(on: boolean): Promise<void> {
    if (!this.#connection.lost) await this.#link.request('deafen', { deafened: on })
    this.#tell({ event: 'deafened', on })
  }

  /**
   * Starts recording the room.
   * @param path null for <record folder>/<room>/<date>_<time>.wav
   * @returns refused with a message for the user
   */
  async record(path: string | null): Promise<Result<undefined>> {
    if (!this.#state.room) return refused('join a room first')
    return this.recording.start(path ?? this.recordingPlace)
  }

  /** Leaves: closes the recording, the devices and the connection. Further calls wait for the same end. */
  close(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    this.#connection.stop()
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

  /** The connection is lost: waits for a new one, or ends the meeting. */
  #lost(reason: string, again: boolean): void {
    this.watching.forgetSharers()
    this.sharing.pause()
    if (!again) {
      void this.#end(reason)
      return
    }
    this.recording.mark('Connection lost')
    this.#tell({ event: 'lost', reason })
  }

  /** Restores room and state over a new connection. */
  async #return(hello: Arrival['hello']): Promise<void> {
    const link = this.#link
    const { rate, frameMs } = this.#format
    if (hello.sample_rate !== rate || hello.frame_ms !== frameMs) {
      void this.#end('The server returned with a different audio format; join again.')
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
    if (event?.event === 'ended') this.#connection.lose(event.reason)
    else if (event?.event === 'removed' && event.user === this.#state.self.id) void this.#goOut(event)
    else if (event) this.#tell(event)
  }

  /** The user was removed from the room or the server; the client does not rejoin by itself. */
  async #goOut(removal: Removal): Promise<void> {
    this.rooms.forget()
    this.#tell(removal)
    await this.#leaving()
    if (removal.from === 'server') await this.#end(removalSentence(removal))
  }

  /** Ends watching, sharing and recording in the room that is left. */
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
