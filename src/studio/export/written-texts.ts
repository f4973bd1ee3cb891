import { extname } from 'node:path'
import type { SoundLabel } from '../recording/recording-events.ts'
import type { Caption } from '../transcript/captions.ts'
import { srt, webVtt } from '../transcript/subtitles.ts'
import { soundEndings } from './sound-formats.ts'
import { intoNewFile } from './write-sound.ts'

/** What a recording can be told as, apart from sound. */
export interface TextSource {
  readonly labels: readonly SoundLabel[]
  /** @throws Error with a sentence for people where there is no transcript */
  captions(): Promise<readonly Caption[]>
}

/** Writes a text and gives the sentence that tells of it. */
type Write = (source: TextSource, target: string) => Promise<string>

const FORMATS: Readonly<Record<string, Write>> = {
  '.txt': async ({ labels }, target) => {
    await writeText(target, audacityLabels(labels))
    return `Wrote ${labels.length} labels to ${target}; Audacity takes them by File, Import, Labels.`
  },
  '.srt': (source, target) => writeCaptions(source, target, srt),
  '.vtt': (source, target) => writeCaptions(source, target, webVtt),
}

/** The ends of the names of texts. */
export const textEndings: readonly string[] = Object.keys(FORMATS)

/** What writes a file of this name; undefined where its ending is none of `textEndings`. */
export function textFor(target: string): Write | undefined {
  return FORMATS[extname(target).toLowerCase()]
}

async function writeCaptions(
  source: TextSource,
  target: string,
  format: (captions: readonly Caption[]) => string,
): Promise<string> {
  const captions = await source.captions()
  await writeText(target, format(captions))
  return `Wrote ${captions.length} ${captions.length === 1 ? 'caption' : 'captions'} to ${target}.`
}

/**
 * A label track as Audacity imports it: a line each, `from TAB to TAB text`, in seconds.
 * Source: Audacity Manual, Importing and Exporting Labels.
 */
function audacityLabels(labels: readonly SoundLabel[]): string {
  return labels
    .map(
      ({ from, to, text }) => `${from.toFixed(6)}\t${to.toFixed(6)}\t${text.replace(/\s+/g, ' ').trim()}\n`,
    )
    .join('')
}

function writeText(target: string, text: string): Promise<void> {
  return intoNewFile(target, async (file) => {
    await file.writeFile(text)
  })
}

/** Says that a file of this name is nothing that can be made. */
export function unknownEnding(target: string): Error {
  const known = [...soundEndings, ...textEndings].join(', ')
  return new Error(`${target} ends in none of ${known}; the ending says what to make.`)
}
