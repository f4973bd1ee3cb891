import { MOST_MARKS, type SoundInfo, type SoundMark } from '../wav/wav-cues.ts'

const MOST_FIELDS = 4 * MOST_MARKS

/**
 * Reads a Vorbis comment: title, artist, date and chapters (`CHAPTER001=HH:MM:SS.mmm`, `CHAPTER001NAME=text`). Damaged
 * fields are skipped. @param comment null for none @param rate of the markers in Hz
 */
export function commentInfo(comment: Buffer | null, rate: number): SoundInfo {
  const fields = new Map<string, string>()
  const bytes = comment ?? Buffer.alloc(0)
  for (let at = 0, i = -1; at + 4 <= bytes.length && i < MOST_FIELDS; i++) {
    const length = bytes.readUInt32LE(at)
    const text = bytes.toString('utf8', at + 4, Math.min(bytes.length, at + 4 + length))
    const equals = text.indexOf('=')
    // The first is the name of the encoder, and the number of fields follows it.
    if (i >= 0 && equals > 0) {
      const name = text.slice(0, equals).toUpperCase()
      const before = name === 'ARTIST' && fields.has(name) ? `${fields.get(name)}; ` : ''
      fields.set(name, before + text.slice(equals + 1))
    }
    at += 4 + length + (i < 0 ? 4 : 0)
  }
  const marks: SoundMark[] = []
  for (const [name, time] of fields) {
    const [, hours, minutes, seconds] = /^(\d{1,3}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(time) ?? []
    if (!/^CHAPTER\d{1,4}$/.test(name) || seconds === undefined || marks.length >= MOST_MARKS) continue
    const at = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
    marks.push({ sample: Math.round(at * rate), label: fields.get(`${name}NAME`) ?? '' })
  }
  const text = (name: string) => fields.get(name) ?? ''
  const info = { title: text('TITLE'), artist: text('ARTIST'), date: text('DATE'), broadcast: null }
  return { ...info, marks: marks.sort((a, b) => a.sample - b.sample) }
}
