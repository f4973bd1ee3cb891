import type { Edit } from '../../tui/input-line.ts'
import type { MeetingEvent } from '../meeting/meeting-events.ts'
import type { MeetingState } from '../meeting/state.ts'
import type { FetchStatus } from '../recordings/fetching.ts'
import type { SharingStatus } from '../sharing/sharing.ts'
import type { WatchEvent } from './pictures/watched.ts'
import type { Focus, Overlay, Size, Stage } from './state.ts'

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

/** What keys do to a line that is typed, and to a list. */
export type OverlayEvent =
  | { readonly event: 'typed'; readonly text: string }
  | { readonly event: 'edited'; readonly edit: Edit }
  | { readonly event: 'replaced'; readonly text: string }
  | { readonly event: 'selection-moved'; readonly by: number }

/** All that changes what the screen shows. */
export type UiEvent =
  | {
      readonly event: 'meeting'
      readonly happened: MeetingEvent
      readonly before: MeetingState
      readonly after: MeetingState
      /** ms since 1970. */
      readonly at: number
      /** ms of the monotonic clock. */
      readonly now: number
    }
  | { readonly event: 'stage'; readonly stage: Stage }
  | { readonly event: 'servers'; readonly servers: readonly ServerChoice[] }
  | {
      readonly event: 'sampled'
      readonly sample: Sample
      readonly now: number
      readonly mode: VoiceMode
      readonly sharing: SharingStatus | null
      readonly fetching: FetchStatus | null
    }
  | { readonly event: 'resized'; readonly size: Size }
  | OverlayEvent
  | { readonly event: 'submitted' }
  | { readonly event: 'recalled'; readonly by: 1 | -1 }
  | { readonly event: 'focused'; readonly focus: Focus }
  | { readonly event: 'focus-moved'; readonly by: 1 | -1 }
  | { readonly event: 'selected'; readonly list: 'rooms' | 'people'; readonly key: string }
  | { readonly event: 'scrolled'; readonly by: number | 'top' | 'bottom' }
  | { readonly event: 'overlay'; readonly overlay: Overlay | null }
  | { readonly event: 'consent-put-off' }
  | { readonly event: 'side-bar' }
  | { readonly event: 'cleared' }
  | WatchEvent
