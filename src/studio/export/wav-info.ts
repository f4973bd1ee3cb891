import { riffChunk } from '../../audio/wav/riff-chunk.ts'
import type { SoundTags } from './sound-file.ts'

/**
 * The tags of a WAV file, as `LIST INFO`. It is to be its last chunk: a widespread reader takes what follows it for a
 * part of it.
 *
 * Source: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (INFO list). Texts are UTF-8,
 * which the specification leaves open.
 */
export function infoChunk({ title, room, date, people, software }: SoundTags): Buffer {
  const fields: [string, string][] = [
    ['INAM', title],
    ['IPRD', room],
    ['ICRD', date],
    ['IART', people.join('; ')],
    ['ISFT', software],
  ]
  const told = fields.filter(([, text]) => text !== '')
  const chunks = told.map(([id, text]) => riffChunk(id, Buffer.from(`${text}\0`)))
  return riffChunk('LIST', Buffer.concat([Buffer.from('INFO'), ...chunks]))
}
