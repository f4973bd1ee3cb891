import { lstat, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { EVENTS_FILE } from '../../audio/recording-description.ts'
import type { SoundSource } from '../../audio/sound/sound-source.ts'
import { createAtomically, writeAtomically } from '../../lib/atomic-file.ts'
import type { Clock } from '../../lib/clock.ts'
import { diskError } from '../../lib/disk-error.ts'
import { cleanLine } from '../../lib/text.ts'
import { openProject, type Project } from '../edit/project.ts'
import { recordedMoments } from '../recording/recording-events.ts'
import { readDescription } from '../recording/recording-source.ts'
import { recordedCaptions } from '../transcript/captions.ts'
import { srt, transcriptText, webVtt } from '../transcript/subtitles.ts'
import {
  parseTranscript,
  TRANSCRIPT_ENDINGS,
  type Transcript,
  type TranscriptEnding,
  transcriptPath,
  type Utterance,
} from '../transcript/transcript.ts'
import type { CommandTemplate } from './command-template.ts'
import { type RecognisedSegment, readEngineOutput } from './engine-output.ts'
import { findEngine } from './find-engine.ts'
import { type EngineReport, runEngine } from './run-engine.ts'
import { SpeechFile } from './speech-file.ts'
import { type SpeechSpan, speechSpans } from './speech-spans.ts'
import { utterancesOf, type Voice } from './utterances.ts'

/** Maximum size of the output of an engine, bytes. */
const MAX_OUTPUT = 64 * 2 ** 20
/** Extensions of engine output, the most detailed first. */
const OUTPUT_EXTENSIONS = ['json', 'srt', 'vtt'] as const
/** Fraction of the progress for writing the speech file. */
const WRITING_SHARE = 0.05

export interface TranscriptionCall {
  /** A WAV file, or the folder of a recording. */
  readonly recording: string
  readonly engine: CommandTemplate
  /** Model file of the engine; null when it needs none. */
  readonly model: string | null
  /** Language in the notation of the engine, such as `en` or `auto`. */
  readonly language: string
  /** Whether whole tracks are transcribed instead of only the recorded turns. */
  readonly whole: boolean
  /** Whether an existing transcript may be replaced. */
  readonly force: boolean
  readonly clock: Clock
  readonly signal: AbortSignal
  /** @param share fraction of the whole work done, 0 to 1 @param voice name of the current track */
  onProgress(share: number, voice: string): void
}

/** The result of a transcription. */
export interface Transcription {
  readonly transcript: Transcript
  /** Paths of the files written. */
  readonly files: readonly string[]
}

/**
 * Transcribes a recording with a local speech-to-text engine, track by track, and writes the transcript beside it.
 * @throws Error with a message for the user, or the reason of `signal`; no transcript is written then
 */
export async function transcribe(call: TranscriptionCall): Promise<Transcription> {
  const { recording, engine, force } = call
  await findEngine(engine.program)
  await checkModel(call)
  const paths = await targets(recording, force)
  const project = await openProject(recording)
  try {
    const isFolder = (await stat(recording)).isDirectory()
    const tracks = await spokenTracks(project, isFolder ? recording : null, call.whole)
    const utterances = await transcribeTracks(tracks, call)
    utterances.sort((a, b) => a.from - b.from || a.to - b.to)
    const { rate } = project.original
    // Parsed by the regular reader, so that everything written can be read again.
    const json = JSON.stringify({ version: 1, engine: basename(engine.program), rate, utterances }, null, 1)
    const transcript = parseTranscript(json, paths.get('json')!)
    writeAll(transcript, `${json}\n`, paths, force)
    return { transcript, files: [...paths.values()] }
  } finally {
    await project.close()
  }
}

async function transcribeTracks(tracks: readonly SpokenTrack[], call: TranscriptionCall): Promise<Utterance[]> {
  const amount = ({ spans }: SpokenTrack) => spans.reduce((sum, { from, to }) => sum + to - from, 0)
  const total = tracks.reduce((sum, track) => sum + amount(track), 0)
  const utterances: Utterance[] = []
  let done = 0
  for (const track of tracks) {
    const name = track.voice.name || track.voice.track
    const show = (share: number) => call.onProgress((done + share * amount(track)) / total, name)
    show(0)
    for (const one of await transcribeTrack(track, call, show)) utterances.push(one)
    done += amount(track)
  }
  return utterances
}

async function transcribeTrack(
  { voice, source, spans }: SpokenTrack,
  { engine, model, language, clock, signal }: TranscriptionCall,
  onProgress: (share: number) => void,
): Promise<Utterance[]> {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-transcribe-'))
  try {
    const [input, output] = [join(folder, 'voice.wav'), join(folder, 'voice')]
    const speech = await SpeechFile.write(input, source, spans, {
      signal,
      onProgress: (share) => onProgress(WRITING_SHARE * share),
    }).catch((error) => {
      signal.throwIfAborted()
      throw diskError(error, input)
    })
    const onEngineProgress = (share: number) => onProgress(WRITING_SHARE + (1 - WRITING_SHARE) * share)
    const args = engine.argumentsFor({ input, output, folder, model: model ?? '', language })
    const report = await runEngine({ program: engine.program, args, clock, signal, onProgress: onEngineProgress })
    return utterancesOf(await readSegments([output, input], report, engine), speech, voice)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Reads the output file of an engine, or its standard output when there is none. */
async function readSegments(
  names: readonly string[],
  { printed, complaint }: EngineReport,
  { program }: CommandTemplate,
): Promise<RecognisedSegment[]> {
  try {
    for (const path of OUTPUT_EXTENSIONS.flatMap((ending) => names.map((name) => `${name}.${ending}`))) {
      const found = await lstat(path).catch(() => null)
      if (!found?.isFile()) continue
      if (found.size > MAX_OUTPUT) throw new Error('its output is too large')
      return readEngineOutput(await readFile(path, 'utf8'))
    }
    if (printed.trim() === '') throw new Error(`it wrote nothing (${complaint || 'no reason given'})`)
    return readEngineOutput(printed)
  } catch (error) {
    throw new Error(`The output of ${program} cannot be used: ${(error as Error).message}.`, { cause: error })
  }
}

async function checkModel({ engine, model }: TranscriptionCall): Promise<void> {
  if (!engine.uses('model')) return
  if (model === null) {
    throw new Error(
      `${engine.program} needs a model. Name its file with --model FILE, or permanently with ` +
        '"chat-client config set transcribe_model FILE". To download a whisper.cpp model such as ggml-base.bin, run ' +
        'its models/download-ggml-model.sh.',
    )
  }
  const found = await stat(model).catch(() => null)
  if (!found) throw new Error(`The model ${model} does not exist. Name an existing file with --model FILE.`)
}

/** The paths of the transcript files. @throws Error when one exists and may not be replaced */
async function targets(recording: string, force: boolean): Promise<Map<TranscriptEnding, string>> {
  const paths = new Map<TranscriptEnding, string>()
  for (const ending of TRANSCRIPT_ENDINGS) {
    const path = await transcriptPath(recording, ending)
    const found = await stat(path).catch(() => null)
    if (found && !force) throw new Error(`${path} already exists. Replace it with --force.`)
    paths.set(ending, path)
  }
  return paths
}

function writeAll(
  transcript: Transcript,
  json: string,
  paths: ReadonlyMap<TranscriptEnding, string>,
  force: boolean,
): void {
  const captions = recordedCaptions(transcript)
  const texts = { json, txt: transcriptText(captions), srt: srt(captions), vtt: webVtt(captions) }
  for (const [ending, path] of paths) {
    try {
      if (force) writeAtomically(path, texts[ending])
      else if (!createAtomically(path, texts[ending])) throw new Error('the file was created by another program')
    } catch (error) {
      throw diskError(error, path)
    }
  }
}

/** A track to transcribe, with its spans of speech. */
interface SpokenTrack {
  readonly voice: Voice
  readonly source: SoundSource
  readonly spans: readonly SpeechSpan[]
}

/**
 * The tracks of a recording with their speakers. If the recording has turns, only their spans are used, and tracks
 * without turns are omitted.
 *
 * @param folder of the recording; null for a single file
 * @param whole ignores the turns
 */
async function spokenTracks({ sources }: Project, folder: string | null, whole: boolean): Promise<SpokenTrack[]> {
  const people = folder === null ? [] : (await readDescription(folder)).people
  const { turns } = recordedMoments(
    folder === null ? '' : await readFile(join(folder, EVENTS_FILE), 'utf8').catch(() => ''),
  )
  return [...sources].flatMap(([track, source]): SpokenTrack[] => {
    const person = people.find(({ file }) => file !== null && file === pathWithin(folder, source.path))
    const voice = { user: person?.id ?? null, name: cleanLine(person?.name ?? ''), track }
    const all = [{ from: 0, to: source.length }]
    const own = person ? turns.filter(({ user }) => user === person.id) : turns
    const spans = whole || turns.length === 0 ? all : speechSpans(own, source.rate, source.length)
    return spans.some(({ from, to }) => to > from) ? [{ voice, source, spans }] : []
  })
}

/** The path of a file as in `recording.json`: `tracks/1-ann.wav`. */
function pathWithin(folder: string | null, path: string): string {
  const own = dirname(path) === folder ? '' : `${basename(dirname(path))}/`
  return own + basename(path)
}
