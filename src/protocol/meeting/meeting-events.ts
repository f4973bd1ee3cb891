import type { LabelFields } from '../labels.ts'
import type { Person, RoomDetails, ShareKind, User } from '../shapes.ts'
import type { CallEvent } from './call-events.ts'

/** Events of the user's share. */
export type SharingEvent =
  | { event: 'sharing_started'; kind: 'screen' | 'camera'; label: string }
  /** Number of people watching the user's share. */
  | { event: 'sharing_watched'; watchers: number }
  /** `reason`: why it stopped; null if the user stopped it. */
  | { event: 'sharing_stopped'; reason: string | null }

/** The events of a meeting. `--json` prints one per line, and the state is reduced from them. */
export type MeetingEvent =
  /** `key`: the eight words of the server's key; null where it is not encrypted. */
  | {
      event: 'connected'
      host: string
      port: number
      encrypted: boolean
      key: string | null
      rate: number
      self: Person
    }
  /** The list of rooms; `asked` when the user asked for it. */
  | { event: 'rooms'; rooms: RoomDetails[]; asked: boolean }
  /** People in rooms now, and messages sent in them so far. Rooms without a change may be missing. */
  | { event: 'activity'; rooms: { room: string; users: number; said: number }[] }
  /** `call`: the call that moved the user there at `at` (ms since 1970), or back from its room. */
  | { event: 'joined'; room: string; users: User[]; call?: string; at?: number }
  | { event: 'left'; room: string }
  | { event: 'users'; room: string; users: User[] }
  | { event: 'speaking'; room: string; users: number[] }
  /** A message; `to` is the recipient of a private one. `at` is ms since 1970. */
  | { event: 'said'; from: Person; text: string; at: number; private: boolean; to?: Person; key?: string }
  /** What was said in the room before, oldest first; `more`: there are older messages. `from` is 0 for an earlier run of the server. */
  | { event: 'history'; room: string; said: LabelFields<'history'>['said']; more: boolean }
  /** Somebody deleted what was said in the room before. */
  | { event: 'history_deleted'; room: string; by: Person }
  /** The user's own message on its way to `room`; `said` with the same `key` follows, or `unsaid`. */
  | { event: 'saying'; key: string; room: string; text: string; at: number; to?: Person }
  /** A message of the user that is not said, and why: a part of a sentence. */
  | { event: 'unsaid'; key: string; text: string; reason: string }
  | { event: 'volume'; user: number; gain_db: number }
  | { event: 'screen_started'; from: Person; kind: ShareKind }
  | { event: 'screen_stopped'; from: Person }
  /** `tracks`: the server records for `by`, as `recording`. `reason`: why it ended, unless a person ended it. */
  | {
      event: 'recording'
      on: boolean
      by: Person
      tracks?: boolean
      recording?: string
      paused?: boolean
      reason?: string
    }
  /** Somebody wants the server to record the room; the user is not recorded before agreeing. */
  | { event: 'consent_wanted'; room: string; by: Person; recording: string }
  /** The user's own answer, for one recording. */
  | { event: 'consent'; agree: boolean; recording: string }
  /** `at` is ms from the start of the server's recording. */
  | { event: 'recording_marked'; by: Person; text: string; at: number }
  /** The user's recording on the server is complete and can be fetched. */
  | { event: 'recorded'; recording: string; seconds: number; problem?: string }
  | { event: 'recording_started'; path: string }
  | { event: 'recording_paused'; on: boolean }
  | { event: 'recording_stopped'; path: string; seconds: number; lost_seconds: number }
  /** Somebody was kicked, or banned if `minutes` is set, from the room or the server. */
  | {
      event: 'removed'
      user: number
      name: string
      by: string
      room?: string
      reason?: string
      minutes?: number
      from: 'room' | 'server'
    }
  /** The user became an operator of the server. */
  | { event: 'operator' }
  | SharingEvent
  | CallEvent
  | { event: 'muted'; on: boolean }
  | { event: 'deafened'; on: boolean }
  | { event: 'renamed'; name: string }
  | { event: 'logged_out'; name: string; reason: LabelFields<'logged_out'>['reason'] }
  | { event: 'device'; kind: 'microphone' | 'speaker'; fine: boolean; message: string }
  | { event: 'notice'; text: string }
  | { event: 'error'; text: string }
  | {
      event: 'statistics'
      /** Frames of 20 ms: played, concealed because they were missing, dropped as too late, and not decodable. */
      played: number
      underruns: number
      dropped: number
      corrupt: number
      /** Playout delay in ms. */
      delay_ms: number
      /** Frames of the user's voice that were dropped because the network was too slow. */
      voice_not_sent: number
    }
  /** The connection was lost; the client reconnects. */
  | { event: 'lost'; reason: string }
  /** The next attempt to connect is at `retry_at`, ms of a monotonic clock. `reason`: why the server refused the one before. */
  | { event: 'waiting'; retry_at: number; attempt: number; reason?: string }
  | { event: 'trying'; attempt: number }
  /** `resumed`: the session continued, and others saw no departure. */
  | { event: 'reconnected'; resumed: boolean; encrypted: boolean; key: string | null; self: Person }
  | { event: 'ended'; reason: string }
