/** A kind of sound file: how it is read, or by which demuxer of ffmpeg. */
export interface SoundKind {
  readonly name: string
  readonly reader: 'wav' | 'aiff' | 'flac' | 'opus' | 'ffmpeg'
  /** The only demuxer that ffmpeg may use: a file must not pass for a playlist, which names other files. */
  readonly demuxer: string
}

const kind = (name: string, reader: SoundKind['reader'], demuxer: string): SoundKind => ({ name, reader, demuxer })

/** The kinds by the first bytes of a file, as Latin-1; the first that matches. */
const KINDS: readonly (readonly [RegExp, SoundKind])[] = [
  [/^(RIFF|RIFX|RF64|BW64).{4}WAVE/s, kind('WAV', 'wav', 'wav')],
  [/^riff\x2e\x91\xcf\x11/s, kind('Wave64', 'wav', 'w64')],
  [/^FORM.{4}AIF[FC]/s, kind('AIFF', 'aiff', 'aiff')],
  [/^fLaC/s, kind('FLAC', 'flac', 'flac')],
  [/^OggS.{22}.{1,3}OpusHead/s, kind('Ogg Opus', 'opus', 'ogg')],
  [/^OggS/s, kind('Ogg', 'ffmpeg', 'ogg')],
  [/^.{4}(ftyp|moov|mdat|wide|free|skip)/s, kind('MP4', 'ffmpeg', 'mov')],
  [/^\x1a\x45\xdf\xa3/s, kind('Matroska', 'ffmpeg', 'matroska')],
  [/^caff/s, kind('CAF', 'ffmpeg', 'caf')],
  [/^\.snd/s, kind('AU', 'ffmpeg', 'au')],
  [/^RIFF.{4}AVI /s, kind('AVI', 'ffmpeg', 'avi')],
  [/^\x30\x26\xb2\x75/s, kind('WMA', 'ffmpeg', 'asf')],
  [/^#!AMR/s, kind('AMR', 'ffmpeg', 'amr')],
  [/^ADIF|^\xff[\xf0\xf1\xf8\xf9]/s, kind('AAC', 'ffmpeg', 'aac')],
  [/^ID3|^\xff[\xe2\xe3\xf2\xf3\xfa\xfb]/s, kind('MP3', 'ffmpeg', 'mp3')],
]

/** Bytes that tell the kind of a file. */
export const KIND_BYTES = 64

/** The kind of a file by its first bytes, or undefined if it is not a sound file. */
export function kindOf(head: Buffer): SoundKind | undefined {
  const text = head.toString('latin1')
  return KINDS.find(([pattern]) => pattern.test(text))?.[1]
}

/** Names of sound files that can be read. */
const SOUND_FILE =
  /\.(wav|wave|bwf|rf64|bw64|w64|aiff?|aifc|flac|opus|og[ga]|mp3|m4[abv]|mp4|mov|aac|mk[av]|webm|caf|au|snd|avi|wma|amr)$/i

/** Whether a name is that of a sound file. */
export function isSoundName(path: string): boolean {
  return SOUND_FILE.test(path)
}

/** A path or name of a sound file without its extension. */
export function withoutEnding(path: string): string {
  return path.replace(SOUND_FILE, '')
}
