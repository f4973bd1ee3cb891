import { messageLine } from '../../protocol/wire/message-line.ts'

/** `debug` is every message, `info` what users and operators do, `warn` what needs attention, `error` a bug. */
export type Level = 'debug' | 'info' | 'warn' | 'error'

interface Entry<Fields> {
  readonly level: Level
  /** When it is written, and its fields. */
  readonly doc: string
  /** Whether it is written to the audit log. */
  readonly audited: boolean
  /** Its line in the text log, in the format of the original system; null for events that have none there. */
  text(fields: Fields): string | null
}

/** Why a connection is refused, as the log and the metrics name it. */
export const refusalReasons = ['full', 'address', 'descriptors', 'draining', 'handshake'] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** The address and port of a client. */
export interface ClientPlace {
  readonly address: string
  readonly port: number
}

/** A client with its identity. */
interface Person extends ClientPlace {
  readonly user: number
  readonly name: string
}

/** A moderation action: who did it, to which person or room, and why. */
export interface ModerationNote {
  readonly by: string
  /** The moderator's address; null at the console. */
  readonly address?: string | null
  readonly as: 'operator' | 'host' | 'console'
  readonly deed:
    | 'deleted the history'
    | 'kicked'
    | 'banned'
    | 'unbanned'
    | 'muted for all'
    | 'unmuted'
    | 'closed'
    | 'opened'
    | 'made host'
    | 'made operator'
    | 'revoked operator'
  readonly whom?: { readonly name: string; readonly address?: string }
  readonly room?: string
  readonly minutes?: number
  readonly reason?: string
}

/** A message as JSON, without secrets. */
type Message = ClientPlace & { readonly message: string }

function entry<Fields>(level: Level, doc: string, text: Entry<Fields>['text'] = () => null): Entry<Fields> {
  return { level, doc, text, audited: false }
}

/** An entry that is written to the audit log as well. */
function audited<Fields>(level: Level, doc: string, text: Entry<Fields>['text'] = () => null): Entry<Fields> {
  return { level, doc, text, audited: true }
}

/** Whose password was set. */
export interface PasswordSubject {
  readonly room?: string
  readonly account?: string
  /** Set with a reset code. */
  readonly by_code?: true
}

/** Who records a room, `tracks` for a recording by the server with its id. */
interface RecordingNote {
  readonly room: string
  readonly user: number
  readonly name: string
  readonly tracks: boolean
  readonly recording?: string
}

/** A call, or an invitation to one, with its caller and callee. */
interface CallNote {
  readonly call: string
  /** The caller's. */
  readonly address: string
  readonly user: number
  readonly name: string
  readonly to: string
}

/** Every event that the server logs. */
export const logEvents = {
  listening: audited<{
    version: string
    addresses: readonly string[]
    port: number
    tls: boolean
    plain: boolean
    fingerprint: string | null
    password: boolean
    metrics: string | null
  }>(
    'info',
    'the server started; `addresses`, `port`, `version`, whether it accepts connections with `tls` and without (`plain`), `fingerprint` of its key, whether it has a `password`, address of `metrics`',
  ),
  clock_jumped: entry<{ ms: number }>(
    'warn',
    'the clock of the machine jumped by `ms`; bans and reset codes keep their length',
    ({ ms }) =>
      `The clock of this machine jumped by ${Math.round(ms / 1000)} s; bans and reset codes keep their length`,
  ),
  ending: audited<object>('info', 'the server is shutting down'),
  connected: entry<ClientPlace>(
    'info',
    'a client connected; all events of a client carry its `address` and `port`',
    ({ address, port }) => `Accepted request from: ${address} port ${port}`,
  ),
  refused: entry<{ address: string; reason: RefusalReason; message: string }>(
    'info',
    'a connection was refused; `reason` is one word, `message` what the client was sent',
    ({ address, message }) => `Refused request from: ${address} : ${message}`,
  ),
  registered: audited<Person>('info', 'a user registered their name'),
  logged_in: entry<Person>('info', 'a user logged in to an account'),
  operator: audited<Person>(
    'info',
    'a user became an operator',
    ({ name, address }) => `Moderation: ${name} at ${address} became an operator`,
  ),
  operator_revoked: audited<Person>(
    'info',
    'a user is no longer an operator',
    ({ name, address }) => `Moderation: ${name} at ${address} is no longer an operator`,
  ),
  wrong_token: audited<Person>(
    'info',
    "a user sent a wrong operator's token",
    ({ address }) => `Moderation: wrong operator's token from ${address}`,
  ),
  moderated: audited<ModerationNote>(
    'info',
    'a host, an operator or the console (`as`) took a moderation action (`deed`)',
    ({ by, as, deed, whom, room, minutes, reason }) =>
      [
        `Moderation: ${by} (${as}) ${deed}`,
        ...(whom
          ? [whom.address === undefined ? whom.name : `${whom.name || 'an unnamed user'} at ${whom.address}`]
          : []),
        ...(room === undefined ? [] : [`in the room ${room}`]),
        ...(minutes === undefined ? [] : [`for ${minutes} min`]),
        ...(reason ? [`: ${reason}`] : []),
      ].join(' '),
  ),
  password_set: audited<Person & PasswordSubject>(
    'info',
    'a user set the password of an `account` (`by_code`: with a reset code) or created a `room` with a password',
  ),
  reset_asked: audited<Person & PasswordSubject>(
    'info',
    'a user forgot the password of an `account` and asks for a reset code',
  ),
  account_managed: audited<{ name: string; deed: 'reset code issued' | 'removed' | 'made operator' | 'no operator' }>(
    'info',
    'the console changed the account of a `name` (`deed`)',
  ),
  recording_started: audited<RecordingNote>(
    'info',
    'a user began to record a `room`; `tracks` if the server records for them, `recording` is its id',
  ),
  recording_ended: audited<RecordingNote>('info', 'the same ended'),
  called: audited<CallNote>('info', 'a user called another one (`to`), who is rung'),
  call_ended: audited<CallNote & { reason: string; seconds: number }>(
    'info',
    'the same ended, for a `reason`; `seconds` since it was answered, 0 if it was not',
  ),
  audit_failed: entry<{ path: string; reason: string }>(
    'warn',
    'the audit log cannot be written; at most once per minute',
    ({ path, reason }) => `Cannot write the audit log ${path}: ${reason}`,
  ),
  wrong_password: entry<Person>('info', 'a user sent a wrong password, of the server or of a room'),
  named: entry<Person>('info', 'a user has a new `name`; `user` is the id, which stays the same'),
  joined: entry<Person & { room: string }>('info', 'a user joined a `room`'),
  left: entry<Person & { room: string }>('info', 'a user left a `room`'),
  cut_off: entry<Person>('info', 'a connection was lost; its session can be resumed'),
  resumed: entry<Person>('info', 'a session was resumed'),
  closed: entry<ClientPlace & { code: string; message: string }>(
    'info',
    'a connection was closed because of what the client did; `code` and `message` are what it was sent',
  ),
  ended: entry<ClientPlace>(
    'info',
    'a connection ended',
    ({ address, port }) => `Ended request from: ${address} port ${port}`,
  ),
  ctl: entry<{ verb: string; args: readonly string[] }>(
    'info',
    'an operator used `chat-server ctl`',
    ({ verb, args }) => `ctl: ${[verb, ...args].join(' ')}`,
  ),
  received: entry<Message & { action: string }>(
    'debug',
    'a message was received',
    ({ address, port, action, message }) => messageLine('I', action, address, port, message),
  ),
  received_in_all: entry<ClientPlace & { action: string; messages: number; bytes: number }>(
    'debug',
    'how many messages of a frequent action a connection sent; written when it ends',
    ({ address, port, action, messages, bytes }) =>
      messageLine('I', action, address, port, `${messages} messages, ${bytes} bytes of payload`),
  ),
  dropped_in_all: entry<ClientPlace & { frames: number }>(
    'debug',
    'how many voice frames of a connection were dropped because they arrived too fast; written when it ends',
    ({ address, port, frames }) =>
      messageLine('I', 'voice', address, port, `${frames} frames arrived too fast and were dropped`),
  ),
  sent: entry<Message & { label: string }>('debug', 'a message was sent', ({ address, port, label, message }) =>
    messageLine('O', label, address, port, message),
  ),
  not_announced: entry<{ message: string }>(
    'info',
    'the server cannot be announced on the local network',
    ({ message }) => `Not announced on the local network: ${message}`,
  ),
  accepting_paused: entry<{ limit: number }>(
    'warn',
    'almost all file descriptors are in use: new connections are refused',
    ({ limit }) => `Refusing new connections: almost all of the ${limit} file descriptors are in use; raise ulimit -n`,
  ),
  accepting_resumed: entry<{ limit: number }>(
    'warn',
    'file descriptors are free again',
    () => 'Accepting new connections again',
  ),
  accept_failed: entry<{ message: string }>(
    'warn',
    'the system could not accept a connection',
    ({ message }) => `Could not accept a connection: ${message}`,
  ),
  client_failed: entry<ClientPlace & { message: string }>(
    'error',
    'an internal error that ended one connection; `message` is the stack trace',
    ({ address, port, message }) => `Internal error for: ${address} port ${port} : ${message}`,
  ),
  accounts_failed: entry<{ message: string }>(
    'error',
    'accounts or bans could not be read or stored; who needs them is told to try again later',
    ({ message }) => `Accounts: ${message}`,
  ),
  history_failed: entry<{ message: string }>(
    'error',
    'the history of a room could not be read or written; what is said goes on in memory',
    ({ message }) => `History: ${message}`,
  ),
  certificate_renewed: entry<object>(
    'info',
    'new connections get a new certificate, because the old one ends soon or the machine has another address',
    () => 'Renewed the certificate of the web client; the key is the same',
  ),
  certificate_failed: entry<{ message: string }>(
    'warn',
    'the certificate could not be renewed; the present one stays in use',
    ({ message }) => `Cannot renew the certificate of the web client: ${message}`,
  ),
  failed: entry<{ message: string }>(
    'error',
    'an internal error that ended no connection',
    ({ message }) => `Internal error; the server keeps running : ${message}`,
  ),
} as const

export type EventName = keyof typeof logEvents

export type EventFields<Name extends EventName> = Parameters<(typeof logEvents)[Name]['text']>[0]
