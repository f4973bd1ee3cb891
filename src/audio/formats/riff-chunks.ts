import type { Cue, SoundTags } from './sound-file.ts'

/** Cues that a file may have, so that they fit one read of any program. */
const MOST_CUES = 10_000

/**
 * What follows the sound of a WAV file: the cues with their labels, and `LIST INFO`, each chunk at an even place.
 *
 * Sources: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (INFO list, cue-points chunk,
 * associated data list). Texts are UTF-8, which the specification leaves open.
 */
export function riffChunks(tags: SoundTags, cues: readonly Cue[]): Buffer {
  // In this order: a widespread reader takes what follows a list of tags for a part of it.
  return Buffer.concat([...cueChunks(cues.slice(0, MOST_CUES)), infoList(tags)])
}

function infoList({ title, room, date, people, software }: SoundTags): Buffer {
  const fields: [string, string][] = [
    ['INAM', title],
    ['IPRD', room],
    ['ICRD', date],
    ['IART', people.join('; ')],
    ['ISFT', software],
  ]
  return list(
    'INFO',
    fields.filter(([, text]) => text !== '').map(([id, text]) => chunk(id, zeroEnded(text))),
  )
}

function cueChunks(cues: readonly Cue[]): Buffer[] {
  if (cues.length === 0) return []
  const points = cues.map(({ sample }, index) => {
    const point = Buffer.alloc(24)
    point.writeUInt32LE(index + 1, 0)
    point.writeUInt32LE(sample, 4)
    point.write('data', 8, 'latin1')
    point.writeUInt32LE(sample, 20)
    return point
  })
  const labels = cues.map(({ label }, index) =>
    chunk('labl', Buffer.concat([uint32(index + 1), zeroEnded(label)])),
  )
  return [chunk('cue ', Buffer.concat([uint32(cues.length), ...points])), list('adtl', labels)]
}

function list(type: string, chunks: readonly Buffer[]): Buffer {
  return chunk('LIST', Buffer.concat([Buffer.from(type, 'latin1'), ...chunks]))
}

function chunk(id: string, body: Buffer): Buffer {
  const padding = Buffer.alloc(body.length % 2)
  return Buffer.concat([Buffer.from(id, 'latin1'), uint32(body.length), body, padding])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function zeroEnded(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf8')
}
