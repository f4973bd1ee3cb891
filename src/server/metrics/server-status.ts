/** The state of a server in numbers: what `chat-server ctl status` and the metrics show. */
export interface ServerStatus {
  readonly state: 'open' | 'short of descriptors' | 'draining' | 'ending'
  /** ms since it was created. */
  readonly uptime: number
  readonly connections: number
  /** The most connections allowed at one time. */
  readonly places: number
  readonly rooms: number
  /** People in rooms. */
  readonly participants: number
  readonly talkers: number
  /** Sessions whose connection broke and that may be resumed. */
  readonly absent: number
}
