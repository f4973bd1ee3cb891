import type { AudioFormat } from '../audio/format.ts'
import type { Clock } from '../clock.ts'
import type { Label } from '../protocol/labels.ts'
import type { CodecChoice } from '../protocol/shapes.ts'
import type { MeetingEvent } from './events.ts'
import { Exit, exitCodes } from './exit-codes.ts'
import { pushEvent } from './push-event.ts'
import { Recorder } from './recorder.ts'
import { ServerLink } from './server-link.ts'
import { formatOf, whyUnfit } from './server-voice.ts'
import { Sound } from './sound.ts'
import { initialState, type MeetingState, reduce } from './state.ts'

export interface MeetingOptions {
  host: string
  port: number
  /** null lets the server choose a name. */
  name: string | null
  microphone: string | undefined
  speaker: string | undefined
  clock: Clock
  codec: CodecChoice
  /** Bits a second of one's own voice as Opus. */
  bitrate: number
  /** Takes the control messages, a line each; null logs nothing. */
  log: ((line: string) => void) | null
}

/** Is told of an event, and of the state before and after it. */
export type MeetingObserver = (event: MeetingEvent, before: MeetingState, after: MeetingState) => void

/**
 * One person's part in a meeting: the connection, the sound and the recording, without any interface. What
 * happens is told as events; what a person does are the methods.
 */
export class Meeting {
  readonly #observer: MeetingObserver
  readonly #link: ServerLink
  readonly #sound: Sound
  readonly #format: AudioFormat
  #state = initialState
  #stopping: Promise<void> | null = null

  private constructor(link: ServerLink, sound: Sound, format: AudioFormat, observer: MeetingObserver) {
    this.#link = link
    this.#sound = sound
    this.#format = format
    this.#observer = observer
  }

  /**
   * Connects, says hello and opens the devices. The devices may take a moment more, and are not waited for.
   * @throws Exit `cannotConnect`, or `refused` where the name is taken or not fit, or the server's voice is.
   */
  static async open(options: MeetingOptions, observer: MeetingObserver): Promise<Meeting> {
    const { host, port, clock, microphone, speaker, name } = options
    let meeting: Meeting | null = null
    const link = await ServerLink.open(options, {
      push: (message) => {
        if (meeting) meeting.#take(message)
      },
      voice: (payload, codec) => {
        if (meeting) meeting.#sound.receive(payload, codec)
      },
      lost: (reason) => {
        if (meeting) void meeting.#end(reason)
      },
    })
    const hello = await link.request('hello', {
      version: 1,
      codecs: options.codec === 'pcm' ? ['pcm'] : ['opus', 'pcm'],
      ...(name === null ? {} : { name }),
    })
    const wrong =
      hello.status === 'ok' ? whyUnfit(hello, options.codec) : whyRefused(hello.status, name ?? '')
    if (wrong) {
      link.close()
      throw new Exit(exitCodes.refused, wrong)
    }
    const format = formatOf(hello)
    const opus = hello.codecs.includes('opus')
    const sound = new Sound(
      { format, clock, microphone, speaker, opusBitrate: opus ? options.bitrate : null },
      {
        voice: (payload, codec) => {
          if (meeting?.state.room) link.sendVoice(payload, codec)
        },
        device: (kind, fine, message) => {
          if (meeting) meeting.#tell({ event: 'device', kind, fine, message })
        },
        ended: (name) => {
          if (meeting) meeting.#tell({ event: 'notice', text: `${name} has ended; you are silent now.` })
        },
      },
    )
    meeting = new Meeting(link, sound, format, observer)
    meeting.#tell({
      event: 'connected',
      host,
      port,
      rate: format.rate,
      self: { id: hello.user, name: hello.name },
    })
    void sound.open()
    return meeting
  }

  get state(): MeetingState {
    return this.#state
  }

  get recording(): boolean {
    return this.#sound.recorder !== null
  }

  /** Tells of the rooms there are. */
  async listRooms(): Promise<void> {
    const { rooms, details } = await this.#link.request('list', {})
    const plain = rooms.map((room) => ({ room, users: 0, locked: false, temporary: false }))
    this.#tell({ event: 'rooms', rooms: details ?? plain })
  }

  /** Makes a room. @returns what is wrong, null where nothing is. */
  async create(room: string, password?: string): Promise<string | null> {
    const { status } = await this.#link.request('create', {
      room,
      ...(password === undefined ? {} : { password }),
    })
    return status === 'ok' ? null : status
  }

  /** Goes into a room. @returns what is wrong, null where nothing is. */
  async join(room: string, password?: string): Promise<string | null> {
    const reply = await this.#link.request('join', { room, ...(password === undefined ? {} : { password }) })
    if (reply.status !== 'ok') return reply.status
    await this.stopRecording()
    this.#tell({ event: 'joined', room: reply.room, users: reply.users ?? [] })
    return null
  }

  /** Leaves the room. @returns what is wrong, null where nothing is. */
  async leave(): Promise<string | null> {
    const { status, room } = await this.#link.request('quit_room', {})
    if (status !== 'ok') return status
    await this.stopRecording()
    this.#tell({ event: 'left', room: room ?? '' })
    return null
  }

  /** Writes to the room. */
  say(text: string): void {
    this.#link.tell('say', { text })
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
    this.#sound.muted = on
    await this.#link.request('mute', { muted: on })
    this.#tell({ event: 'muted', on })
  }

  async setDeafened(on: boolean): Promise<void> {
    await this.#link.request('deafen', { deafened: on })
    this.#tell({ event: 'deafened', on })
  }

  /**
   * Records the room, after it was told so.
   * @param path null chooses recordings/<room>/<date>_<time>.wav.
   * @returns what is wrong, null where nothing is.
   */
  async record(path: string | null): Promise<string | null> {
    const { room } = this.#state
    if (!room) return 'join a room first'
    if (this.recording) return 'this room is being recorded by you already; /stop ends it'
    try {
      this.#sound.recorder = await Recorder.start(path, room, this.#format, (error) => {
        this.#tell({
          event: 'error',
          text: `${error.message} The recording was stopped; the meeting goes on.`,
        })
        void this.stopRecording()
      })
    } catch (error) {
      return (error as Error).message
    }
    this.#link.tell('record_start', {})
    this.#tell({ event: 'recording_started', path: this.#sound.recorder.path })
    return null
  }

  /** Ends the recording, if there is one, and tells what became of it. */
  async stopRecording(): Promise<void> {
    const recorder = this.#sound.recorder
    if (!recorder) return
    this.#sound.recorder = null
    this.#link.tell('record_end', {})
    const { path, seconds, lostSeconds } = await recorder.stop()
    this.#tell({ event: 'recording_stopped', path, seconds, lost_seconds: lostSeconds })
  }

  /** Leaves: closes the recording, the devices and the connection. Calling it again waits for the same end. */
  close(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    await this.stopRecording()
    const { played, underruns, dropped, corrupt, delay } = this.#sound.stats
    const voice_not_sent = this.#link.droppedVoice
    this.#tell({ event: 'statistics', played, underruns, dropped, corrupt, delay_ms: delay, voice_not_sent })
    this.#link.close()
    await this.#sound.close()
  }

  async #end(reason: string): Promise<void> {
    if (this.#stopping) return
    await this.close()
    this.#tell({ event: 'ended', reason })
  }

  #take(message: Label): void {
    const event = pushEvent(message)
    if (event?.event === 'ended') void this.#end(event.reason)
    else if (event) this.#tell(event)
  }

  #tell(event: MeetingEvent): void {
    const before = this.#state
    this.#state = reduce(before, event)
    this.#observer(event, before, this.#state)
  }
}

function whyRefused(status: 'conflict' | 'invalid name', name: string): string {
  return status === 'conflict'
    ? `Somebody here is called ${name} already, or something that looks the same; choose another name`
    : 'A name has 1 to 32 characters that can be seen; choose another name'
}
