import { EMPTY_INPUT, type InputLine } from '../../tui/input-line.ts'
import type { Overlay } from '../../tui/overlay-state.ts'
import type { Size } from '../../tui/region.ts'
import type { Focus } from '../commands/screen-controls.ts'
import { initialState, type MeetingState } from '../meeting/state.ts'
import type { FetchStatus } from '../recordings/fetching.ts'
import type { SharingStatus } from '../sharing/sharing.ts'
import type { Watched } from './pictures/watched.ts'
import type { LogEntry } from './room-log.ts'

/** Where one is: choosing a server, on the way to one, or there. */
export type Stage =
  | { readonly at: 'start'; readonly problem: string | null }
  | { readonly at: 'connecting'; readonly to: string }
  | { readonly at: 'meeting' }

/** What a server of the start screen is known by. */
export interface ServerChoice {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** `lan` announces itself now; `recent` was used before. */
  readonly from: 'lan' | 'recent'
}

/** What is measured from time to time for the status bar. */
export interface Sample {
  /** dBFS of the loudest since the last look; -Infinity for silence. */
  readonly microphone: number
  /** dBFS of what is sent after processing and gate. */
  readonly sent: number
  readonly speaker: number
  readonly sending: boolean
  /** ms there and back; null while unknown. */
  readonly roundTrip: number | null
  /** Voice frames lost so far, either way. */
  readonly dropped: number
  /** Loudest sample of the recording since the last look, 0 to 1; null where nothing is recorded. */
  readonly recorded: number | null
}

/** How the voice is sent; shown in the status bar. */
export interface VoiceMode {
  readonly transmission: 'voice' | 'push-to-talk' | 'open'
  readonly threshold: number
  readonly processing: readonly string[]
}

/** The question whether the server may record oneself. */
export interface ConsentQuestion {
  readonly room: string
  /** Who asks. */
  readonly by: string
  /** ms of the monotonic clock. */
  readonly since: number
  /** Whether keys answer it: not at once, for they may be meant for what was there before. */
  readonly armed: boolean
}

/** A recording that is being made by this client. */
export interface OwnRecording {
  readonly path: string
  /** ms recorded, up to `since`; while it runs, the time from there on counts too. */
  readonly elapsed: number
  readonly since: number | null
  /** Loudest samples of the last looks, 0 to 1, the newest last. */
  readonly wave: readonly number[]
}

/** All that the screen is drawn from. */
export interface UiState {
  readonly stage: Stage
  readonly size: Size
  readonly meeting: MeetingState
  readonly server: string
  readonly encrypted: boolean
  readonly servers: readonly ServerChoice[]
  /** What was said and what happened, by room; '' holds what belongs to none. */
  readonly logs: Readonly<Record<string, readonly LogEntry[]>>
  /** Messages said in other rooms since one was there, or since one came. */
  readonly unread: Readonly<Record<string, number>>
  readonly input: InputLine
  readonly history: readonly string[]
  /** Place in the history, counted from its end; 0 is the line being typed. */
  readonly recalled: number
  readonly draft: string
  readonly focus: Focus
  readonly overlay: Overlay | null
  /** Lies over everything else until it is answered. */
  readonly consent: ConsentQuestion | null
  readonly selectedRoom: string | null
  readonly selectedPerson: number | null
  readonly selectedServer: number
  /** Rows of the log below the window; 0 follows what comes. */
  readonly scroll: number
  /** Entries that came while scrolled back. */
  readonly below: number
  readonly sideBar: boolean
  readonly sample: Sample
  readonly mode: VoiceMode
  readonly devices: Readonly<
    Record<'microphone' | 'speaker', { readonly fine: boolean; readonly text: string }>
  >
  readonly recording: OwnRecording | null
  /** Whose pictures are on the screen; null where one watches nobody. */
  readonly watched: Watched | null
  /** What one shares, with figures as they are shown. */
  readonly sharing: SharingStatus | null
  /** The recording that is being fetched, with figures as they are shown. */
  readonly fetching: FetchStatus | null
  /** ms of the monotonic clock at the last look; counts seconds on the screen. */
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
  selectedRoom: null,
  selectedPerson: null,
  selectedServer: 0,
  scroll: 0,
  below: 0,
  sideBar: true,
  sample: SILENT_SAMPLE,
  mode: { transmission: 'voice', threshold: -65, processing: [] },
  devices: { microphone: { fine: true, text: '' }, speaker: { fine: true, text: '' } },
  recording: null,
  watched: null,
  sharing: null,
  fetching: null,
  now: 0,
}

/** The log of the room one is in, or of none. */
export function currentLog(state: UiState): readonly LogEntry[] {
  return logOf(state, state.meeting.room ?? '')
}

/** The log of a room. A room may be called `constructor`: what an object has by birth is none of ours. */
export function logOf({ logs }: UiState, room: string): readonly LogEntry[] {
  return Object.hasOwn(logs, room) ? logs[room]! : []
}

/** How many messages of a room were not seen yet. */
export function unreadOf({ unread }: Pick<UiState, 'unread'>, room: string): number {
  return Object.hasOwn(unread, room) ? unread[room]! : 0
}
