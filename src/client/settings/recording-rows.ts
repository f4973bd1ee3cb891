import { Type } from '@sinclair/typebox'
import { ok } from '../../lib/result.ts'
import { type Row, Text } from './setting-row.ts'

/** Recordings and their transcripts. */
export const recordingRows = {
  record: {
    schema: Type.Union([Text, Type.Literal(true)]),
    doc: 'record the room',
    fallbackDoc: '<record folder>/<room>/<date>_<time>.wav',
    setting: false,
    flag: 'shown',
    argument: '[file.wav]',
    read: (text: string) => ok(text),
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
} as const satisfies Record<string, Row>
