import { messageLine } from '../../protocol/wire/message-line.ts'
import type { RefusalReason } from '../net/connection-limiter.ts'

/** `debug` is each message, `info` what people and administrators do, `warn` what to look at, `error` our mistakes. */
export type Level = 'debug' | 'info' | 'warn' | 'error'

interface Entry<Fields> {
  readonly level: Level
  /** What it says, and its fields. */
  readonly doc: string
  /** Its line as text, in the form of the original system; null where that knew no such thing. */
  text(fields: Fields): string | null
}

/** Where a client is. */
export interface ClientPlace {
  readonly address: string
  readonly port: number
}

/** Who somebody is. */
interface Person extends ClientPlace {
  readonly user: number
  readonly name: string
}

/** Who did what to whom, to keep order. */
export interface ModerationNote {
  readonly by: string
  readonly as: 'operator' | 'host' | 'console'
  readonly deed:
    | 'kicked'
    | 'banned'
    | 'unbanned'
    | 'muted for all'
    | 'unmuted'
    | 'closed'
    | 'opened'
    | 'made host'
  readonly whom?: { readonly name: string; readonly address?: string }
  readonly room?: string
  readonly minutes?: number
  readonly reason?: string
}

/** A message as JSON without its secrets. */
type Message = ClientPlace & { readonly message: string }

function entry<Fields>(level: Level, doc: string, text: Entry<Fields>['text'] = () => null): Entry<Fields> {
  return { level, doc, text }
}

/** Everything that the server may write into its log. */
export const logEvents = {
  listening: entry<{
    version: string
    addresses: readonly string[]
    port: number
    tls: boolean
    fingerprint: string | null
    metrics: string | null
  }>(
    'info',
    'the server has started; `addresses`, `port`, `version`, `fingerprint` of its key, address of `metrics`',
  ),
  ending: entry<object>('info', 'it was told to end'),
  connected: entry<ClientPlace>(
    'info',
    'somebody connected; `address` and `port` of theirs are told of whatever they do',
    ({ address, port }) => `Accepted request from: ${address} port ${port}`,
  ),
  refused: entry<{ address: string; reason: RefusalReason; message: string }>(
    'info',
    'somebody was not let in; `reason` is a word, `message` what they were told',
    ({ address, message }) => `Refused request from: ${address} : ${message}`,
  ),
  registered: entry<Person>('info', 'somebody keeps their name for themselves from now on'),
  logged_in: entry<Person>('info', 'somebody proved that a registered name is theirs'),
  operator: entry<Person>(
    'info',
    'somebody is an operator from now on',
    ({ name, address }) => `Moderation: ${name} at ${address} is an operator now`,
  ),
  operator_no_more: entry<Person>(
    'info',
    'somebody is none any more',
    ({ name, address }) => `Moderation: ${name} at ${address} is no operator now`,
  ),
  wrong_token: entry<Person>(
    'info',
    "somebody said a wrong operator's token",
    ({ address }) => `Moderation: a wrong operator's token came from ${address}`,
  ),
  moderated: entry<ModerationNote>(
    'info',
    'a host, an operator or the console (`as`) did something (`deed`) to keep order',
    ({ by, as, deed, whom, room, minutes, reason }) =>
      [
        `Moderation: ${by} (${as}) ${deed}`,
        ...(whom
          ? [
              whom.address === undefined
                ? whom.name
                : `${whom.name || 'somebody without a name'} at ${whom.address}`,
            ]
          : []),
        ...(room === undefined ? [] : [`in the room ${room}`]),
        ...(minutes === undefined ? [] : [`for ${minutes} min`]),
        ...(reason ? [`: ${reason}`] : []),
      ].join(' '),
  ),
  wrong_password: entry<Person>('info', 'somebody said a wrong password, of the server or of a room'),
  named: entry<Person>('info', 'somebody has a `name` now; `user` is the number that stays theirs'),
  joined: entry<Person & { room: string }>('info', 'somebody went into a `room`'),
  left: entry<Person & { room: string }>('info', 'somebody left it'),
  cut_off: entry<Person>('info', 'a connection broke, and its session waits for another one'),
  resumed: entry<Person>('info', 'it came'),
  closed: entry<ClientPlace & { code: string; message: string }>(
    'info',
    'a connection was closed for what the client did; `code` and `message` are what it was told',
  ),
  ended: entry<ClientPlace>(
    'info',
    'a connection is over',
    ({ address, port }) => `Ended request from: ${address} port ${port}`,
  ),
  ctl: entry<{ verb: string; args: readonly string[] }>(
    'info',
    'an administrator told the server something',
    ({ verb, args }) => `Told to ${[verb, ...args].join(' ')}`,
  ),
  received: entry<Message & { action: string }>(
    'debug',
    'a message that came',
    ({ address, port, action, message }) => messageLine('I', action, address, port, message),
  ),
  received_in_all: entry<ClientPlace & { action: string; messages: number; bytes: number }>(
    'debug',
    'how many frequent messages of a kind a connection sent, at its end',
    ({ address, port, action, messages, bytes }) =>
      messageLine('I', action, address, port, `${messages} messages, ${bytes} bytes of payload`),
  ),
  dropped_in_all: entry<ClientPlace & { frames: number }>(
    'debug',
    'how many voice frames of a connection came too fast, at its end',
    ({ address, port, frames }) =>
      messageLine('I', 'voice', address, port, `${frames} frames came too fast and were dropped`),
  ),
  sent: entry<Message & { label: string }>(
    'debug',
    'a message that was sent',
    ({ address, port, label, message }) => messageLine('O', label, address, port, message),
  ),
  not_announced: entry<{ message: string }>(
    'info',
    'the local network cannot be told of the server',
    ({ message }) => `Not announced on the local network: ${message}`,
  ),
  accepting_paused: entry<{ limit: number }>(
    'warn',
    'almost all descriptors are in use: newcomers are refused',
    ({ limit }) =>
      `Newcomers are refused: almost all of the ${limit} files and connections that may be open are; raise ulimit -n`,
  ),
  accepting_resumed: entry<{ limit: number }>(
    'warn',
    'some are free again',
    () => 'Newcomers are taken again',
  ),
  accept_failed: entry<{ message: string }>(
    'warn',
    'the system could not accept a connection',
    ({ message }) => `Could not accept a connection: ${message}`,
  ),
  client_failed: entry<ClientPlace & { message: string }>(
    'error',
    'a mistake of the server that ended one connection; `message` is its stack',
    ({ address, port, message }) => `Internal error for: ${address} port ${port} : ${message}`,
  ),
  failed: entry<{ message: string }>(
    'error',
    'a mistake of the server that ended none',
    ({ message }) => `Internal error; the server goes on : ${message}`,
  ),
} as const

export type EventName = keyof typeof logEvents

export type EventFields<Name extends EventName> = Parameters<(typeof logEvents)[Name]['text']>[0]
