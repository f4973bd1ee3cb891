import type { SoundMark } from '../../audio/wav/wav-cues.ts'
import { clockTime } from '../../lib/time-text.ts'
import type { SoundTags } from '../recording/recording-source.ts'

/** Maximum chapters: their numbers have three digits. */
const MAX_CHAPTERS = 999

/**
 * The Vorbis comment of FLAC and Opus files, without the prefix that each format adds: the vendor, then `NAME=text`
 * fields, all length-prefixed. Markers become `CHAPTER001=HH:MM:SS.mmm` and `CHAPTER001NAME=text`, which players show.
 *
 * Sources: Xiph.Org, Ogg Vorbis I format specification: comment field and header specification; XiphWiki, Chapter
 * Extension.
 *
 * @param vendor name of the encoder
 * @param rate sample rate of the cues, Hz
 */
export function vorbisComment(vendor: string, tags: SoundTags, cues: readonly SoundMark[], rate: number): Buffer {
  const fields = [
    `TITLE=${tags.title}`,
    `ALBUM=${tags.room}`,
    `DATE=${tags.date}`,
    ...tags.people.map((name) => `ARTIST=${name}`),
    `ENCODER=${tags.software}`,
    ...cues.slice(0, MAX_CHAPTERS).flatMap(({ sample, label }, index) => {
      const name = `CHAPTER${String(index + 1).padStart(3, '0')}`
      return [`${name}=${clockTime(sample / rate)}`, `${name}NAME=${label}`]
    }),
  ]
  const comments = fields.filter((field) => !field.endsWith('='))
  const count = Buffer.alloc(4)
  count.writeUInt32LE(comments.length)
  return Buffer.concat([lengthAndText(vendor), count, ...comments.map(lengthAndText)])
}

function lengthAndText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return Buffer.concat([length, bytes])
}
