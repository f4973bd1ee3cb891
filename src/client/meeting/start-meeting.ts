import type { Clock } from '../../lib/clock.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import type { MeetingState } from '../../protocol/meeting/state.ts'
import { accountPassword } from '../account/account-password.ts'
import { ifHereQuestion, readIfHere } from '../account/if-here.ts'
import { Keyring } from '../account/keyring.ts'
import { type AskSecret, serverPassword } from '../account/password-source.ts'
import { NameRefused } from '../connection/handshake.ts'
import type { AskIfHere, IfHere } from '../connection/log-in.ts'
import { protectionOf } from '../connection/protection.ts'
import { RecordingKeys } from '../recordings/recording-keys.ts'
import type { Options } from '../settings/table.ts'
import type { Memory } from '../store/memory.ts'
import type { VoiceOptions } from '../voice/sound.ts'
import type { DeviceMemory } from './device-memory.ts'
import { Meeting, type MeetingObserver } from './meeting.ts'

/** The server to connect to. */
export interface Destination {
  readonly host: string
  readonly port: number
  /** Whether the server announces that it is encrypted. */
  readonly tls: boolean
}

/** What a meeting needs besides the server: options, memory, and how to ask the user. */
export interface MeetingSetup {
  readonly options: Options
  readonly memory: Memory
  readonly devices: Pick<DeviceMemory, 'spec' | 'observe'>
  readonly clock: Clock
  /** Asks for a password; null if nobody can be asked. */
  readonly askSecret: AskSecret | null
  /** Asks for something that is no secret; default: `askSecret`. */
  readonly ask?: AskSecret | null
  /** The name to try first; null lets the server choose. */
  readonly name: string | null
  /** Asks for another name after the server refused one; null cancels. */
  anotherName?(refusal: NameRefused): Promise<string | null>
  /** Logs each control message as one line; null disables the log. */
  readonly log: ((line: string) => void) | null
}

/**
 * Opens a meeting with the client options. Remembers devices, volumes, recording keys and the server for the next one.
 * @throws as `Meeting.open`; NameRefused if no other name is given
 */
export async function startMeeting(
  setup: MeetingSetup,
  { host, port, tls }: Destination,
  observer: MeetingObserver,
): Promise<Meeting> {
  const { options, memory, devices, clock, askSecret, log } = setup
  const volumes = new VolumeMemory(memory)
  const met = memory.hasMet(host, port)
  const common = {
    ...{ host, port, clock, log, met },
    microphone: devices.spec('microphone'),
    speaker: devices.spec('speaker'),
    recordFolder: options.recordFolder,
    voice: voiceOptions(options),
    codec: options.codec,
    bitrate: options.bitrate,
    sharing: options,
    reconnect: options.reconnect,
    recordings: new RecordingKeys(memory, host, port),
    recentCalls: memory.callsAt(host, port),
    protection: protectionOf(options, clock, tls),
    serverPassword: serverPassword(options.serverPasswordFile, askSecret, met),
    account: {
      keyring: new Keyring(clock),
      password: accountPassword(options.accountPasswordFile, askSecret, met),
      ifHere: askIfHere(setup.ask ?? askSecret),
    },
  }
  let { name } = setup
  for (;;) {
    let opened: Meeting | null = null
    try {
      const meeting = await Meeting.open({ ...common, name }, (event, before, after) => {
        observer(event, before, after)
        const { recent } = after.calls
        if (recent !== before.calls.recent) void memory.rememberCalls(host, port, recent)
        if (opened) volumes.observe(opened, event, after)
        if (opened) devices.observe(opened, event)
      })
      opened = meeting
      // The meeting does not depend on this, so a disk error is ignored.
      void memory.rememberServer(host, port, name)
      return meeting
    } catch (error) {
      if (!(error instanceof NameRefused)) throw error
      const another = (await setup.anotherName?.(error)) ?? null
      if (another === null) throw error
      name = another
    }
  }
}

/** Asks what to do when the account is logged in on another connection; the answer also holds for reconnecting. */
function askIfHere(ask: AskSecret | null): AskIfHere | null {
  if (!ask) return null
  let before: IfHere | null = null
  return async (name) => {
    const again = before !== null
    before ??= readIfHere(await ask(ifHereQuestion(name)))
    // Two machines that take over from each other as they reconnect would never stop.
    return again ? 'beside' : before
  }
}

/** Converts the client options to those of `Sound`; options that are not set are left out. */
function voiceOptions({
  noiseSuppression,
  autoGain,
  echoCancellation,
  transmission,
  threshold,
}: Options): VoiceOptions {
  return {
    ...(noiseSuppression !== undefined && { noiseSuppression }),
    ...(autoGain !== undefined && { automaticGain: autoGain }),
    echoCancellation,
    transmission,
    threshold,
  }
}

/** Remembers the volumes that the user set for people, and applies them when those people join. */
class VolumeMemory {
  readonly #memory: Memory
  /** Ids of people whose volume has been applied. */
  #settled = new Set<number>()

  constructor(memory: Memory) {
    this.#memory = memory
  }

  /** Takes an event of the meeting. */
  observe(meeting: Meeting, event: MeetingEvent, state: MeetingState): void {
    if (event.event === 'connected' || event.event === 'reconnected') this.#settled = new Set([state.self.id])
    if (event.event === 'joined' || event.event === 'users') this.#greet(meeting, state)
    if (event.event !== 'volume') return
    const user = state.users.find(({ id }) => id === event.user)
    if (user && (this.#memory.volumeOf(user.name) ?? 0) !== event.gain_db) {
      void this.#memory.rememberVolume(user.name, event.gain_db)
    }
  }

  #greet(meeting: Meeting, { users }: MeetingState): void {
    for (const { id, name } of users) {
      if (this.#settled.has(id)) continue
      this.#settled.add(id)
      const gain = this.#memory.volumeOf(name)
      // Fails if the person has left, and then no volume is needed.
      if (gain !== null) void meeting.self.setVolume(id, gain).catch(() => {})
    }
  }
}
