import { EMPTY_INPUT, type InputLine } from '../../tui/input-line.ts'
import { initialState, type MeetingState } from '../meeting/state.ts'
import type { FetchStatus } from '../recordings/fetching.ts'
import type { SharingStatus } from '../sharing/sharing.ts'
import type { Watched } from './pictures/watched.ts'
import type { LogEntry } from './room-log.ts'
import type { Sample, ServerChoice, VoiceMode } from './ui-events.ts'

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** Where one is: choosing a server, on the way to one, or there. */
export type Stage =
  | { readonly at: 'start'; readonly problem: string | null }
  | { readonly at: 'connecting'; readonly to: string }
  | { readonly at: 'meeting' }

/** Where keys go. */
export type Focus = 'keys' | 'input' | 'rooms' | 'people'

/** A question, answered in a line of its own. */
export interface Question {
  readonly text: string
  /** What is typed is not shown. */
  readonly secret: boolean
  readonly line: InputLine
}

/** One row of a list to choose from; choosing it runs the command. */
export interface Choice {
  readonly label: string
  readonly note: string
  readonly command: string
  readonly argument?: string
  readonly current?: boolean
}

/** What lies over the rest. */
export type Overlay =
  | { readonly kind: 'help'; readonly scroll: number }
  | { readonly kind: 'question'; readonly question: Question }
  | {
      readonly kind: 'list'
      readonly title: string
      readonly choices: readonly Choice[]
      readonly filter: InputLine
      readonly selected: number
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
