/** The default limits of the wire contract, and of what a server holds for its clients. */
export const limits = {
  /** Bytes of a line without its end, after the client has sent `hello` or joined a room. */
  line: 64 * 1024,
  /** Bytes of a line before that: unauthenticated clients can make the server buffer less. */
  strangerLine: 4 * 1024,
  /** Bytes of a payload on an action that takes none: skipped up to this length; a longer one closes. */
  skippedPayload: 64 * 1024,
  /** Bytes of a voice payload; a PCM frame of 20 ms at 48 kHz has 1,920. */
  voicePayload: 8 * 1024,
  /** Bytes of a line from the server; enough for a list of 1,000 rooms. */
  serverLine: 1024 * 1024,
  /** Code points of the name of a user or room. */
  name: 32,
  /** Code points of a chat message. */
  text: 4_000,
  /** Rooms of a server; their list must fit in one line. */
  rooms: 1_000,
  /**
   * Token bucket for text that is relayed to others (chat, announcements of recordings): bytes at once, bytes
   * refilled per second, and the overhead added to each text, so that a burst cannot fill the queue of a
   * client that stalls for a moment.
   */
  toldBurst: 64 * 1024,
  toldPerSecond: 16 * 1024,
  toldOverhead: 512,
  /**
   * Token buckets for actions: at once, and refilled per second; one for streamed actions (voice,
   * acknowledgements), one for all others. A client above its rate is read more slowly; it gets no error.
   */
  askedBurst: 200,
  askedPerSecond: 50,
  streamedBurst: 2_000,
  streamedPerSecond: 1_000,
  /** Token bucket for chat messages: at once, and refilled per second. Sustained: 10 in 5 s. */
  saidBurst: 10,
  saidPerSecond: 2,
  /** Messages of a room that latecomers are told, and bytes of memory for those of all rooms. */
  historyTexts: 500,
  historyBytes: 64 * 1024 * 1024,
  /** Bytes of the messages of one reply to `history`. */
  historyReply: 128 * 1024,
  /** Requests for the history at once, and refilled per second. */
  historyBurst: 20,
  historyPerSecond: 2,
  /** Rooms that a client may create at once, and in each following minute. */
  createdRooms: 10,
  /** Bytes of one `screen` message. A message is relayed in one piece and delays the voice behind it. */
  picturePayload: 1024 * 1024,
  /** Bytes that a sharer should not exceed per `screen` message, to keep the voice delay low. */
  picturePiece: 12 * 1024,
  /** Pixels of the longer side of a picture, and of its area. */
  pictureSide: 4_096,
  picturePixels: 9_000_000,
  /** Rectangles of one `screen` message. */
  pictureRects: 1_024,
  /** Pictures per second from one sharer; also the burst. */
  picturesPerSecond: 60,
  /** Bytes of pictures per second from one sharer; also the burst. The overhead is added to each message. */
  pictureBytesPerSecond: 8 * 1024 * 1024,
  pictureOverhead: 4 * 1024,
  /** Bytes of pictures queued for a slow watcher: behind the one being sent, and including it. */
  pictureBacklog: 1024 * 1024,
  pictureQueue: 4 * 1024 * 1024,
  /** ms between two keyframe requests to a sharer. */
  keyframePause: 1_000,
  /**
   * ms of voice that may arrive at once, and the sustained speed as a multiple of real time. After an outage,
   * delayed voice arrives in a burst; a room keeps only the newest 200 ms of it.
   */
  voiceBurst: 1_000,
  voiceSpeed: 1.5,
  /** ms for which voice above that speed is silently dropped before it is refused. */
  voicePatience: 5_000,
  /** People whose voice is mixed at the same time: the loudest of a room, and of one address of another machine. */
  roomTalkers: 12,
  addressTalkers: 32,
  /** Characters of a password. */
  password: 256,
  /** Wrong passwords allowed from one address within `wrongPasswordWindow` ms of the first. */
  wrongPasswords: 10,
  wrongPasswordWindow: 60_000,
  /** New passwords (of rooms and accounts) and new accounts of one address within `newPasswordWindow` ms of the first. */
  newPasswords: 64,
  newPasswordWindow: 60_000,
  /** Accounts whose owners ask the operator for a reset code. */
  resetAsks: 1_000,
  /** Minimum length of an account password, in characters. */
  passwordAtLeast: 8,
  /** Accounts of a server, and keys of one account. */
  accounts: 10_000,
  accountKeys: 16,
  /** Connections that may be logged in to one account at the same time. */
  accountSessions: 5,
  /** Longest ban, in minutes: one year. */
  banMinutes: 525_600,
  /** Active bans of one room, or of the server. */
  bans: 1_000,
  /** Code points of the reason of a kick or ban. */
  reason: 200,
  /** ms from connecting to the end of the TLS handshake. */
  handshake: 5_000,
  /** ms from connecting to the first action. */
  firstAction: 5_000,
  /** Default number of connections: in total, and per remote address. Loopback is exempt from the latter. */
  connections: 2_000,
  connectionsPerAddress: 64,
  /** The same for connections with HTTP requests: a browser opens six. A page that is open counts as a client. */
  pageConnections: 1_000,
  pageConnectionsPerAddress: 256,
  /** HTTP requests of one address within `pageRequestWindow` ms of the first. */
  pageRequests: 1_500,
  pageRequestWindow: 60_000,
  /** ms of silence before the kernel sends TCP keep-alive probes. */
  keepAlive: 30_000,
  /** Number of refused messages within `refusedWindow` ms that closes a connection. */
  refusedMessages: 20,
  refusedWindow: 10_000,
  /** Unacknowledged payload bytes to a client that acknowledges (or two payloads, if larger). */
  window: 24 * 1024,
  /** Payload bytes of the window that are reserved for voice: four PCM frames at 48 kHz. */
  voiceRoom: 8 * 1024,
  /** Bytes of pictures in the write queue of one connection. */
  pictureWrites: 16 * 1024,
  /** An acknowledgement is due after this many payload bytes or ms, whichever comes first. */
  ackBytes: 8 * 1024,
  ackAfter: 50,
  /** ms without a due acknowledgement before the connection is closed. */
  ackPatience: 5_000,
  /** ms; voice that has waited longer is dropped. */
  voiceAge: 200,
  /** Bytes of control messages queued for a slow reader before its connection is closed. */
  controlBacklog: 256 * 1024,
  /** ms during which a session can be resumed after its connection is lost. */
  resumeWithin: 60_000,
  /** Detached sessions kept at the same time: in all, and per remote address. */
  absentSessions: 500,
  absentPerAddress: 100,
  /** Chat messages kept for one detached session. */
  missedTexts: 100,
  /** Characters of a resume token. */
  resumeToken: 64,
  /** Simultaneous recordings of a server. */
  recordings: 16,
  /** Simultaneous recordings for people at one address. */
  addressRecordings: 4,
  /** Server recordings that a client may start at once, and in each following minute; the same for an address. */
  begunRecordings: 5,
  addressBegunRecordings: 20,
  /** Bytes of one recording, and of all recordings in the folder of a server. */
  recordingBytes: 16 * 1024 ** 3,
  recordingsBytes: 64 * 1024 ** 3,
  /** ms from the start of a recording to its end, pauses included. */
  recordingTime: 12 * 3_600_000,
  /** What recordings leave free of the disk: this many bytes or percent of it, whichever is less. */
  diskReserve: 1_000_000_000,
  diskReservePercent: 5,
  /** People listed in a recording; beyond that, those who left without a track are dropped. */
  recordedPeople: 1_000,
  /** Tracks of one recording; further participants are recorded in the mix only. */
  recordedTracks: 256,
  /** Recordings in one list, and tokens in one request for it. */
  recordingsListed: 100,
  /** Bytes of a piece of a recorded file; two pieces and a voice frame fit in the window. */
  recordingPiece: 8 * 1024,
  /** ms for which a call rings, and ms within which a lost connection does not end one. */
  ringFor: 45_000,
  callResumeWithin: 15_000,
  /** Calls and invitations of a client at once, and in each following minute. */
  placedCalls: 10,
  /** Code points of the text of a presence. */
  presenceText: 64,
  /** Missed calls kept for an account that is not logged in, and names that a person may block. */
  missedCalls: 50,
  blocked: 200,
  /** Code points of the text of a marker. */
  marker: 200,
  /** ms between pings of a client that receives nothing else, and ms of silence before it closes the connection. */
  heartbeat: 5_000,
  heartbeatPatience: 15_000,
} as const

/** A value for each limit. An operator can override those that only the server depends on. */
export type Limits = { readonly [Name in keyof typeof limits]: number }
