import { Type } from '@sinclair/typebox'
import { ok, type Result, refused } from '../../lib/result.ts'
import { oneOf } from '../../protocol/shapes.ts'
import { backendChoices } from '../../screen/capture/capture-backend.ts'
import { readChoice } from '../../screen/capture/share-choice.ts'
import { type Row, Text } from './setting-row.ts'

/** Ways to show pictures on a terminal; `auto` is the best one that it supports. */
export const pictureModes = ['auto', 'kitty', 'sixel', 'blocks'] as const
export type PictureMode = (typeof pictureModes)[number]

/** Checks the value of `--share`. Refused with a list of what can be shared. */
function statedChoice(text: string): Result<string> {
  const choice = readChoice(text)
  if (choice.ok) return ok(text)
  return refused(`${choice.refusal.charAt(0).toUpperCase()}${choice.refusal.slice(1)}.`)
}

/** What is shared, and how the shares of others are shown. */
export const pictureRows = {
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
  pictures: {
    schema: oneOf(...pictureModes),
    fallback: 'auto',
    doc: 'how shared pictures are shown: auto (the best the terminal supports), kitty, sixel or blocks (text)',
    setting: true,
    flag: 'none',
    argument: '<way>',
  },
} as const satisfies Record<string, Row>
