import type { Losses } from '../../protocol/meeting/losses.ts'
import { initialState, type MeetingState } from '../../protocol/meeting/state.ts'
import { EMPTY_INPUT, type InputLine } from '../../tui/input-line.ts'
import type { Overlay } from '../../tui/overlay-state.ts'
import type { Size } from '../../tui/region.ts'
import type { Focus } from '../commands/screen-controls.ts'
import type { FetchStatus } from '../recordings/fetching.ts'
import type { SharingStatus } from '../sharing/sharing.ts'
import type { Watched } from './pictures/watched.ts'
import type { LogEntry } from './room-log.ts'

/** The current screen: choosing a server, connecting, or in a meeting. */
export type Stage =
  | { readonly at: 'start'; readonly problem: string | null }
  | { readonly at: 'connecting'; readonly to: string }
  | { readonly at: 'meeting' }

/** A server on the start screen. */
export interface ServerChoice {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** `lan`: found on the network now; `recent`: used before. */
  readonly from: 'lan' | 'recent'
}

/** Periodic measurements for the status bar. */
export interface Sample {
  /** Loudest level since the last sample, dBFS; -Infinity for silence. */
  readonly microphone: number
  /** Level of the sent voice after processing and gate, dBFS. */
  readonly sent: number
  readonly speaker: number
  readonly sending: boolean
  /** Round trip in ms; null while unknown. */
  readonly roundTrip: number | null
  /** Voice frames lost so far in both directions. */
  readonly dropped: number
  /** Peak of the recording since the last sample, 0 to 1; null when not recording. */
  readonly recorded: number | null
}

/** How the user's voice is sent; shown in the status bar. */
export interface VoiceMode {
  readonly transmission: 'voice' | 'push-to-talk' | 'open'
  readonly threshold: number
  readonly processing: readonly string[]
}

/** The question whether the server may record the user. */
export interface ConsentQuestion {
  readonly room: string
  /** Name of the person who asks, cleaned. */
  readonly by: string
  /** Id of the recording; an answer holds for that one alone. */
  readonly recording: string
  /** ms of the monotonic clock. */
  readonly since: number
  /** Whether keys answer it. Not at once, as a key may still be meant for what was on the screen before. */
  readonly armed: boolean
}

/** The question whether to answer a call. */
export interface RingQuestion {
  readonly call: string
  /** ms of the monotonic clock. */
  readonly since: number
  /** Whether keys answer it; not at once, as a key may be meant for what was on the screen before. */
  readonly armed: boolean
  /** Whether the user lets it ring: then a line says so, and the question is closed. */
  readonly putOff: boolean
}

/** The recording that this client is making. */
export interface OwnRecording {
  readonly path: string
  /** ms recorded before `since` (ms of the clock), which is null while paused. */
  readonly elapsed: number
  readonly since: number | null
  /** Peaks of the last samples, 0 to 1, newest last. */
  readonly wave: readonly number[]
}

/** The whole state from which the screen is drawn. */
export interface UiState {
  readonly stage: Stage
  readonly size: Size
  readonly meeting: MeetingState
  readonly server: string
  readonly encrypted: boolean
  readonly servers: readonly ServerChoice[]
  /** Messages and events by room; '' holds those outside a room. */
  readonly logs: Readonly<Record<string, readonly LogEntry[]>>
  /** Number of unread messages by room. */
  readonly unread: Readonly<Record<string, number>>
  readonly input: InputLine
  readonly history: readonly string[]
  /** Position in the history, counted from its end; 0 is the line being typed. */
  readonly recalled: number
  readonly draft: string
  readonly focus: Focus
  readonly overlay: Overlay | null
  /** Shown over everything else until answered. */
  readonly consent: ConsentQuestion | null
  /** Shown like it while somebody calls. */
  readonly ring: RingQuestion | null
  /** When the call in progress began, ms of the monotonic clock; null if there is none. */
  readonly callSince: number | null
  readonly selectedRoom: string | null
  readonly selectedPerson: number | null
  readonly selectedServer: number
  /** Rows of the log below the visible part; 0 follows new entries. */
  readonly scroll: number
  /** New entries while scrolled back. */
  readonly below: number
  readonly sideBar: boolean
  readonly sample: Sample
  readonly losses: Losses
  readonly mode: VoiceMode
  readonly devices: Readonly<Record<'microphone' | 'speaker', { readonly fine: boolean; readonly text: string }>>
  readonly recording: OwnRecording | null
  /** The watched pictures; null if none. */
  readonly watched: Watched | null
  /** The user's share, with rounded figures. */
  readonly sharing: SharingStatus | null
  /** The download in progress, with rounded figures. */
  readonly fetching: FetchStatus | null
  /** ms of the monotonic clock at the last sample. */
  readonly now: number
}

export const SILENT_SAMPLE: Sample = {
  microphone: -Infinity,
  sent: -Infinity,
  speaker: -Infinity,
  sending: false,
  roundTrip: null,
  dropped: 0,
  recorded: null,
}

export const initialUiState: UiState = {
  stage: { at: 'start', problem: null },
  size: { columns: 80, rows: 24 },
  meeting: initialState,
  server: '',
  encrypted: false,
  servers: [],
  logs: {},
  unread: {},
  input: EMPTY_INPUT,
  history: [],
  recalled: 0,
  draft: '',
  focus: 'keys',
  overlay: null,
  consent: null,
  ring: null,
  callSince: null,
  selectedRoom: null,
  selectedPerson: null,
  selectedServer: 0,
  scroll: 0,
  below: 0,
  sideBar: true,
  sample: SILENT_SAMPLE,
  losses: { frames: 0, at: 0 },
  mode: { transmission: 'voice', threshold: -65, processing: [] },
  devices: { microphone: { fine: true, text: '' }, speaker: { fine: true, text: '' } },
  recording: null,
  watched: null,
  sharing: null,
  fetching: null,
  now: 0,
}

/** The log of the current room, or that outside a room. */
export function currentLog(state: UiState): readonly LogEntry[] {
  return logOf(state, state.meeting.room ?? '')
}

/** The log of a room. Uses own properties only, as a room may be called `constructor`. */
export function logOf({ logs }: UiState, room: string): readonly LogEntry[] {
  return Object.hasOwn(logs, room) ? logs[room]! : []
}

/** Number of unread messages in a room. */
export function unreadOf({ unread }: Pick<UiState, 'unread'>, room: string): number {
  return Object.hasOwn(unread, room) ? unread[room]! : 0
}
