import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDescription } from '../../src/audio/recording-description.ts'
import { wavHeader } from '../../src/audio/wav/wav-header.ts'
import { Keyring } from '../../src/client/account/keyring.ts'
import { readConfigFile } from '../../src/client/settings/config-file.ts'
import { resolveSettings } from '../../src/client/settings/resolve-settings.ts'
import { KnownServers } from '../../src/client/store/known-servers.ts'
import { Memory } from '../../src/client/store/memory.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { EditList } from '../../src/studio/edit/edit-list.ts'
import { formatEdits, parseEdits } from '../../src/studio/edit/edits-file.ts'
import { Moments } from '../../src/studio/edit/moments.ts'
import { operations } from '../../src/studio/edit/operations.ts'
import { openProject } from '../../src/studio/edit/project.ts'
import { originalTimeline } from '../../src/studio/edit/timeline.ts'
import { describeFolder } from '../../src/studio/library/describe-folder.ts'
import { readAbout } from '../../src/studio/recording/about.ts'
import { openRecording } from '../../src/studio/recording/recording-source.ts'
import { readEngineOutput } from '../../src/studio/transcribe/engine-output.ts'
import { parseTranscript } from '../../src/studio/transcript/transcript.ts'
import { scratchFolder } from '../scratch-folder.ts'
import { bytesOf, joined, onlySentences, piecesOf, type Target } from '../target.ts'

const RATE = 8_000
const description = {
  ...{
    version: 1,
    room: 'hello',
    started: '2026-01-31T10:00:00.000Z',
    ended: null,
    rate: RATE,
    frame: 160,
    seconds: 1,
  },
  ...{ recorder: 1, files: [{ file: 'mix.wav', bytes: 1, sha256: 'a'.repeat(64) }], problem: 'the disk is full' },
  people: [
    { id: 1, name: 'Ann', consent: 'agreed', file: 'tracks/1-ann.wav' },
    { id: 2, name: 'Bo', consent: 'refused', file: null },
  ],
}
const events = [
  { at: 0, event: 'marker', text: 'here' },
  { at: 5, event: 'spoke', user: 1, to: 90 },
]
const transcript = {
  ...{ version: 1, engine: 'whisper', rate: RATE },
  utterances: [
    { user: 1, name: 'Ann', track: '1-ann', from: 0, to: 9, text: 'Hi', words: [{ from: 0, to: 9, text: 'Hi' }] },
  ],
}
const engine = {
  transcription: [{ offsets: { from: 0, to: 9 }, text: ' Hi', tokens: [{ text: ' Hi', offsets: { from: 0, to: 9 } }] }],
}
const memory = {
  ...{ servers: [{ host: 'a', port: 1, name: 'Ann', seen: 1 }], devices: { microphone: null, speaker: 'x' } },
  ...{
    volumes: [{ keys: ['ann', 'ann'], gain_db: -6 }],
    recordings: [{ host: 'a', port: 1, recording: 'r', token: 't' }],
  },
}
const config =
  '{\n  // mine\n  "name": "Ann", "port": 31003, "tls": true, "threshold": -40,\n  "keys": { "mute": "m", "quit": ["q", "ctrl+q"] },\n}'

/** The small files of the client and of recordings; the first letter of an input says which. */
export async function files(): Promise<Target> {
  const readers = openReaders(scratchFolder())
  const edits = Object.entries(operations).map(([name, { example }]) =>
    formatEdits({ operations: [{ name, ...example } as never], done: 1 }),
  )
  const json = (letter: string, value: unknown) => joined(bytesOf(letter + JSON.stringify(value)))
  return {
    name: 'files',
    doc: 'recording.json, edits.json, transcripts, and the files of the client: settings, known servers, memory, accounts',
    examples: [
      ...edits.map((text) => joined(`e${text}`)),
      joined(`r${JSON.stringify(description)}`, events.map((line) => JSON.stringify(line)).join('\n')),
      ...[json('t', transcript), json('o', engine), json('m', memory)],
      json('o', { segments: [{ start: 0, end: 1, text: 'Hi', words: [{ start: 0, end: 1, word: 'Hi' }] }] }),
      joined('o1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n00:03.000 --> 00:04.000\nBo\n'),
      joined(bytesOf(`c${config}`)),
      joined(`k192.0.2.1:31003 sha256:${'a'.repeat(64)}\n[fe80::1%eth0]:31003 sha256:1\n`),
      json('a', { accounts: [{ place: '192.0.2.1:31003', name: 'Ann', key: 'k' }] }),
    ],
    dictionary: [
      ...[...Object.keys(operations), ...Object.keys(description), ...Object.keys(transcript.utterances[0]!)].map(
        (word) => `"${word}"`,
      ),
      ...[
        '"keys"',
        '"constructor"',
        '"__proto__"',
        '"1-ann"',
        '"tracks/1-ann.wav"',
        '"gains":{"1-ann":1}',
        '"spans":[[0,0.01]]',
        '"profiles":{"1-ann":[1]}',
      ],
      ...[
        '[',
        '{',
        ']',
        '}',
        ',',
        ':',
        '//',
        '/*',
        '*/',
        '\xef\xbb\xbf',
        ' --> ',
        'WEBVTT\n',
        'sha256:',
        '1e999',
        '1e6',
        '{"name":"split","at":0.01}',
      ],
    ],
    run: async (input) => {
      const [text = Buffer.alloc(0), more = Buffer.alloc(0)] = piecesOf(input)
      const read = readers[String.fromCharCode(text[0] ?? 0)]
      return read ? onlySentences(() => read(text.subarray(1), more)) : null
    },
  }
}

type Reader = (bytes: Buffer, more: Buffer) => unknown

function openReaders(folder: string): Readonly<Record<string, Reader>> {
  const at = (name: string) => join(folder, name)
  const recording = at('recording')
  const wav = Buffer.concat([wavHeader(RATE, 2 * RATE), Buffer.alloc(2 * RATE)])
  mkdirSync(join(recording, 'tracks'), { recursive: true })
  for (const file of ['mix.wav', 'tracks/1-ann.wav']) writeFileSync(join(recording, file), wav)
  const original = originalTimeline(RATE, [
    { track: '1-ann', file: '1-ann', length: RATE },
    { track: 'constructor', file: 'constructor', length: RATE / 2 },
  ])
  return {
    e: (bytes) => {
      const { timeline } = new EditList(original, parseEdits(bytes.toString(), 'edits.json'))
      new Moments(timeline).places({ file: '1-ann', from: 0, to: RATE })
    },
    r: async (bytes, more) => {
      writeFileSync(join(recording, 'recording.json'), bytes)
      writeFileSync(join(recording, 'events.jsonl'), more)
      // Never refused: what cannot be read is a row of the list, with the reason.
      const { date, name } = await describeFolder(
        { path: recording, kind: 'folder', isLink: false, beside: new Set<string>() },
        folder,
      )
      if (!Number.isFinite(date) || name !== 'recording') throw new TypeError(`a row of the list has the date ${date}`)
      parseDescription(bytes.toString())
      const project = await openProject(recording)
      await readAbout(recording, project.sources).finally(() => project.close())
      const { cues } = await openRecording(recording, null)
      for (const { sample } of cues(RATE)) if (!Number.isFinite(sample)) throw new TypeError(`a marker is at ${sample}`)
    },
    t: (bytes) => parseTranscript(bytes.toString(), 'transcript.json'),
    o: (bytes) => readEngineOutput(bytes.toString()),
    c: (bytes) => {
      writeFileSync(at('config.json'), bytes)
      const file = readConfigFile(at('config.json'), ['mute', 'quit'])
      resolveSettings({}, {}, file)
    },
    k: async (bytes) => {
      writeFileSync(at('known_servers'), bytes)
      const known = new KnownServers(systemClock, at('known_servers'))
      await known.forget('[fe80::1%eth0]:31003')
      known.find('192.0.2.1:31003')
    },
    m: (bytes) => {
      writeFileSync(at('memory.json'), bytes)
      const { servers, devices } = new Memory(systemClock, at('memory.json'))
      JSON.stringify([servers, devices])
    },
    a: (bytes) => {
      writeFileSync(at('accounts.json'), bytes)
      new Keyring(systemClock, at('accounts.json')).find('192.0.2.1:31003', 'Ann')
    },
  }
}
