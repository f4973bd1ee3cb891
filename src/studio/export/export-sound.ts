import { SoundSource } from '../../audio/sound/sound-source.ts'
import type { SoundMark } from '../../audio/wav/wav-cues.ts'
import { isFolder } from '../../lib/folders.ts'
import { cleanLine } from '../../lib/text.ts'
import { markLabels, openRecording, type RecordingSource, withFileTags } from '../recording/recording-source.ts'
import { recordedCaptions } from '../transcript/captions.ts'
import { requireTranscript } from '../transcript/transcript.ts'
import { encoderFor } from './sound-formats.ts'
import { intoNewFile, writeSound } from './write-sound.ts'
import { textFor, unknownEnding } from './written-texts.ts'

/** The source and the target of an export. */
export interface Export {
  /** A sound file, or the folder of a recording with tracks. */
  readonly source: string
  /** The new file; its extension selects the format. */
  readonly target: string
  /** User id of the track to export; null for the mix. */
  readonly track: number | null
}

/**
 * Exports a recording without its edits.
 * @param progress called with the fraction done, 0 to 1
 * @returns a confirmation for the user
 * @throws Error with a message for the user, or the reason of `signal`; no partial file is left
 */
export async function exportSound(
  { source, target, track }: Export,
  progress: (share: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const encode = encoderFor(target)
  const write = textFor(target)
  if (!encode && !write) throw unknownEnding(target)
  const recording = await openRecording(source, track)
  const captions = async () => recordedCaptions(await requireTranscript(source))
  if (!encode && (await isFolder(source))) return write!({ labels: recording.labels, captions }, target)
  const sound = await SoundSource.open(recording.path)
  try {
    if (!encode) return await write!({ labels: markLabels(sound.info.marks, sound.rate), captions }, target)
    const { rate, length } = sound
    const options = {
      rate,
      samples: length,
      tags: withFileTags(recording.tags, sound.info),
      cues: cuesWithin(sound, recording),
    }
    await intoNewFile(target, (file) => writeSound(file, encode, options, stoppable(sound.pieces(), signal), progress))
    return [`Exported ${(length / rate).toFixed(1)} s to ${target}.`, sound.note ?? []].flat().join(' ')
  } finally {
    await sound.close()
  }
}

/** The markers of the file and those of its recording, by time. */
function cuesWithin(sound: SoundSource, { cues }: RecordingSource): SoundMark[] {
  const { rate, length } = sound
  const own = sound.info.marks.map(({ sample, label }) => ({ sample, label: cleanLine(label) }))
  return [...own, ...cues(rate)].filter(({ sample }) => sample <= length).sort((a, b) => a.sample - b.sample)
}

async function* stoppable(pieces: AsyncIterable<Int16Array>, signal?: AbortSignal): AsyncGenerator<Int16Array> {
  for await (const piece of pieces) {
    signal?.throwIfAborted()
    yield piece
  }
}
