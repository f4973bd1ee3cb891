import type { RoomDetails, ShareKind, User } from '../../protocol/shapes.ts'
import type { SharingEvent } from '../sharing/sharing.ts'

/** A person, as far as a line needs to know. */
export interface Person {
  id: number
  name: string
}

/** All that can happen in a meeting. It is what `--json` prints, a line each, and what the state is made from. */
export type MeetingEvent =
  | { event: 'connected'; host: string; port: number; encrypted: boolean; rate: number; self: Person }
  /** The rooms there are; `asked` where somebody wanted to see the list. */
  | { event: 'rooms'; rooms: RoomDetails[]; asked: boolean }
  /** How many are in some rooms now, and how many messages were said in them so far. */
  | { event: 'activity'; rooms: { room: string; users: number; said: number }[] }
  | { event: 'joined'; room: string; users: User[] }
  | { event: 'left'; room: string }
  | { event: 'users'; room: string; users: User[] }
  | { event: 'speaking'; room: string; users: number[] }
  /** `to` is there where it was told to one person alone. */
  | { event: 'said'; from: Person; text: string; at: number; private: boolean; to?: Person }
  | { event: 'volume'; user: number; gain_db: number }
  | { event: 'screen_started'; from: Person; kind: ShareKind }
  | { event: 'screen_stopped'; from: Person }
  /** With `tracks` the server records for them; `reason` is why it ended, where nobody ended it. */
  | { event: 'recording'; on: boolean; by: Person; tracks?: boolean; paused?: boolean; reason?: string }
  /** Somebody wants the server to record the room; nothing of oneself is, before one agrees. */
  | { event: 'consent_wanted'; room: string; by: Person }
  /** One's own answer. */
  | { event: 'consent'; agree: boolean }
  /** `at` is ms from the beginning of the server's recording. */
  | { event: 'recording_marked'; by: Person; text: string; at: number }
  /** One's own recording on the server is done, and can be fetched. */
  | { event: 'recorded'; recording: string; seconds: number; problem?: string }
  | { event: 'recording_started'; path: string }
  | { event: 'recording_paused'; on: boolean }
  | { event: 'recording_stopped'; path: string; seconds: number; lost_seconds: number }
  /** Somebody was kicked or (with `minutes`) banned, from the room or the server. */
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
  /** One is an operator of the server from now on. */
  | { event: 'operator' }
  | SharingEvent
  | { event: 'muted'; on: boolean }
  | { event: 'deafened'; on: boolean }
  | { event: 'renamed'; name: string }
  | { event: 'device'; kind: 'microphone' | 'speaker'; fine: boolean; message: string }
  | { event: 'notice'; text: string }
  | { event: 'error'; text: string }
  | {
      event: 'statistics'
      /** Frames played whole, frames whose lack was hidden, frames that came too late or could not be decoded. */
      played: number
      underruns: number
      dropped: number
      corrupt: number
      /** ms of sound that is gathered before it is played. */
      delay_ms: number
      /** Frames of one's own voice that the network was too slow for. */
      voice_not_sent: number
    }
  /** The connection is lost; it will be made again. */
  | { event: 'lost'; reason: string }
  /** The next attempt to connect comes at `retry_at`, ms of a clock that counts from an arbitrary moment. */
  | { event: 'waiting'; retry_at: number; attempt: number }
  | { event: 'trying'; attempt: number }
  /** `resumed`: the others never saw one go. */
  | { event: 'reconnected'; resumed: boolean; self: Person }
  | { event: 'ended'; reason: string }
