import { extname } from 'node:path'
import { audacityLabels, type SoundLabel } from './audacity-labels.ts'
import { type Caption, srt, webVtt } from './subtitles.ts'
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

function writeText(target: string, text: string): Promise<void> {
  return intoNewFile(target, async (file) => {
    await file.writeFile(text)
  })
}
