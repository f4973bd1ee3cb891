import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import type { MeetingState } from '../../protocol/meeting/state.ts'
import type { Size } from '../../tui/region.ts'
import type { ScreenEvent } from '../commands/screen-controls.ts'
import type { FetchStatus } from '../recordings/fetching.ts'
import type { SharingStatus } from '../sharing/sharing.ts'
import type { WatchEvent } from './pictures/watched.ts'
import type { Sample, ServerChoice, Stage, VoiceMode } from './state.ts'

/** Every event that changes the state of the interface. */
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
  | { readonly event: 'submitted' }
  | { readonly event: 'recalled'; readonly by: 1 | -1 }
  | { readonly event: 'selected'; readonly list: 'rooms' | 'people'; readonly key: string }
  | { readonly event: 'consent-put-off' }
  | { readonly event: 'ring-put-off' }
  | ScreenEvent
  | WatchEvent
