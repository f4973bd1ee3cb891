import type { FileHandle } from 'node:fs/promises'
import { MOST_MARKS, type SoundMark } from './wav-cues.ts'

/** Bytes of a chunk of marks that are read: more than the most of them take with labels of a sentence. */
const MOST_BYTES = 1024 * 1024
/** Chunks behind the sound that are looked at. */
const MOST_CHUNKS = 100
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
  let at = from
  for (let count = 0; at + 8 <= size && count < MOST_CHUNKS; count++) {
    const head = await read(file, at, 8)
    const length = head.readUInt32LE(4)
    const body = await read(file, at + 8, Math.min(length, size - at - 8, MOST_BYTES))
    const id = head.toString('latin1', 0, 4)
    if (id === 'cue ') takePoints(body, samples)
    if (id === 'LIST' && body.toString('latin1', 0, 4) === 'adtl') takeLabels(body, labels)
    at += 8 + length + (length % 2)
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

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, position)
  return bytes.subarray(0, bytesRead)
}
