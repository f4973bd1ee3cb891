import { extname } from 'node:path'
import { audacityLabels } from '../../audio/formats/audacity-labels.ts'
import type { SoundMark } from '../../audio/wav-cues.ts'
import { WavSamples } from '../../audio/wav-samples.ts'
import { cleanLine } from '../../protocol/text.ts'
import { openRecording, type RecordingSource } from './recording-source.ts'
import { encoderFor, soundEndings } from './sound-formats.ts'
import { intoNewFile, writeSound } from './write-sound.ts'

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
  const encode = encoderFor(target)
  if (!encode && ending !== LABELS) {
    throw new Error(
      `${target} ends in none of ${soundEndings.join(', ')} or ${LABELS}; the ending says what to make.`,
    )
  }
  const recording = await openRecording(source, track)
  if (!encode) {
    await intoNewFile(target, async (file) => {
      await file.writeFile(audacityLabels(recording.labels))
    })
    return `Wrote ${recording.labels.length} labels to ${target}; Audacity takes them by File, Import, Labels.`
  }
  const sound = await WavSamples.open(recording.path)
  try {
    const { rate, length } = sound
    const options = { rate, samples: length, tags: recording.tags, cues: cuesWithin(sound, recording) }
    await intoNewFile(target, (file) => writeSound(file, encode, options, sound.pieces(), progress))
    return `Exported ${(length / rate).toFixed(1)} s to ${target}.`
  } finally {
    await sound.close()
  }
}

/** The markers of the file itself and those that are known of it besides, in the order of time. */
function cuesWithin({ rate, length, marks }: WavSamples, { cues }: RecordingSource): SoundMark[] {
  const own = marks.map(({ sample, label }) => ({ sample, label: cleanLine(label) }))
  return [...own, ...cues(rate)].filter(({ sample }) => sample <= length).sort((a, b) => a.sample - b.sample)
}
