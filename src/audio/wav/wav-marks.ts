import type { FileHandle } from 'node:fs/promises'
import { readBytes, riffChunks } from './riff-chunk.ts'
import { MOST_MARKS, type SoundMark } from './wav-cues.ts'

/** Bytes of a chunk of marks that are read: more than the most of them take with labels of a sentence. */
const MOST_BYTES = 1024 * 1024
const POINT_BYTES = 24

/**
 * The marks of a WAV file, from the chunks that follow its sound: `cue ` and `LIST adtl` as `cueChunks` writes them.
 * What is damaged is left out.
 *
 * @param from where the first chunk behind the sound begins @param size of the file
 */
export async function readMarks(file: FileHandle, from: number, size: number): Promise<SoundMark[]> {
  const samples = new Map<number, number>()
  const labels = new Map<number, string>()
  for await (const { id, begin, length } of riffChunks(file, from, size)) {
    if (id !== 'cue ' && id !== 'LIST') continue
    const body = await readBytes(file, begin, Math.min(length, size - begin, MOST_BYTES))
    if (id === 'cue ') takePoints(body, samples)
    else if (body.toString('latin1', 0, 4) === 'adtl') takeLabels(body, labels)
  }
  return [...samples]
    .map(([name, sample]) => ({ sample, label: labels.get(name) ?? '' }))
    .sort((a, b) => a.sample - b.sample)
}

function takePoints(body: Buffer, samples: Map<number, number>): void {
  for (let at = 4; at + POINT_BYTES <= body.length && samples.size < MOST_MARKS; at += POINT_BYTES) {
    samples.set(body.readUInt32LE(at), body.readUInt32LE(at + 20))
  }
}

function takeLabels(body: Buffer, labels: Map<number, string>): void {
  for (let at = 4; at + 12 <= body.length && labels.size < MOST_MARKS; ) {
    const length = body.readUInt32LE(at + 4)
    const text = body.subarray(at + 12, at + 8 + length)
    if (body.toString('latin1', at, at + 4) === 'labl') {
      const end = text.indexOf(0)
      labels.set(body.readUInt32LE(at + 8), text.toString('utf8', 0, end < 0 ? text.length : end))
    }
    at += 8 + length + (length % 2)
  }
}
