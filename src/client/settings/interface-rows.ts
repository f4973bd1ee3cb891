import { Type } from '@sinclair/typebox'
import { oneOf } from '../../protocol/shapes.ts'
import type { Row } from './setting-row.ts'

const Key = Type.String({ minLength: 1, maxLength: 32 })

/** The terminal interface and its output. */
export const interfaceRows = {
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
  away_after: {
    schema: Type.Integer({ minimum: 0, maximum: 1_440 }),
    fallback: 10,
    doc: 'minutes without input after which you are shown as away; 0: never',
    setting: true,
    flag: 'none',
    argument: '<minutes>',
  },
  keys: {
    schema: Type.Record(Type.String(), Type.Union([Key, Type.Array(Key, { maxItems: 16 })])),
    fallback: {},
    doc: 'custom key bindings: each action with a key or a list of keys',
    setting: true,
    flag: 'none',
  },
  json: { schema: Type.Boolean(), doc: 'print JSON for scripts, one event per line', setting: false, flag: 'shown' },
  log: {
    schema: Type.Boolean(),
    doc: 'log every control message to standard error',
    setting: false,
    flag: 'shown',
    short: 'l',
  },
} as const satisfies Record<string, Row>
