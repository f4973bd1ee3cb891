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

/** How pictures can be shown on a terminal; `auto` is the best that it can. */
export const pictureModes = ['auto', 'kitty', 'sixel', 'blocks'] as const
export type PictureMode = (typeof pictureModes)[number]

/** Longest path, address or device name. */
const Text = Type.String({ minLength: 1, maxLength: 1024 })
const Port = Type.Integer({ minimum: 1, maximum: 65_535 })
const Key = Type.String({ minLength: 1, maxLength: 32 })

/** @throws Error that says what a fingerprint looks like. */
function statedFingerprint(text: string): string {
  const stated = readFingerprint(text)
  if (stated === null) throw new Error('It must be the 8 words, or the 64 digits, that the server printed.')
  return stated
}

/** @throws Error that says what can be shared. */
function statedChoice(text: string): string {
  const choice = readChoice(text)
  if (!choice.ok) throw new Error(`${choice.refusal.charAt(0).toUpperCase()}${choice.refusal.slice(1)}.`)
  return text
}

/**
 * Everything that can be chosen, in the order of the help. The flags, the variables of the environment, the config
 * file, the types and the docs are all made from it: a new option is a new row, and nothing else.
 */
export const table = {
  ip: {
    schema: Text,
    doc: 'address of the server',
    setting: true,
    flag: 'shown',
    argument: '<address>',
  },
  port: {
    schema: Port,
    fallback: 12_345,
    doc: 'port of the server',
    setting: true,
    flag: 'shown',
    argument: '<number>',
  },
  tls: {
    schema: Type.Boolean(),
    doc: 'encrypt; also without it where the server was encrypted before',
    setting: true,
    flag: 'shown',
  },
  fingerprint: {
    schema: Text,
    doc: 'words or digits of the key that the server must have',
    setting: false,
    flag: 'shown',
    argument: '<words>',
    read: statedFingerprint,
  },
  server_password_file: {
    schema: Text,
    doc: 'file whose first line is the password of the server',
    setting: false,
    flag: 'shown',
    argument: '<file>',
  },
  account_password_file: {
    schema: Text,
    doc: 'file whose first line is the password of your account on the server',
    setting: false,
    flag: 'shown',
    argument: '<file>',
  },
  name: {
    schema: Type.String({ minLength: 1, maxLength: 2 * limits.name }),
    doc: 'your name',
    fallbackDoc: 'the server gives you one',
    setting: true,
    flag: 'shown',
    argument: '<name>',
  },
  room: { schema: Text, doc: 'room to go into', setting: false, flag: 'shown', argument: '<room>' },
  create: { schema: Type.Boolean(), doc: 'make the room if it is not there', setting: false, flag: 'shown' },
  password_file: {
    schema: Text,
    doc: 'file whose first line is the password of the room',
    setting: false,
    flag: 'shown',
    argument: '<file>',
  },
  mute: { schema: Type.Boolean(), doc: 'start muted', setting: false, flag: 'shown' },
  mic: {
    schema: Text,
    doc: 'microphone: a name or id from "chat-client devices", file.wav, - or null',
    setting: true,
    flag: 'shown',
    argument: '<device>',
  },
  speaker: {
    schema: Text,
    doc: 'speaker: a name or id, file.wav, - or null',
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
    doc: 'folder of the recordings that are given no name',
    setting: true,
    flag: 'shown',
    argument: '<folder>',
  },
  transcribe_engine: {
    schema: Text,
    fallback: 'whisper-cli',
    doc: 'command of the speech-to-text engine; docs/STUDIO.md tells what it may look like',
    setting: true,
    flag: 'none',
    argument: '<command>',
  },
  transcribe_model: {
    schema: Text,
    doc: 'file of the model that the speech-to-text engine is given',
    setting: true,
    flag: 'none',
    argument: '<file>',
  },
  transcribe_language: {
    schema: Type.String({ minLength: 1, maxLength: 32 }),
    fallback: 'auto',
    doc: 'language that the speech-to-text engine is told, such as en; auto lets it find out',
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
    doc: 'what voice is sent as: auto, opus or pcm',
    setting: true,
    flag: 'shown',
    argument: '<codec>',
  },
  bitrate: {
    schema: Type.Integer({ minimum: MIN_BITRATE, maximum: MAX_BITRATE }),
    fallback: DEFAULT_BITRATE,
    doc: `bits a second of your voice as Opus, ${MIN_BITRATE} to ${MAX_BITRATE}`,
    setting: true,
    flag: 'shown',
    argument: '<bits>',
  },
  transmission: {
    schema: oneOf(...transmissionModes),
    fallback: 'voice',
    doc: 'when your voice is sent: voice (while you speak), push-to-talk (while you press a key) or open (always)',
    setting: true,
    flag: 'shown',
    argument: '<mode>',
  },
  threshold: {
    schema: Type.Number({ minimum: LOWEST_THRESHOLD, maximum: HIGHEST_THRESHOLD }),
    fallback: DEFAULT_THRESHOLD,
    doc: 'dBFS from which sound counts as your voice',
    setting: true,
    flag: 'shown',
    argument: '<dbfs>',
  },
  noise_suppression: {
    schema: Type.Boolean(),
    fallbackDoc: 'on for a microphone, off for a file',
    doc: 'take noise out of your voice',
    setting: true,
    flag: 'shown',
  },
  auto_gain: {
    schema: Type.Boolean(),
    fallbackDoc: 'on for a microphone, off for a file',
    doc: 'bring your voice to a good loudness',
    setting: true,
    flag: 'shown',
  },
  echo_cancellation: {
    schema: Type.Boolean(),
    fallback: false,
    doc: 'take out what your microphone hears of your speaker; headphones need it not',
    setting: true,
    flag: 'shown',
  },
  snapshot: {
    schema: Text,
    doc: 'save one picture of the screen that is shared in the room, or else of the first camera, as PNG, and end',
    setting: false,
    flag: 'shown',
    argument: '<file>',
  },
  share: {
    schema: Text,
    doc: 'share once in the room: screen [N], camera [N], window ID, WxH+X+Y or synthetic',
    setting: false,
    flag: 'shown',
    argument: '<what>',
    read: statedChoice,
  },
  capture: {
    schema: oneOf(...backendChoices),
    fallback: 'auto',
    doc: `how the screen is captured: ${backendChoices.join(', ')}`,
    setting: true,
    flag: 'shown',
    argument: '<way>',
  },
  fps: {
    schema: Type.Integer({ minimum: 1, maximum: 60 }),
    fallbackDoc: '10 for a screen, 15 for a camera',
    doc: 'pictures a second of what you share, where the network lets it',
    setting: true,
    flag: 'shown',
    argument: '<number>',
  },
  max_width: {
    schema: Type.Integer({ minimum: 320, maximum: 3840 }),
    fallback: 1920,
    doc: 'pixels: wider pictures are made smaller before you share them',
    setting: true,
    flag: 'shown',
    argument: '<pixels>',
  },
  reconnect: {
    schema: Type.Boolean(),
    fallback: true,
    doc: 'connect again when the connection is lost',
    setting: true,
    flag: 'shown',
  },
  plain: {
    schema: Type.Boolean(),
    fallback: false,
    doc: 'plain lines, for screen readers, pipes and slow links',
    setting: true,
    flag: 'shown',
  },
  theme: {
    schema: oneOf('auto', 'dark', 'light'),
    fallback: 'auto',
    doc: 'colours for a dark or a light terminal',
    setting: true,
    flag: 'none',
    argument: '<theme>',
  },
  pictures: {
    schema: oneOf(...pictureModes),
    fallback: 'auto',
    doc: 'how pictures of others are shown: the best that the terminal knows, kitty, sixel, or blocks of letters',
    setting: true,
    flag: 'none',
    argument: '<way>',
  },
  colors: {
    schema: oneOf('auto', 'none', '16', '256', 'truecolor'),
    fallback: 'auto',
    doc: 'how many colours to use',
    setting: true,
    flag: 'none',
    argument: '<number>',
  },
  bell: {
    schema: Type.Boolean(),
    fallback: true,
    doc: 'ring the bell of the terminal when you are spoken to',
    setting: true,
    flag: 'none',
  },
  notifications: {
    schema: Type.Boolean(),
    fallback: true,
    doc: 'let the terminal show what is written while you look elsewhere',
    setting: true,
    flag: 'none',
  },
  keys: {
    schema: Type.Record(Type.String(), Type.Union([Key, Type.Array(Key, { maxItems: 16 })])),
    fallback: {},
    doc: 'other keys for the actions: action and key, or a list of keys',
    setting: true,
    flag: 'none',
  },
  json: {
    schema: Type.Boolean(),
    doc: 'print JSON for scripts, one event a line',
    setting: false,
    flag: 'shown',
  },
  log: {
    schema: Type.Boolean(),
    doc: 'log every control message to the standard error',
    setting: false,
    flag: 'shown',
    short: 'l',
  },
} as const satisfies Record<string, Row>

export type OptionName = keyof typeof table
type Value<Entry extends { schema: TSchema }> = Static<Entry['schema']>

/** Names of the rows that are settings: those the environment and the config file know. */
export type SettingName = {
  [Name in OptionName]: (typeof table)[Name]['setting'] extends true ? Name : never
}[OptionName]

/** The value of each row, as it is written in the config file. What has no fallback may be undefined. */
export type Values = {
  [Name in OptionName]:
    | Value<(typeof table)[Name]>
    | ((typeof table)[Name] extends { fallback: unknown } ? never : undefined)
}

/** The same with the names that programs use: `passwordFile`, `recordFolder`. */
export type Options = { [Name in OptionName as Camel<Name>]: Values[Name] }

export const optionNames = Object.keys(table) as OptionName[]
export const settingNames = optionNames.filter((name): name is SettingName => table[name].setting)

/** The row of that name, typed for all alike. */
export function rowOf(name: OptionName): Row {
  return table[name]
}

export function isSettingName(name: string): name is SettingName {
  return (settingNames as readonly string[]).includes(name)
}
