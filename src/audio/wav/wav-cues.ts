import { afterChunk, chunkAt, riffChunk, uint32 } from './riff-chunk.ts'

/** A marker in a recording. */
export interface SoundMark {
  /** Position in samples from the start. */
  readonly sample: number
  /** Text for the user. */
  readonly label: string
}

/** Maximum markers per file, so that a track with constant drop-outs does not grow its list of markers without bound. */
export const MOST_MARKS = 1_000
/** The last position that a 32-bit cue point can hold: 24 hours at 48 kHz. */
const LAST_SAMPLE = 0xffff_ffff
const POINT_BYTES = 24

/**
 * Encodes markers as chunks to append after the `data` chunk of a WAV file: `cue ` with one point per marker, and
 * `LIST adtl` with the labels in UTF-8. Returns an empty buffer if there are no markers.
 *
 * Source: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (cue-points chunk, associated
 * data list).
 */
export function cueChunks(marks: readonly SoundMark[]): Buffer {
  const kept = marks.filter(({ sample }) => sample <= LAST_SAMPLE).slice(0, MOST_MARKS)
  if (kept.length === 0) return Buffer.alloc(0)
  const points = kept.map(({ sample }, i) => {
    const point = Buffer.alloc(POINT_BYTES)
    point.writeUInt32LE(i + 1, 0)
    point.writeUInt32LE(sample, 4)
    point.write('data', 8, 'latin1')
    point.writeUInt32LE(sample, 20)
    return point
  })
  const labels = kept.map(({ label }, i) =>
    riffChunk('labl', Buffer.concat([uint32(i + 1), Buffer.from(`${label}\0`)])),
  )
  return Buffer.concat([
    riffChunk('cue ', Buffer.concat([uint32(kept.length), ...points])),
    riffChunk('LIST', Buffer.concat([Buffer.from('adtl'), ...labels])),
  ])
}

/** Markers and tags of a sound file, gathered from its chunks. */
export interface SoundInfo {
  /** By position. */
  readonly marks: readonly SoundMark[]
  /** Empty where the file does not say. */
  readonly title: string
  readonly artist: string
  readonly date: string
  /** Body of the `bext` chunk of Broadcast Wave (EBU Tech 3285). */
  readonly broadcast: Buffer | null
}

/**
 * Reads what chunks say about the sound: `cue ` and `LIST adtl` as written by `cueChunks`, `LIST INFO` and `bext`.
 * Damaged entries are skipped. @param chunks id and body of each, in order @param big as in RIFX
 */
export async function readInfo(chunks: readonly (readonly [string, Buffer])[], big = false): Promise<SoundInfo> {
  const points = new Map<number, number>()
  const texts = new Map<string, string>()
  const number = (body: Buffer, at: number) => (big ? body.readUInt32BE(at) : body.readUInt32LE(at))
  let broadcast: Buffer | null = null
  for (const [id, body] of chunks) {
    if (id === 'bext' && body.length >= BEXT_DATE + 10) broadcast ??= body
    if (id === 'cue ') {
      for (let at = 4; at + POINT_BYTES <= body.length && points.size < MOST_MARKS; at += POINT_BYTES)
        points.set(number(body, at), number(body, at + 20))
    }
    if (id !== 'LIST') continue
    const read = (at: number, length: number) => body.subarray(at, at + length)
    const isInfo = body.toString('latin1', 0, 4) === 'INFO'
    for (let at = 4, chunk = await chunkAt(read, at, { big }); chunk; chunk = await chunkAt(read, at, { big })) {
      const { id: name, begin, length } = chunk
      const end = Math.min(body.length, begin + length)
      if (isInfo) texts.set(name, textIn(body, begin, end))
      else if (LABELS.includes(name) && end >= begin + 4) {
        const label = textIn(body, begin + (name === 'ltxt' ? LTXT_HEAD : 4), end)
        if (label !== '') texts.set(`${name} ${number(body, begin)}`, label)
      }
      if (texts.size > LABELS.length * MOST_MARKS) break
      at = await afterChunk(read, begin + length, { big })
    }
  }
  const labelOf = (point: number) => LABELS.map((name) => texts.get(`${name} ${point}`)).find(Boolean) ?? ''
  return {
    marks: [...points]
      .map(([point, sample]) => ({ sample, label: labelOf(point) }))
      .sort((a, b) => a.sample - b.sample),
    title: texts.get('INAM') || (broadcast ? textIn(broadcast, 0, BEXT_TEXT) : ''),
    artist: texts.get('IART') || (broadcast ? textIn(broadcast, BEXT_TEXT, BEXT_TEXT + 32) : ''),
    date: texts.get('ICRD') || (broadcast ? textIn(broadcast, BEXT_DATE, BEXT_DATE + 10) : ''),
    broadcast,
  }
}

/** Texts of a cue point, the best first. */
const LABELS = ['labl', 'note', 'ltxt']
/** Bytes before the text of an `ltxt` chunk, and lengths and offsets of fields of `bext`. */
const LTXT_HEAD = 20
const BEXT_TEXT = 256
const BEXT_DATE = 320

function textIn(body: Buffer, begin: number, end: number): string {
  const bytes = body.subarray(begin, end)
  const stop = bytes.indexOf(0)
  return bytes.toString('utf8', 0, stop < 0 ? bytes.length : stop).trim()
}
