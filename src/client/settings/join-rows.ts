import { Type } from '@sinclair/typebox'
import { ok, type Result, refused } from '../../lib/result.ts'
import { readFingerprint } from '../../protocol/fingerprint.ts'
import { limits } from '../../protocol/limits.ts'
import { type Row, Text } from './setting-row.ts'
import { readDuration } from './setting-value.ts'

const Port = Type.Integer({ minimum: 1, maximum: 65_535 })

/** Normalizes the fingerprint that a user typed. Refused with the accepted forms. */
function statedFingerprint(text: string): Result<string> {
  const stated = readFingerprint(text)
  return stated === null ? refused('It must be the 8 words, or the 64 digits, that the server printed.') : ok(stated)
}

/** Which server and room to join, under which name and for how long. */
export const joinRows = {
  ip: { schema: Text, doc: 'server address', setting: true, flag: 'shown', argument: '<address>' },
  port: { schema: Port, fallback: 12_345, doc: 'server port', setting: true, flag: 'shown', argument: '<number>' },
  tls: {
    schema: Type.Boolean(),
    doc: 'require encryption; --no-tls disables it',
    fallbackDoc: 'encrypt if the server can, always if it could before',
    setting: true,
    flag: 'shown',
  },
  fingerprint: {
    schema: Text,
    doc: 'expected key fingerprint of the server, as words or digits',
    setting: false,
    flag: 'shown',
    argument: '<words>',
    read: statedFingerprint,
  },
  server_password_file: {
    schema: Text,
    doc: 'file with the server password on its first line',
    setting: false,
    flag: 'shown',
    argument: '<file>',
  },
  account_password_file: {
    schema: Text,
    doc: 'file with your account password on its first line',
    setting: false,
    flag: 'shown',
    argument: '<file>',
  },
  name: {
    schema: Type.String({ minLength: 1, maxLength: 2 * limits.name }),
    doc: 'your name',
    fallbackDoc: 'assigned by the server',
    setting: true,
    flag: 'shown',
    argument: '<name>',
  },
  room: { schema: Text, doc: 'room to join', setting: false, flag: 'shown', argument: '<room>' },
  create: { schema: Type.Boolean(), doc: 'create the room if it does not exist', setting: false, flag: 'shown' },
  password_file: {
    schema: Text,
    doc: 'file with the room password on its first line',
    setting: false,
    flag: 'shown',
    argument: '<file>',
  },
  mute: { schema: Type.Boolean(), doc: 'start muted', setting: false, flag: 'shown' },
  for: {
    schema: Type.Number(),
    doc: 'leave after this time, such as 30s, 5m or 1h',
    setting: false,
    flag: 'shown',
    argument: '<duration>',
    read: readDuration,
  },
  reconnect: {
    schema: Type.Boolean(),
    fallback: true,
    doc: 'reconnect when the connection is lost',
    setting: true,
    flag: 'shown',
  },
} as const satisfies Record<string, Row>
