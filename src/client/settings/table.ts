import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { DEFAULT_BITRATE, MAX_BITRATE, MIN_BITRATE } from '../../audio/opus.ts'
import { readFingerprint } from '../../protocol/fingerprint.ts'
import { limits } from '../../protocol/limits.ts'
import { codecChoices, oneOf } from '../../protocol/shapes.ts'
import { backendChoices } from '../../screen/capture/capture-backend.ts'
import { readChoice } from '../../screen/capture/share-choice.ts'
import {
  DEFAULT_THRESHOLD,
  HIGHEST_THRESHOLD,
  LOWEST_THRESHOLD,
  transmissionModes,
} from '../voice/transmission.ts'
import type { Camel, Row } from './setting-row.ts'
import { readDuration } from './setting-value.ts'

/** Ways to show pictures on a terminal; `auto` is the best one that it supports. */
export const pictureModes = ['auto', 'kitty', 'sixel', 'blocks'] as const
export type PictureMode = (typeof pictureModes)[number]

/** Longest path, address or device name. */
const Text = Type.String({ minLength: 1, maxLength: 1024 })
const Port = Type.Integer({ minimum: 1, maximum: 65_535 })
const Key = Type.String({ minLength: 1, maxLength: 32 })

/** Normalizes the fingerprint that a user typed. @throws Error that shows the accepted forms */
function statedFingerprint(text: string): string {
  const stated = readFingerprint(text)
  if (stated === null) throw new Error('It must be the 8 words, or the 64 digits, that the server printed.')
  return stated
}

/** Checks the value of `--share`. @throws Error that lists what can be shared */
function statedChoice(text: string): string {
  const choice = readChoice(text)
  if (!choice.ok) throw new Error(`${choice.refusal.charAt(0).toUpperCase()}${choice.refusal.slice(1)}.`)
  return text
}

/**
 * Every option of the client, in the order of the help. Flags, environment variables, the config file, types and docs
 * are all derived from this table: to add an option, add a row.
 */
export const table = {
  ip: {
    schema: Text,
    doc: 'server address',
    setting: true,
    flag: 'shown',
    argument: '<address>',
  },
  port: {
    schema: Port,
    fallback: 12_345,
    doc: 'server port',
    setting: true,
    flag: 'shown',
    argument: '<number>',
  },
  tls: {
    schema: Type.Boolean(),
    doc: 'encrypt the connection; automatic for a server known to be encrypted',
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
  create: {
    schema: Type.Boolean(),
    doc: 'create the room if it does not exist',
    setting: false,
    flag: 'shown',
  },
  password_file: {
    schema: Text,
    doc: 'file with the room password on its first line',
    setting: false,
    flag: 'shown',
    argument: '<file>',
  },
  mute: { schema: Type.Boolean(), doc: 'start muted', setting: false, flag: 'shown' },
  mic: {
    schema: Text,
    doc: 'microphone: a name or id from "chat-client devices", file.wav, - (standard input) or null (none)',
    setting: true,
    flag: 'shown',
    argument: '<device>',
  },
  speaker: {
    schema: Text,
    doc: 'speaker: a name or id, file.wav, - (standard output) or null (none)',
    setting: true,
    flag: 'shown',
    argument: '<device>',
  },
  record: {
    schema: Type.Union([Text, Type.Literal(true)]),
    doc: 'record the room',
    fallbackDoc: '<record folder>/<room>/<date>_<time>.wav',
    setting: false,
    flag: 'shown',
    argument: '[file.wav]',
    read: (text) => text,
  },
  record_folder: {
    schema: Text,
    fallback: 'recordings',
    doc: 'folder for recordings that are started without a file name',
    setting: true,
    flag: 'shown',
    argument: '<folder>',
  },
  transcribe_engine: {
    schema: Text,
    fallback: 'whisper-cli',
    doc: 'command that runs the speech-to-text engine; see docs/STUDIO.md for its placeholders',
    setting: true,
    flag: 'none',
    argument: '<command>',
  },
  transcribe_model: {
    schema: Text,
    doc: 'model file for the speech-to-text engine',
    setting: true,
    flag: 'none',
    argument: '<file>',
  },
  transcribe_language: {
    schema: Type.String({ minLength: 1, maxLength: 32 }),
    fallback: 'auto',
    doc: 'spoken language for the speech-to-text engine, such as en; auto detects it',
    setting: true,
    flag: 'none',
    argument: '<language>',
  },
  for: {
    schema: Type.Number(),
    doc: 'leave after this time, such as 30s, 5m or 1h',
    setting: false,
    flag: 'shown',
    argument: '<duration>',
    read: readDuration,
  },
  codec: {
    schema: oneOf(...codecChoices),
    fallback: 'auto',
    doc: 'voice codec: auto (Opus where supported), opus or pcm',
    setting: true,
    flag: 'shown',
    argument: '<codec>',
  },
  bitrate: {
    schema: Type.Integer({ minimum: MIN_BITRATE, maximum: MAX_BITRATE }),
    fallback: DEFAULT_BITRATE,
    doc: `Opus bitrate of your voice in bit/s, ${MIN_BITRATE} to ${MAX_BITRATE}`,
    setting: true,
    flag: 'shown',
    argument: '<bits>',
  },
  transmission: {
    schema: oneOf(...transmissionModes),
    fallback: 'voice',
    doc: 'when your voice is sent: voice (while you speak), push-to-talk (on a key) or open (always)',
    setting: true,
    flag: 'shown',
    argument: '<mode>',
  },
  threshold: {
    schema: Type.Number({ minimum: LOWEST_THRESHOLD, maximum: HIGHEST_THRESHOLD }),
    fallback: DEFAULT_THRESHOLD,
    doc: 'voice-activation threshold (dBFS)',
    setting: true,
    flag: 'shown',
    argument: '<dbfs>',
  },
  noise_suppression: {
    schema: Type.Boolean(),
    fallbackDoc: 'on for a microphone, off for a file',
    doc: 'suppress background noise in your voice',
    setting: true,
    flag: 'shown',
  },
  auto_gain: {
    schema: Type.Boolean(),
    fallbackDoc: 'on for a microphone, off for a file',
    doc: 'adjust your voice to an even loudness',
    setting: true,
    flag: 'shown',
  },
  echo_cancellation: {
    schema: Type.Boolean(),
    fallback: false,
    doc: 'remove the sound of your speaker from your microphone; not needed with headphones',
    setting: true,
    flag: 'shown',
  },
  snapshot: {
    schema: Text,
    doc: 'save one picture of the screen shared in the room, or of the first camera, as PNG and exit',
    setting: false,
    flag: 'shown',
    argument: '<file>',
  },
  share: {
    schema: Text,
    doc: 'share after joining the room: screen [N], camera [N], window ID, WxH+X+Y or synthetic',
    setting: false,
    flag: 'shown',
    argument: '<what>',
    read: statedChoice,
  },
  capture: {
    schema: oneOf(...backendChoices),
    fallback: 'auto',
    doc: `screen capture backend: ${backendChoices.join(', ')}`,
    setting: true,
    flag: 'shown',
    argument: '<way>',
  },
  fps: {
    schema: Type.Integer({ minimum: 1, maximum: 60 }),
    fallbackDoc: '10 for a screen, 15 for a camera',
    doc: 'maximum pictures per second of what you share; a slow network lowers it',
    setting: true,
    flag: 'shown',
    argument: '<number>',
  },
  max_width: {
    schema: Type.Integer({ minimum: 320, maximum: 3840 }),
    fallback: 1920,
    doc: 'maximum width in pixels of what you share; wider pictures are scaled down',
    setting: true,
    flag: 'shown',
    argument: '<pixels>',
  },
  reconnect: {
    schema: Type.Boolean(),
    fallback: true,
    doc: 'reconnect when the connection is lost',
    setting: true,
    flag: 'shown',
  },
  plain: {
    schema: Type.Boolean(),
    fallback: false,
    doc: 'plain text lines, for screen readers, pipes and slow links',
    setting: true,
    flag: 'shown',
  },
  theme: {
    schema: oneOf('auto', 'dark', 'light'),
    fallback: 'auto',
    doc: 'colour theme: auto, dark or light',
    setting: true,
    flag: 'none',
    argument: '<theme>',
  },
  pictures: {
    schema: oneOf(...pictureModes),
    fallback: 'auto',
    doc: 'how shared pictures are shown: auto (the best the terminal supports), kitty, sixel or blocks (text)',
    setting: true,
    flag: 'none',
    argument: '<way>',
  },
  colors: {
    schema: oneOf('auto', 'none', '16', '256', 'truecolor'),
    fallback: 'auto',
    doc: 'number of colours to use',
    setting: true,
    flag: 'none',
    argument: '<number>',
  },
  bell: {
    schema: Type.Boolean(),
    fallback: true,
    doc: 'ring the terminal bell when somebody mentions you or writes to you privately',
    setting: true,
    flag: 'none',
  },
  notifications: {
    schema: Type.Boolean(),
    fallback: true,
    doc: 'show messages as desktop notifications while the terminal is not focused',
    setting: true,
    flag: 'none',
  },
  keys: {
    schema: Type.Record(Type.String(), Type.Union([Key, Type.Array(Key, { maxItems: 16 })])),
    fallback: {},
    doc: 'custom key bindings: each action with a key or a list of keys',
    setting: true,
    flag: 'none',
  },
  json: {
    schema: Type.Boolean(),
    doc: 'print JSON for scripts, one event per line',
    setting: false,
    flag: 'shown',
  },
  log: {
    schema: Type.Boolean(),
    doc: 'log every control message to standard error',
    setting: false,
    flag: 'shown',
    short: 'l',
  },
} as const satisfies Record<string, Row>

export type OptionName = keyof typeof table
type Value<Entry extends { schema: TSchema }> = Static<Entry['schema']>

/** Names of the rows that can also be set by environment variable and config file. */
export type SettingName = {
  [Name in OptionName]: (typeof table)[Name]['setting'] extends true ? Name : never
}[OptionName]

/** The value of each row by its name in the config file; undefined is possible where the row has no fallback. */
export type Values = {
  [Name in OptionName]:
    | Value<(typeof table)[Name]>
    | ((typeof table)[Name] extends { fallback: unknown } ? never : undefined)
}

/** `Values` with camel-case names: `passwordFile`, `recordFolder`. */
export type Options = { [Name in OptionName as Camel<Name>]: Values[Name] }

export const optionNames = Object.keys(table) as OptionName[]
export const settingNames = optionNames.filter((name): name is SettingName => table[name].setting)

/** The row of an option, with the type that all rows share. */
export function rowOf(name: OptionName): Row {
  return table[name]
}

export function isSettingName(name: string): name is SettingName {
  return (settingNames as readonly string[]).includes(name)
}
