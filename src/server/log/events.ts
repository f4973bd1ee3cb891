import { messageLine } from '../../protocol/message-line.ts'
import type { RefusalReason } from '../doorkeeper.ts'

/** `debug` is each message, `info` what people and administrators do, `warn` what to look at, `error` our mistakes. */
export type Level = 'debug' | 'info' | 'warn' | 'error'

interface Entry<Fields> {
  readonly level: Level
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

function entry<Fields>(level: Level, text: Entry<Fields>['text'] = () => null): Entry<Fields> {
  return { level, text }
}

/** Everything that the server may write into its log. */
export const logEvents = {
  listening: entry<{
    version: string
    addresses: readonly string[]
    port: number
    tls: boolean
    fingerprint: string | null
  }>('info'),
  ending: entry<object>('info'),
  connected: entry<ClientPlace>(
    'info',
    ({ address, port }) => `Accepted request from: ${address} port ${port}`,
  ),
  refused: entry<{ address: string; reason: RefusalReason; message: string }>(
    'info',
    ({ address, message }) => `Refused request from: ${address} : ${message}`,
  ),
  wrong_password: entry<Person>('info'),
  named: entry<Person>('info'),
  joined: entry<Person & { room: string }>('info'),
  left: entry<Person & { room: string }>('info'),
  cut_off: entry<Person>('info'),
  resumed: entry<Person>('info'),
  closed: entry<ClientPlace & { code: string; message: string }>('info'),
  ended: entry<ClientPlace>('info', ({ address, port }) => `Ended request from: ${address} port ${port}`),
  registered: entry<Person>('info'),
  logged_in: entry<Person>('info'),
  operator: entry<Person>(
    'info',
    ({ name, address }) => `Moderation: ${name} at ${address} is an operator now`,
  ),
  operator_no_more: entry<Person>(
    'info',
    ({ name, address }) => `Moderation: ${name} at ${address} is no operator now`,
  ),
  wrong_token: entry<Person>(
    'info',
    ({ address }) => `Moderation: a wrong operator's token came from ${address}`,
  ),
  moderated: entry<ModerationNote>('info', ({ by, as, deed, whom, room, minutes, reason }) =>
    [
      `Moderation: ${by} (${as}) ${deed}`,
      ...(whom ? [`${whom.name || 'somebody without a name'} at ${whom.address}`] : []),
      ...(room === undefined ? [] : [`in the room ${room}`]),
      ...(minutes === undefined ? [] : [`for ${minutes} min`]),
      ...(reason ? [`: ${reason}`] : []),
    ].join(' '),
  ),
  ctl: entry<{ verb: string; args: readonly string[] }>(
    'info',
    ({ verb, args }) => `Told to ${[verb, ...args].join(' ')}`,
  ),
  received: entry<Message & { action: string }>('debug', ({ address, port, action, message }) =>
    messageLine('I', action, address, port, message),
  ),
  received_in_all: entry<ClientPlace & { action: string; messages: number; bytes: number }>(
    'debug',
    ({ address, port, action, messages, bytes }) =>
      messageLine('I', action, address, port, `${messages} messages, ${bytes} bytes of payload`),
  ),
  dropped_in_all: entry<ClientPlace & { frames: number }>('debug', ({ address, port, frames }) =>
    messageLine('I', 'voice', address, port, `${frames} frames came too fast and were dropped`),
  ),
  sent: entry<Message & { label: string }>('debug', ({ address, port, label, message }) =>
    messageLine('O', label, address, port, message),
  ),
  not_announced: entry<{ message: string }>(
    'info',
    ({ message }) => `Not announced on the local network: ${message}`,
  ),
  accept_failed: entry<{ message: string }>(
    'warn',
    ({ message }) => `Could not accept a connection: ${message}`,
  ),
  client_failed: entry<ClientPlace & { message: string }>(
    'error',
    ({ address, port, message }) => `Internal error for: ${address} port ${port} : ${message}`,
  ),
  failed: entry<{ message: string }>(
    'error',
    ({ message }) => `Internal error; the server goes on : ${message}`,
  ),
} as const

export type EventName = keyof typeof logEvents

export type EventFields<Name extends EventName> = Parameters<(typeof logEvents)[Name]['text']>[0]
