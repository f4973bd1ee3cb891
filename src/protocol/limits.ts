/** The limits of the wire contract. Bytes, ms or code points, as each says. */
export const limits = {
  /** Bytes of a line, its end not counted, once the client said hello or joined. */
  line: 64 * 1024,
  /** Bytes of a line before that: a stranger gets less. */
  strangerLine: 4 * 1024,
  /** Bytes of a payload that came with an action that declares none: skipped up to here, closed above. */
  skippedPayload: 64 * 1024,
  /** Bytes of a voice payload; a frame of 20 ms at 48 kHz has 1,920. */
  voicePayload: 8 * 1024,
  /** Bytes of a line from the server, which may list a thousand rooms. */
  serverLine: 1024 * 1024,
  /** Code points of a person's or a room's name. */
  name: 32,
  /** Code points of a chat text. */
  text: 4_000,
  /** Rooms of a server: a list of them has to fit a line. */
  rooms: 1_000,
  /**
   * Bytes that a client may have told to others at once, and that come back each second. A message counts as its
   * text and a little more, so that a burst can never fill the queue of one who pauses for a moment.
   */
  toldBurst: 64 * 1024,
  toldPerSecond: 16 * 1024,
  toldOverhead: 512,
  /**
   * Actions that a client may ask for at once, and that come back each second; those that stream (voice,
   * acknowledgements) apart from the others. Who asks for more is read slower, and told nothing.
   */
  askedBurst: 200,
  askedPerSecond: 50,
  streamedBurst: 2_000,
  streamedPerSecond: 1_000,
  /** Chat messages that a client may send at once, and that come back each second: 10 in 5 s. */
  saidBurst: 10,
  saidPerSecond: 2,
  /** Rooms that a client may make at once, and within each minute after it. */
  createdRooms: 10,
  /** Bytes of one message with a part of a picture; what is relayed in one piece delays the voice behind it. */
  picturePayload: 1024 * 1024,
  /** Bytes that a sharer should keep to for such a message: voice waits behind it. */
  picturePiece: 12 * 1024,
  /** Pixels of a picture's longer side, and of all of it. */
  pictureSide: 4_096,
  picturePixels: 9_000_000,
  /** Rectangles of one message. */
  pictureRects: 1_024,
  /** Pictures a second that one person may share; as many may come at once. */
  picturesPerSecond: 60,
  /** Bytes of pictures a second; as many may come at once. Each message counts as its payload and a little more. */
  pictureBytesPerSecond: 8 * 1024 * 1024,
  pictureOverhead: 4 * 1024,
  /** Bytes of pictures that may wait for a slow watcher behind the one being sent, and that one with them. */
  pictureBacklog: 1024 * 1024,
  pictureQueue: 4 * 1024 * 1024,
  /** ms between two requests for a keyframe. */
  keyframePause: 1_000,
  /**
   * ms of voice that may come at once, and how much faster than real time it may come for long. What an outage
   * held back comes in a burst; a room keeps no more than the newest 200 ms of it anyway.
   */
  voiceBurst: 1_000,
  voiceSpeed: 1.5,
  /** ms for which voice that comes faster is dropped without a word, before it is refused. */
  voicePatience: 5_000,
  /** Characters of a password. */
  password: 256,
  /** Wrong passwords that may be tried from one address within `wrongPasswordWindow` ms of the first. */
  wrongPasswords: 10,
  wrongPasswordWindow: 60_000,
  /** Characters of the password of an account at least. */
  passwordAtLeast: 8,
  /** Accounts of a server, and keys of each. */
  accounts: 10_000,
  accountKeys: 16,
  /** Minutes of a ban at most: a year. */
  banMinutes: 525_600,
  /** Bans of a room, or of the server, at one time. */
  bans: 1_000,
  /** Characters of the reason for which somebody is kicked or banned. */
  reason: 200,
  /** ms that a stranger may take from connecting to the end of the TLS handshake. */
  handshake: 5_000,
  /** ms that a client may take from its connection to its first action. */
  firstAction: 5_000,
  /** Connections in all, and from one address that is not this machine's own, where the operator says nothing. */
  connections: 2_000,
  connectionsPerAddress: 64,
  /** ms of silence after which the kernel asks whether the other side is still there. */
  keepAlive: 30_000,
  /** Refused messages within `refusedWindow` ms that close a connection. */
  refusedMessages: 20,
  refusedWindow: 10_000,
  /** Payload bytes that may be on their way to a client that acknowledges (or two frames, if more). */
  window: 24 * 1024,
  /** Payload bytes of the window that pictures leave to voice: four frames of PCM at 48 kHz. */
  voiceRoom: 8 * 1024,
  /** Bytes of pictures that may wait in the server's own queue to one connection. */
  pictureWrites: 16 * 1024,
  /** A client that acknowledges does so after this many payload bytes or this many ms, whichever is first. */
  ackBytes: 8 * 1024,
  ackAfter: 50,
  /** ms without an acknowledgement, while one is due, after which the connection is closed. */
  ackPatience: 5_000,
  /** ms: voice that waited longer is dropped. */
  voiceAge: 200,
  /** Bytes of control messages that may wait for a slow reader before it is closed. */
  controlBacklog: 256 * 1024,
  /** ms within which a session whose connection broke can be resumed. */
  resumeWithin: 60_000,
  /** Sessions that are kept so at one time. */
  absentSessions: 500,
  /** Chat messages that are kept for one of them. */
  missedTexts: 100,
  /** Characters of a token to resume by. */
  resumeToken: 64,
  /** Recordings that a server makes at one time, and tracks of one; who comes after them is in its mix alone. */
  recordings: 16,
  /** Recordings by the server that a client may begin at once, and within each minute after it. */
  begunRecordings: 5,
  recordedTracks: 256,
  /** Recordings in a list, and tokens by which they may be asked for at once. */
  recordingsListed: 100,
  /** Bytes of a piece of a recorded file: two of them and a voice frame fit what may be on its way. */
  recordingPiece: 8 * 1024,
  /** Code points of a marker. */
  marker: 200,
  /** ms between two heartbeats of a client that hears nothing else, and after which the other side is given up. */
  heartbeat: 5_000,
  heartbeatPatience: 15_000,
} as const

/** Values for all of them: an operator may choose others for what only the server holds. */
export type Limits = { readonly [Name in keyof typeof limits]: number }
