import { lstat, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { EVENTS_FILE } from '../../audio/recording-description.ts'
import type { WavSource } from '../../audio/wav/wav-source.ts'
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
import { type Heard, readEngineOutput } from './engine-output.ts'
import { findEngine } from './find-engine.ts'
import { type EngineReport, runEngine } from './run-engine.ts'
import { SpeechFile } from './speech-file.ts'
import { type SpeechSpan, speechSpans } from './speech-spans.ts'
import { utterancesOf, type Voice } from './utterances.ts'

/** Bytes of what an engine may write about a track. */
const MOST_WRITTEN = 64 * 2 ** 20
/** Endings of what engines write, the one that tells most first. */
const WRITTEN = ['json', 'srt', 'vtt'] as const
/** Share of the work that the writing of the speech is. */
const WRITING = 0.05

export interface TranscriptionCall {
  /** A WAV file, or the folder of a recording. */
  readonly recording: string
  readonly engine: CommandTemplate
  /** File that the engine is handed as its model; null where it needs none. */
  readonly model: string | null
  /** As the engine calls it, such as `en` or `auto`. */
  readonly language: string
  /** Whether whole tracks are heard, and not only where somebody spoke. */
  readonly whole: boolean
  /** Whether a transcript that is there may be replaced. */
  readonly force: boolean
  readonly clock: Clock
  readonly signal: AbortSignal
  /** @param share of all that is to be done, 0 to 1 @param voice whose track it is at */
  onProgress(share: number, voice: string): void
}

/** What came of it. */
export interface Transcription {
  readonly transcript: Transcript
  /** Paths of what was written. */
  readonly files: readonly string[]
}

/**
 * Lets a local speech-to-text engine hear a recording, track by track, and writes the transcript beside it.
 * @throws Error with a sentence for people, or the reason of `signal`; no transcript is written then
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
    const utterances = await hearAll(tracks, call)
    utterances.sort((a, b) => a.from - b.from || a.to - b.to)
    const { rate } = project.original
    // By its own reader, so that whatever was written can be read again.
    const json = JSON.stringify({ version: 1, engine: basename(engine.program), rate, utterances }, null, 1)
    const transcript = parseTranscript(json, paths.get('json')!)
    writeAll(transcript, `${json}\n`, paths, force)
    return { transcript, files: [...paths.values()] }
  } finally {
    await project.close()
  }
}

async function hearAll(tracks: readonly SpokenTrack[], call: TranscriptionCall): Promise<Utterance[]> {
  const amount = ({ spans }: SpokenTrack) => spans.reduce((sum, { from, to }) => sum + to - from, 0)
  const total = tracks.reduce((sum, track) => sum + amount(track), 0)
  const utterances: Utterance[] = []
  let done = 0
  for (const track of tracks) {
    const name = track.voice.name || track.voice.track
    const show = (share: number) => call.onProgress((done + share * amount(track)) / total, name)
    show(0)
    utterances.push(...(await hearTrack(track, call, show)))
    done += amount(track)
  }
  return utterances
}

async function hearTrack(
  { voice, source, spans }: SpokenTrack,
  { engine, model, language, clock, signal }: TranscriptionCall,
  onProgress: (share: number) => void,
): Promise<Utterance[]> {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-transcribe-'))
  try {
    const [input, output] = [join(folder, 'voice.wav'), join(folder, 'voice')]
    const speech = await SpeechFile.write(input, source, spans, {
      signal,
      onProgress: (share) => onProgress(WRITING * share),
    }).catch((error) => {
      signal.throwIfAborted()
      throw diskError(error, input)
    })
    const listened = (share: number) => onProgress(WRITING + (1 - WRITING) * share)
    const args = engine.argumentsFor({ input, output, folder, model: model ?? '', language })
    const report = await runEngine({ program: engine.program, args, clock, signal, onProgress: listened })
    return utterancesOf(await heardOf([output, input], report, engine), speech, voice)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What an engine wrote to a file, or where there is none, printed. */
async function heardOf(
  names: readonly string[],
  { printed, complaint }: EngineReport,
  { program }: CommandTemplate,
): Promise<Heard[]> {
  try {
    for (const path of WRITTEN.flatMap((ending) => names.map((name) => `${name}.${ending}`))) {
      const found = await lstat(path).catch(() => null)
      if (!found?.isFile()) continue
      if (found.size > MOST_WRITTEN) throw new Error('it wrote more than anybody can say')
      return readEngineOutput(await readFile(path, 'utf8'))
    }
    if (printed.trim() === '') throw new Error(`it wrote nothing (${complaint || 'and did not say why'})`)
    return readEngineOutput(printed)
  } catch (error) {
    throw new Error(`What ${program} made of the speech cannot be used: ${(error as Error).message}.`, {
      cause: error,
    })
  }
}

async function checkModel({ engine, model }: TranscriptionCall): Promise<void> {
  if (!engine.asksFor('model')) return
  if (model === null) {
    throw new Error(
      `${engine.program} needs a model: name its file by --model FILE, or for good by ` +
        '"chat-client config set transcribe_model FILE". The models of whisper.cpp come by its ' +
        'models/download-ggml-model.sh, such as ggml-base.bin.',
    )
  }
  const found = await stat(model).catch(() => null)
  if (!found) throw new Error(`There is no model ${model}; name one that is there by --model FILE.`)
}

/** @throws Error where a transcript is there and may not be replaced */
async function targets(recording: string, force: boolean): Promise<Map<TranscriptEnding, string>> {
  const paths = new Map<TranscriptEnding, string>()
  for (const ending of TRANSCRIPT_ENDINGS) {
    const path = await transcriptPath(recording, ending)
    const found = await stat(path).catch(() => null)
    if (found && !force) throw new Error(`${path} is there already; replace it by --force.`)
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
      else if (!createAtomically(path, texts[ending])) throw new Error('there is such a file by now')
    } catch (error) {
      throw diskError(error, path)
    }
  }
}

/** A track to be transcribed, and where in it somebody speaks. */
interface SpokenTrack {
  readonly voice: Voice
  readonly source: WavSource
  readonly spans: readonly SpeechSpan[]
}

/**
 * The tracks of a recording with who is heard in each. Where it is known who spoke when, only that is taken, with a
 * little around it; tracks in which nobody spoke are left out.
 *
 * @param folder of the recording; null for a single file
 * @param whole takes whole tracks anyhow
 */
async function spokenTracks(
  { sources }: Project,
  folder: string | null,
  whole: boolean,
): Promise<SpokenTrack[]> {
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

/** The path of a file as `recording.json` has it: `tracks/1-ann.wav`. */
function pathWithin(folder: string | null, path: string): string {
  const own = dirname(path) === folder ? '' : `${basename(dirname(path))}/`
  return own + basename(path)
}
