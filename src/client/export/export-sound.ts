import { type FileHandle, open, rm } from 'node:fs/promises'
import { extname } from 'node:path'
import { diskError } from '../../audio/disk-error.ts'
import { audacityLabels } from '../../audio/formats/audacity-labels.ts'
import { FlacEncoder } from '../../audio/formats/flac-encoder.ts'
import { OpusFileEncoder } from '../../audio/formats/opus-file-encoder.ts'
import type { SoundFileEncoder, SoundFileOptions } from '../../audio/formats/sound-file.ts'
import { WavEncoder } from '../../audio/formats/wav-encoder.ts'
import { WavSource } from '../../audio/wav-source.ts'
import { cleanLine } from '../../protocol/text.ts'
import { openRecording, type RecordingSource } from './recording-source.ts'

type Encode = (options: SoundFileOptions) => SoundFileEncoder | Promise<SoundFileEncoder>

/** What can be made, by the end of the file's name. */
const FORMATS: Readonly<Record<string, Encode>> = {
  '.wav': (options) => new WavEncoder(options),
  '.flac': (options) => FlacEncoder.create(options),
  '.opus': (options) => OpusFileEncoder.create(options),
}
/** Not sound, but who spoke when, for Audacity. */
const LABELS = '.txt'

/** What is to be exported, and where to. */
export interface Export {
  /** A WAV file, or the folder of a recording with tracks. */
  readonly source: string
  /** The file to be made; its ending says the format. */
  readonly target: string
  /** The number of whose track is wanted; null for the mix. */
  readonly track: number | null
}

/**
 * Exports a recording.
 * @param progress is told the share that is done, 0 to 1.
 * @returns the sentence that tells of it.
 * @throws Error with a sentence for the user; no half file stays.
 */
export async function exportSound(
  { source, target, track }: Export,
  progress: (share: number) => void,
): Promise<string> {
  const ending = extname(target).toLowerCase()
  const encode = FORMATS[ending]
  if (!encode && ending !== LABELS) {
    throw new Error(
      `${target} ends in none of ${Object.keys(FORMATS).join(', ')} or ${LABELS}; the ending says what to make.`,
    )
  }
  const recording = await openRecording(source, track)
  if (!encode) {
    await intoNewFile(target, async (file) => {
      await file.writeFile(audacityLabels(recording.labels))
    })
    return `Wrote ${recording.labels.length} labels to ${target}; Audacity takes them by File, Import, Labels.`
  }
  const sound = await WavSource.open(recording.path)
  try {
    const { rate, length } = sound
    await intoNewFile(target, (file) => writeSound(file, sound, recording, encode, progress))
    return `Exported ${(length / rate).toFixed(1)} s to ${target}.`
  } finally {
    await sound.close()
  }
}

async function writeSound(
  file: FileHandle,
  sound: WavSource,
  { tags, cues }: RecordingSource,
  encode: Encode,
  progress: (share: number) => void,
): Promise<void> {
  const { rate, length } = sound
  const own = (await sound.marks()).map(({ sample, label }) => ({ sample, label: cleanLine(label) }))
  const known = [...own, ...cues(rate)]
    .filter(({ sample }) => sample <= length)
    .sort((a, b) => a.sample - b.sample)
  const encoder = await encode({ rate, samples: length, tags, cues: known })
  let done = 0
  for await (const samples of sound.pieces()) {
    await file.appendFile(encoder.encode(samples))
    done += samples.length
    progress(done / length)
  }
  const { tail, patches } = encoder.finish()
  await file.appendFile(tail)
  for (const { position, bytes } of patches) await file.write(bytes, 0, bytes.length, position)
}

async function intoNewFile(target: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  let file: FileHandle
  try {
    file = await open(target, 'wx')
  } catch (error) {
    throw diskError(error, target)
  }
  try {
    await write(file)
    await file.close()
  } catch (error) {
    await file.close().catch(() => {})
    await rm(target, { force: true })
    throw (error as NodeJS.ErrnoException).code === undefined ? error : diskError(error, target)
  }
}
