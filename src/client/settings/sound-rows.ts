import { Type } from '@sinclair/typebox'
import { DEFAULT_BITRATE, MAX_BITRATE, MIN_BITRATE } from '../../audio/format.ts'
import {
  DEFAULT_THRESHOLD,
  HIGHEST_THRESHOLD,
  LOWEST_THRESHOLD,
  transmissionModes,
} from '../../audio/processing/transmission.ts'
import { codecChoices, oneOf } from '../../protocol/shapes.ts'
import { type Row, Text } from './setting-row.ts'

/** Devices, and how the voice is processed and sent. */
export const soundRows = {
  mic: {
    schema: Text,
    doc: 'microphone: a name or id from "chat-client devices", a sound file, - (standard input) or null (none)',
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
} as const satisfies Record<string, Row>
