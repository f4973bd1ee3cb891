import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import type {
  DeviceStatus,
  Dialog,
  EntryForm,
  OwnShare,
  PageState,
  Preferences,
  Problem,
  ShareRefusal,
} from './page-state.ts'

/** What changes the page: events of the meeting, and what the user and the browser do. */
export type PageEvent =
  /** An event of the meeting. `at`: ms since 1970. */
  | { readonly type: 'meeting'; readonly happened: MeetingEvent; readonly at: number }
  | { readonly type: 'form'; readonly form: EntryForm }
  | { readonly type: 'entering' }
  | { readonly type: 'refused'; readonly problem: Problem }
  /** The user left the server. */
  | { readonly type: 'outside'; readonly problem: Problem | null }
  | { readonly type: 'account'; readonly name: string | null }
  | { readonly type: 'kept login'; readonly name: string | null }
  | { readonly type: 'stays'; readonly stays: boolean }
  | { readonly type: 'devices'; readonly devices: PageState['devices'] }
  | { readonly type: 'joining'; readonly room: string; readonly refusal: string | null }
  | { readonly type: 'not joining' }
  | { readonly type: 'chat'; readonly open: boolean }
  | { readonly type: 'dialog'; readonly dialog: Dialog | null }
  | { readonly type: 'device'; readonly kind: 'microphone' | 'speaker'; readonly status: DeviceStatus }
  /** Measurements, a few times a second. */
  | ({ readonly type: 'sample' } & Pick<PageState, 'sending' | 'roundTrip' | 'dropped' | 'now'>)
  | { readonly type: 'share'; readonly share: OwnShare | null }
  | { readonly type: 'refusal read' }
  | { readonly type: 'share refused'; readonly reason: ShareRefusal | null }
  | { readonly type: 'call refusal'; readonly refusal: PageState['callRefusal'] }
  | { readonly type: 'large'; readonly person: number | null }
  | { readonly type: 'preferences'; readonly preferences: Preferences }
