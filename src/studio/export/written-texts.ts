import { extname } from 'node:path'
import type { SoundLabel } from '../recording/recording-events.ts'
import type { Caption } from '../transcript/captions.ts'
import { srt, webVtt } from '../transcript/subtitles.ts'
import { soundEndings } from './sound-formats.ts'
import { intoNewFile } from './write-sound.ts'

/** The data of a recording that text formats export. */
export interface TextSource {
  readonly labels: readonly SoundLabel[]
  /** @throws Error with a message for the user when there is no transcript */
  captions(): Promise<readonly Caption[]>
}

/** Writes a text file. @returns a confirmation for the user */
type Write = (source: TextSource, target: string) => Promise<string>

const FORMATS: Readonly<Record<string, Write>> = {
  '.txt': async ({ labels }, target) => {
    await writeText(target, audacityLabels(labels))
    return `Wrote ${labels.length} labels to ${target}. Import them in Audacity with File, Import, Labels.`
  },
  '.srt': (source, target) => writeCaptions(source, target, srt),
  '.vtt': (source, target) => writeCaptions(source, target, webVtt),
}

/** The file extensions of the text formats, with the dot. */
export const textEndings: readonly string[] = Object.keys(FORMATS)

/** The writer for the extension of a file name; undefined for one not in `textEndings`. */
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
 * Formats an Audacity label track: one `from TAB to TAB text` line per label, in seconds.
 * Source: Audacity Manual, Importing and Exporting Labels.
 */
function audacityLabels(labels: readonly SoundLabel[]): string {
  return labels
    .map(({ from, to, text }) => `${from.toFixed(6)}\t${to.toFixed(6)}\t${text.replace(/\s+/g, ' ').trim()}\n`)
    .join('')
}

function writeText(target: string, text: string): Promise<void> {
  return intoNewFile(target, async (file) => {
    await file.writeFile(text)
  })
}

/** The error for an export to a file whose extension selects no format. */
export function unknownEnding(target: string): Error {
  const known = [...soundEndings, ...textEndings].join(', ')
  return new Error(`The extension of ${target} must be one of ${known}.`)
}
