import type { LabelFields } from '../../protocol/labels.ts'
import type { Losses } from '../../protocol/meeting/losses.ts'
import type { CallProblem } from '../../protocol/meeting/meeting-calls.ts'
import { initialState, type MeetingState } from '../../protocol/meeting/state.ts'

/** The forms through which people enter. */
export type EntryForm = 'guest' | 'log in' | 'sign up' | 'reset'

/** Why the server does not let somebody in, or why a form failed. The page has a sentence for each. */
export type Problem =
  | 'unreachable'
  | 'conflict'
  | 'invalid name'
  | 'wrong server password'
  | 'server password needed'
  | 'name registered'
  | 'wrong password'
  /** The key of this browser is void: it was logged out from another device. */
  | 'key removed'
  | 'not registered'
  | 'no accounts'
  | 'too many sessions'
  /** The account is logged in elsewhere; the user chooses what to do. */
  | 'here already'
  | 'wrong code'
  /** No problem: the operator sees that the user asks for a reset code. */
  | 'code asked'
  /** A sentence of the server, which is shown as it is. */
  | { readonly sentence: string }

/** A line of the chat, or an event between the lines. */
export interface LogEntry {
  /** Distinguishes entries; counted up. */
  readonly id: number
  /** ms since 1970. */
  readonly at: number
  readonly kind: 'said' | 'joined' | 'left' | 'hand' | 'notice' | 'unsaid' | 'history deleted'
  /** The author; for `joined`, `left` and `hand`, the person; empty for a notice. */
  readonly name: string
  readonly text: string
  readonly mine: boolean
  /** Whether it was said to one person only. */
  readonly isPrivate: boolean
  /** Whether it mentions the user or was said to them alone. */
  readonly mention: boolean
}

/** What the microphone or the speaker does. The page has a sentence for each. */
export type DeviceStatus =
  | 'off'
  | 'opening'
  | 'on'
  /** The user or the browser refused access. */
  | 'refused'
  | 'none found'
  /** Another program uses it, or it failed. */
  | 'failed'
  /** The page was not loaded in a secure context, so the browser offers no devices. */
  | 'insecure'
  /** The browser or the system muted the microphone. */
  | 'silenced'
  /** The browser paused sound: a phone call, or a locked screen. */
  | 'interrupted'
  /** The browser waits for a click before it plays sound. */
  | 'blocked'
  /** The device was unplugged, and another one is in use. */
  | 'replaced'

/** How the user's voice is sent. */
export type SendMode = 'voice' | 'push-to-talk' | 'open'

/** What a person sets on this page; kept in the browser. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark'
  readonly language: 'en' | 'de' | null
  readonly mode: SendMode
  readonly noiseSuppression: boolean
  readonly echoCancellation: boolean
  readonly automaticGain: boolean
  /** Ids of the chosen devices; null for the browser's default. */
  readonly microphone: string | null
  readonly speaker: string | null
  readonly camera: string | null
  /** Whether the browser shows mentions while the page is hidden. */
  readonly notify: boolean
  /** Whether single letters are shortcuts (WCAG 2.1, success criterion 2.1.4). */
  readonly letterKeys: boolean
}

export const defaultPreferences: Preferences = {
  theme: 'system',
  language: null,
  mode: 'voice',
  noiseSuppression: true,
  echoCancellation: true,
  automaticGain: true,
  microphone: null,
  speaker: null,
  camera: null,
  notify: false,
  letterKeys: true,
}

/** The dialogs of the page; one at a time. */
export type Dialog =
  | 'devices'
  | 'settings'
  | 'account'
  | 'keys'
  /** What the bar has no room for. */
  | 'more'
  | 'recordings'
  | 'create room'
  /** Who might be invited to the call in progress. */
  | 'invite'
  | { readonly join: string }
  | { readonly person: number }

/** Why a share could not start. */
export type ShareRefusal = 'someone else shares' | 'no permission'

/** The user's own share; `kind` is null while nothing is shared. */
export interface OwnShare {
  readonly kind: 'screen' | 'camera'
  readonly watchers: number
}

/** The whole state from which the page is drawn. */
export interface PageState {
  readonly stage: 'outside' | 'entering' | 'inside'
  readonly form: EntryForm
  readonly problem: Problem | null
  /** Whether the form asks for the server's password. */
  readonly asksServerPassword: boolean
  readonly meeting: MeetingState
  /** The name of the account that the user is logged in to; null for a guest. */
  readonly account: string | null
  /** The account that this browser stays logged in to; null if there is none. */
  readonly keptLogin: string | null
  /** Whether the browser stays logged in after this login; null while unknown. */
  readonly stays: boolean | null
  /** The devices that stay logged in to the account. */
  readonly devices: NonNullable<LabelFields<'account_keys'>['keys']>
  /** The room that is being joined, and why that was refused. */
  readonly joining: { readonly room: string; readonly refusal: string | null } | null
  readonly log: readonly LogEntry[]
  readonly unread: number
  /** Whether the chat is visible and followed, so that nothing in it is unread. */
  readonly chatOpen: boolean
  readonly dialog: Dialog | null
  /** The question whether the server may record the user; null while there is none. */
  readonly consent: { readonly by: string; readonly room: string; readonly recording: string } | null
  readonly microphone: DeviceStatus
  readonly speaker: DeviceStatus
  /** Whether the user's voice is sent now. */
  readonly sending: boolean
  readonly roundTrip: number | null
  /** Frames of voice lost so far, and lately. */
  readonly dropped: number
  readonly losses: Losses
  /** ms of the clock at the last sample; drives countdowns. */
  readonly now: number
  readonly share: OwnShare | null
  /** Id of the person whose share is shown large; null for all side by side. */
  readonly large: number | null
  /** What the server refused last, until the user has read it; null otherwise. */
  readonly refusal: string | null
  /** Why the user's own share could not start; null otherwise. */
  readonly shareRefusal: ShareRefusal | null
  /** Why the user's last call was refused, and the name of the other; null otherwise. */
  readonly callRefusal: { readonly reason: CallProblem; readonly name: string } | null
  readonly preferences: Preferences
}

export function initialPage(preferences: Preferences): PageState {
  return {
    stage: 'outside',
    form: 'guest',
    problem: null,
    asksServerPassword: false,
    meeting: initialState,
    account: null,
    keptLogin: null,
    stays: null,
    devices: [],
    joining: null,
    log: [],
    unread: 0,
    chatOpen: false,
    dialog: null,
    consent: null,
    microphone: 'off',
    speaker: 'off',
    sending: false,
    roundTrip: null,
    dropped: 0,
    losses: { frames: 0, at: 0 },
    now: 0,
    share: null,
    large: null,
    refusal: null,
    shareRefusal: null,
    callRefusal: null,
    preferences,
  }
}
