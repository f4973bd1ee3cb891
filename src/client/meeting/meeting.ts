import { preferredCodec } from '../../audio/codec.ts'
import type { AudioFormat } from '../../audio/format.ts'
import { rings } from '../../audio/tunes.ts'
import { type Result, refused } from '../../lib/result.ts'
import { cleanLine } from '../../lib/text.ts'
import { fingerprintWords } from '../../protocol/fingerprint.ts'
import type { Label } from '../../protocol/labels.ts'
import { noCalls, type RecentCall } from '../../protocol/meeting/call-state.ts'
import { MeetingCalls } from '../../protocol/meeting/meeting-calls.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { MeetingHistory } from '../../protocol/meeting/meeting-history.ts'
import { PendingChat } from '../../protocol/meeting/pending-chat.ts'
import { pushEvent } from '../../protocol/meeting/push-event.ts'
import { initialState, type MeetingState, type Removal, reduce } from '../../protocol/meeting/state.ts'
import { Keyring } from '../account/keyring.ts'
import type { Arrival } from '../connection/handshake.ts'
import type { ServerLink } from '../connection/server-link.ts'
import { formatOf } from '../connection/server-voice.ts'
import type { RecordingKeys } from '../recordings/recording-keys.ts'
import type { SharingOptions } from '../sharing/sharing.ts'
import type { RecordingPlace } from '../voice/recorder.ts'
import { Sound, type VoiceOptions } from '../voice/sound.ts'
import { MeetingAccount } from './meeting-account.ts'
import {
  MeetingConnection,
  type MeetingConnectionHandlers,
  type MeetingConnectionOptions,
} from './meeting-connection.ts'
import { MeetingModeration } from './meeting-moderation.ts'
import { MeetingPictures } from './meeting-pictures.ts'
import { MeetingRecording } from './meeting-recording.ts'
import { MeetingRooms } from './meeting-rooms.ts'
import { MeetingSelf } from './meeting-self.ts'
import { MeetingTracks } from './meeting-tracks.ts'
import { removalSentence } from './narrate-removal.ts'

export interface MeetingOptions extends MeetingConnectionOptions {
  /** Whether the user had joined the server before. */
  met: boolean
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
  /** Calls of earlier meetings on the server, latest first. */
  recentCalls?: readonly RecentCall[]
}

/** The server of a meeting. */
export interface MeetingServer {
  readonly host: string
  readonly port: number
  readonly encrypted: boolean
  /** Whether others on the network can read what is sent. */
  readonly exposed: boolean
  /** The eight words of its key; null where it is not encrypted. */
  readonly key: string | null
  /** URLs of its web client, as it sent them; empty where it serves none. */
  readonly pages: readonly string[]
  /** Whether the user had joined it before this meeting. */
  readonly met: boolean
}

const TAKEN_OVER = 'You logged in on another machine, which took over.'

/** Receives each event with the state before and after it. */
export type MeetingObserver = (event: MeetingEvent, before: MeetingState, after: MeetingState) => void

/**
 * A user's part in a meeting (connection, sound, recording, sharing), independent of any interface. User actions are
 * methods; everything that happens is emitted as events. After a lost connection the meeting reconnects and continues.
 */
export class Meeting {
  /** Devices, levels, and processing and sending of the user's voice. */
  readonly sound: Sound
  readonly self: MeetingSelf
  readonly rooms: MeetingRooms
  readonly recording: MeetingRecording
  readonly moderation: MeetingModeration
  readonly account: MeetingAccount
  readonly calls: MeetingCalls
  /** What the user says. */
  readonly chat: PendingChat
  /** What was said before they came. */
  readonly history: MeetingHistory
  readonly pictures: MeetingPictures
  /** Recordings on the server. */
  readonly tracks: MeetingTracks
  readonly #options: MeetingOptions
  readonly #observer: MeetingObserver
  readonly #format: AudioFormat
  readonly #connection: MeetingConnection
  #state: MeetingState
  #stopping: Promise<void> | null = null

  private constructor(connection: MeetingConnection, options: MeetingOptions, observer: MeetingObserver) {
    const { clock, microphone, speaker, voice, bitrate } = options
    const { hello } = connection
    this.#connection = connection
    this.#options = options
    this.#observer = observer
    this.#format = formatOf(hello)
    this.#state = { ...initialState, calls: { ...noCalls, recent: options.recentCalls ?? [] } }
    const codec = preferredCodec(hello.codecs)
    this.sound = new Sound(
      { format: this.#format, clock, microphone, speaker, voice, codec, bitrate },
      {
        voice: (payload, codec) => {
          if (this.rooms.present) this.#link.sendVoice(payload, codec)
        },
        device: (kind, fine, message) => this.#tell({ event: 'device', kind, fine, message }),
        ended: (name) => this.#tell({ event: 'notice', text: `${name} has ended; you are now silent.` }),
        processing: (text) => this.#tell({ event: 'notice', text }),
      },
    )
    const link = () => this.#link
    const tell = (event: MeetingEvent) => this.#tell(event)
    this.self = new MeetingSelf(this.sound, {
      link,
      tell,
      connected: () => !connection.lost,
      volumes: () => this.#state.volumes,
    })
    this.rooms = new MeetingRooms({
      ...{ clock, link, tell },
      connected: () => !connection.lost,
      leaving: () => this.#leaving(),
    })
    this.calls = new MeetingCalls({
      ...{ clock, link, tell, self: this.self, state: () => this.#state },
      leavesRoom: () => this.rooms.giveUp(),
      ring: (ring) => this.sound.ring(ring && rings[ring]),
      showCamera: () => this.pictures.sharing.start({ kind: 'camera', number: 1 }),
    })
    const chat = { clock, tell, state: () => this.#state, link: () => (connection.lost ? null : this.#link) }
    this.chat = new PendingChat({ ...chat, limits: hello.limits })
    this.history = new MeetingHistory(chat)
    this.account = new MeetingAccount(link, options.account?.keyring ?? new Keyring(clock), tell)
    this.moderation = new MeetingModeration(link, tell)
    this.recording = new MeetingRecording(this.sound, this.#format, {
      tell,
      announce: (on) => {
        if (on) this.#link.tell('record_start', {})
        else this.#link.tell('record_end', { tracks: false })
      },
    })
    const { recordings: keys, recordFolder: folder } = options
    this.tracks = new MeetingTracks({ clock, link, tell, keys, folder })
    this.pictures = new MeetingPictures(options.sharing, clock, {
      tell,
      link: () => (this.rooms.present ? this.#link : null),
      self: () => this.#state.self.id,
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
    const { user, name, sample_rate } = connection.hello
    const { host, port, encrypted, key } = meeting.server
    const self = { id: user, name }
    meeting.#tell({ event: 'connected', host, port, encrypted, key, rate: sample_rate, self })
    meeting.#tellNotices()
    void meeting.sound.open()
    return meeting
  }

  #connectionHandlers(): MeetingConnectionHandlers {
    return {
      push: (message) => this.#take(message),
      voice: (payload, codec) => this.sound.receive(payload, codec),
      picture: (fields, payload) => this.pictures.watching.picture(fields, payload),
      roomForPictures: () => this.pictures.sharing.roomForPictures(),
      name: () => this.#state.self.name,
      lost: (reason, again) => this.#lost(reason, again),
      waiting: (retryAt, attempt, reason) => {
        const why = reason === null ? {} : { reason }
        this.#tell({ event: 'waiting', retry_at: retryAt, attempt, ...why })
      },
      trying: (attempt) => this.#tell({ event: 'trying', attempt }),
      returned: (hello) => {
        const link = this.#link
        this.#return(hello).catch(({ message }: Error) => {
          // If the connection was lost again, the next one restores what is missing.
          if (!this.#connection.lost && link === this.#link) this.#tell({ event: 'error', text: message })
        })
      },
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

  /** The server, and how the connection to it is protected. */
  get server(): MeetingServer {
    const { host, port, encrypted, exposed, fingerprint } = this.#link
    const key = fingerprint === null ? null : fingerprintWords(fingerprint)
    const { pages } = this.#connection
    return { host, port, encrypted, exposed, key, pages, met: this.#options.met }
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
    this.chat.close('the meeting is over')
    await this.recording.stop()
    await this.pictures.sharing.ended()
    const { played, underruns, dropped, corrupt, delay } = this.sound.stats
    const voice_not_sent = this.#link.droppedVoice
    this.#tell({ event: 'statistics', played, underruns, dropped, corrupt, delay_ms: delay, voice_not_sent })
    await Promise.all([this.#link.close(), this.sound.close(), this.pictures.browser.close()])
  }

  async #end(reason: string): Promise<void> {
    if (this.#stopping) return
    await this.close()
    this.#tell({ event: 'ended', reason })
  }

  /** The connection is lost: waits for a new one, or ends the meeting. */
  #lost(reason: string, again: boolean): void {
    this.rooms.lost(this.#state)
    this.pictures.pause()
    this.tracks.lost(this.#state)
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
    if (resumed) this.rooms.resumed(hello.room)
    this.recording.mark('Connected again')
    const { encrypted, key } = this.server
    const self = { id: hello.user, name: hello.name }
    const { name } = this.#state.self
    this.#tell({ event: 'reconnected', resumed, encrypted, key, self })
    this.#tellNotices()
    if (hello.name !== name) {
      this.#tell({ event: 'notice', text: cleanLine(`The name ${name} is in use; you are now ${hello.name}.`) })
    }
    await link.request('mute', { muted })
    await link.request('deafen', { deafened })
    await this.rooms.comeBack()
    if (this.recording.on && this.rooms.present) link.tell('record_start', {})
    if (!resumed) await this.calls.restore()
    await this.pictures.sharing.resume()
    await this.rooms.list(false)
    // The server has answered after what it says about the room, and pushes are taken a turn later.
    await new Promise((resolve) => setImmediate(resolve))
    // Lost once more, it is settled when the next connection has said what goes on.
    if (this.#link === link && !this.#connection.lost) this.tracks.settle(this.#state)
    this.pictures.watching.settle()
  }

  #take(message: Label): void {
    if (this.chat.take(message)) return
    this.pictures.take(message)
    if (message.label === 'record_started') this.tracks.begun(message)
    if (message.label === 'recording') this.tracks.heard(message)
    const event = pushEvent(message, this.#state.users, this.#options.clock.date())
    if (event?.event === 'ended') this.#connection.lose(event.reason)
    else if (event?.event === 'removed' && event.user === this.#state.self.id) void this.#goOut(event)
    else if (event?.event === 'logged_out' && event.reason === 'taken over') void this.#end(TAKEN_OVER)
    else if (event?.event === 'joined') void this.#move(event)
    else if (event) this.#tell(event)
  }

  /** A call moved the user to its room, or back. */
  async #move(joined: Extract<MeetingEvent, { event: 'joined' }>): Promise<void> {
    const isCall = joined.call !== undefined && joined.call !== this.#state.calls.ended
    this.rooms.moved(joined.room, isCall)
    if (joined.room !== this.#state.room) await this.#leaving()
    this.#tell(joined)
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
    this.pictures.leave()
    await this.recording.stop()
  }

  /** A call has ended; the room that the user held follows. */
  #callOver(): void {
    this.rooms.forgetCall()
    void this.#leaving()
  }

  #tellNotices(): void {
    for (const text of this.#link.notices) this.#tell({ event: 'notice', text })
  }

  #tell(event: MeetingEvent): void {
    const before = this.#state
    this.#state = reduce(before, event)
    this.pictures.browser.observe(this.#state)
    this.#observer(event, before, this.#state)
    this.chat.observe(event)
    this.history.observe(event)
    if (event.event === 'call_ended' && before.room !== null && this.#state.room === null) this.#callOver()
    if (before.calls !== this.#state.calls) void this.calls.adapt(event).catch(() => {})
  }
}
