import { afterChunk, type ChunkLayout, chunkAt, isFourCc, type ReadBytes } from '../wav/riff-chunk.ts'
import { readInfo, type SoundInfo } from '../wav/wav-cues.ts'
import { imaAdpcm, msAdpcm } from './adpcm.ts'
import { bytewise, floats, integers, PLAIN, type SampleFormat } from './sample-format.ts'

/** What a sound file says before its audio is read. */
export interface SoundHead {
  /** Sample rate in Hz. */
  readonly rate: number
  readonly format: SampleFormat
  /** dwChannelMask of WAVE_FORMAT_EXTENSIBLE, or 0. */
  readonly mask: number
  /** Offset of the audio, and its length in bytes as far as the file has it. */
  readonly begin: number
  readonly bytes: number
  /** Length in frames. */
  readonly frames: number
  /** Frames that are announced and missing. */
  readonly missing: number
  /** Whether the head does not state a length, as from a program that wrote to a pipe. */
  readonly unknownLength: boolean
  /** Whether the program that wrote the file was stopped before it ended the file. */
  readonly interrupted: boolean
  readonly info: SoundInfo
}

/** The file holds audio of a coding that is not decoded here. */
export class OtherCoding extends Error {}

/** Chunks that are read before giving up; real files have a handful. */
const MOST_CHUNKS = 1_000
/** Bytes read of a chunk, enough for all markers with long labels, and chunks kept. */
const MOST_BYTES = 2 ** 20
const MOST_KEPT = 32
const MAX_CHANNELS = 64
const MAX_RATE = 1_000_000
const PCM = 1
const EXTENSIBLE = 0xfffe
/** Sizes that mean "unknown": of ffmpeg, sox and arecord when they write to a pipe. */
const isUnknown = (size: number) => size >= 0xffff_ff00 || (size >= 0x7fff_f000 && size <= 0x8000_0000)
/** Offset of the audio in the recordings of these programs, which announce what they wrote so far (`wavHeader`). */
const GROWING_BEGIN = 80

/** Reads the head of a RIFF, RF64, BW64, RIFX or Wave64 file. @param size of the file in bytes @throws Error with a reason */
export async function readWavHead(read: ReadBytes, size: number): Promise<SoundHead> {
  const name = (await read(0, 4)).toString('latin1')
  const layout: ChunkLayout = { big: name === 'RIFX', wide: name === 'riff' }
  const kept: [string, Buffer][] = []
  const body = (id: string) => kept.find(([other]) => other === id)?.[1]
  let found: { begin: number; announced: number; unknown: boolean; next: number } | null = null
  let at = layout.wide ? 40 : 12
  for (let count = 0; count < MOST_CHUNKS; count++) {
    const chunk = await chunkAt(read, at, layout)
    if (!chunk) break
    const { begin, id } = chunk
    let { length } = chunk
    if (id === 'data' && !found) {
      const large = length === 0xffff_ffff && (body('ds64')?.length ?? 0) >= 16
      if (large) length = Number(body('ds64')!.readBigUInt64LE(8))
      const left = await read(begin, 4)
      const unknown = (!large && isUnknown(length)) || (length === 0 && left.length > 0 && !isFourCc(left))
      if (unknown) length = size - begin
      found = { begin, announced: length, unknown, next: begin + length }
    } else if (kept.length < MOST_KEPT && /^(fmt |fact|ds64|cue |LIST|list|bext)$/.test(id))
      kept.push([id, await read(begin, Math.min(length, MOST_BYTES))])
    at = await afterChunk(read, begin + length, layout)
  }
  const fmt = body('fmt ')
  if (!fmt || !found) throw new Error('it contains no audio')
  const coded = formatOf(fmt, layout.big ?? false)
  const { begin, announced, unknown, next } = found
  const bytes = Math.max(0, Math.min(announced, size - begin))
  const frames = framesIn(coded.format, bytes)
  const { format } = coded
  const fact = body('fact')
  const stated = format.blockFrames > 1 && fact && fact.length >= 4 ? fact.readUInt32LE(0) : Infinity
  const growing =
    name !== 'BW64' &&
    begin === GROWING_BEGIN &&
    format.plain === true &&
    size > next &&
    kept.length === (body('ds64') ? 2 : 1)
  return {
    ...coded,
    ...{ begin, bytes, frames: stated > 0 ? Math.min(frames, stated) : frames },
    missing: announced > bytes ? Math.min(framesIn(format, announced), stated) - frames : 0,
    ...{ unknownLength: unknown, interrupted: announced > bytes || growing },
    info: await readInfo(kept, layout.big),
  }
}

function framesIn({ blockBytes, blockFrames }: SampleFormat, bytes: number): number {
  return Math.floor(bytes / blockBytes) * blockFrames
}

/** Parses a `fmt ` chunk. Source: Microsoft, WAVEFORMATEX and WAVEFORMATEXTENSIBLE. */
function formatOf(fmt: Buffer, big: boolean): Pick<SoundHead, 'rate' | 'format' | 'mask'> {
  if (fmt.length < 16) throw new Error('the header is incomplete')
  const word = (at: number) => (big ? fmt.readUInt16BE(at) : fmt.readUInt16LE(at))
  const rate = big ? fmt.readUInt32BE(4) : fmt.readUInt32LE(4)
  const extended = word(0) === EXTENSIBLE && fmt.length >= 26
  const tag = extended ? word(24) : word(0) === EXTENSIBLE ? PCM : word(0)
  const [channels, align, bits] = [word(2), word(12), word(14)]
  checked(channels, rate)
  const mask = extended ? (big ? fmt.readUInt32BE(20) : fmt.readUInt32LE(20)) : 0
  const each = align / channels
  // Samples may be stored in more bytes than they need, left-justified.
  const width = Number.isInteger(each) && each * 8 >= bits && each <= 8 ? each : Math.ceil(bits / 8)
  const format = wavFormat(tag, { channels, width, align, bits, big }, fmt, word)
  return { rate, mask, format }
}

interface Shape {
  readonly channels: number
  /** Bytes per sample. */
  readonly width: number
  readonly align: number
  readonly bits: number
  readonly big: boolean
}

function wavFormat(
  tag: number,
  { channels, width, align, bits, big }: Shape,
  fmt: Buffer,
  word: (at: number) => number,
): SampleFormat {
  if (tag === PCM && width === 1) return bytewise(channels, 'unsigned')
  if (tag === PCM && width >= 2 && width <= 4) return integersOf(channels, width, big)
  if (tag === 3 && (width === 4 || width === 8)) return floats(channels, width, big)
  if (tag === 6) return bytewise(channels, '8a')
  if (tag === 7) return bytewise(channels, '8m')
  if (tag === 0x11 && bits === 4 && align >= 8 * channels && align % (4 * channels) === 0)
    return imaAdpcm(channels, align)
  if (tag === 2 && bits === 4 && channels <= 2 && align > 7 * channels && fmt.length >= 22) {
    const pairs = Array.from({ length: Math.min(2 * word(20), (fmt.length - 22) >> 1) }, (_, i) =>
      fmt.readInt16LE(22 + 2 * i),
    )
    return msAdpcm(channels, align, pairs)
  }
  throw new OtherCoding(`it has audio of another coding (format ${tag}, ${bits} bits)`)
}

function integersOf(channels: number, width: number, big: boolean): SampleFormat {
  return channels === 1 && width === 2 && !big ? PLAIN : integers(channels, width, big)
}

function checked(channels: number, rate: number): void {
  if (!(channels >= 1 && channels <= MAX_CHANNELS)) throw new Error(`it has ${channels} channels`)
  if (!(rate >= 1 && rate <= MAX_RATE)) throw new Error(`it has a sample rate of ${rate} Hz`)
}

/** Reads the head of an AIFF or AIFF-C file. Source: Apple, Audio Interchange File Format 1.3 and AIFF-C. @throws Error with a reason */
export async function readAiffHead(read: ReadBytes, size: number): Promise<SoundHead> {
  const layout = { big: true }
  const texts = new Map<string, string>()
  let common: Buffer | null = null
  let marks: SoundInfo['marks'] = []
  let sound: { begin: number; length: number } | null = null
  for (let at = 12, count = 0; count < MOST_CHUNKS; count++) {
    const chunk = await chunkAt(read, at, layout)
    if (!chunk) break
    const { id, begin, length } = chunk
    const body = () => read(begin, Math.min(length, MOST_BYTES))
    if (id === 'COMM') common = await body()
    else if (id === 'MARK') marks = aiffMarks(await body())
    else if (id === 'NAME' || id === 'AUTH') texts.set(id, (await body()).toString('utf8').replaceAll('\0', '').trim())
    else if (id === 'SSND' && !sound) {
      const offset = await read(begin, 4)
      const skipped = 8 + (offset.length === 4 ? offset.readUInt32BE(0) : 0)
      sound = { begin: begin + skipped, length: Math.max(0, length - skipped) }
    }
    at = await afterChunk(read, begin + length)
  }
  if (!common || common.length < 18 || !sound) throw new Error('it contains no audio')
  const channels = common.readUInt16BE(0)
  const rate = Math.round(Number(common.readBigUInt64BE(10)) * 2 ** ((common.readUInt16BE(8) & 0x7fff) - 16_383 - 63))
  checked(channels, rate)
  const coding = common.length >= 22 ? common.toString('latin1', 18, 22) : 'NONE'
  const format = aiffFormat(coding, channels, Math.ceil(common.readUInt16BE(6) / 8))
  const announced = common.readUInt32BE(2)
  const bytes = Math.max(0, Math.min(sound.length, size - sound.begin))
  const frames = Math.min(framesIn(format, bytes), announced || Infinity)
  const unknownLength = sound.length >= 0x7f00_0000 && sound.begin + sound.length > size
  const missing = unknownLength ? 0 : announced - frames
  const info = { title: texts.get('NAME') ?? '', artist: texts.get('AUTH') ?? '', date: '', broadcast: null, marks }
  const { begin } = sound
  return { ...{ rate, format, mask: 0, begin, bytes, frames, missing }, unknownLength, interrupted: missing > 0, info }
}

function aiffFormat(coding: string, channels: number, width: number): SampleFormat {
  const named: Record<string, () => SampleFormat> = {
    sowt: () => integersOf(channels, width, false),
    fl32: () => floats(channels, 4, true),
    FL32: () => floats(channels, 4, true),
    fl64: () => floats(channels, 8, true),
    in24: () => integers(channels, 3, true),
    in32: () => integers(channels, 4, true),
    'raw ': () => bytewise(channels, 'unsigned'),
    alaw: () => bytewise(channels, '8a'),
    ALAW: () => bytewise(channels, '8a'),
    ulaw: () => bytewise(channels, '8m'),
    ULAW: () => bytewise(channels, '8m'),
  }
  if (['NONE', 'twos'].includes(coding) && width >= 1 && width <= 4) return integers(channels, width, true)
  const format = named[coding]?.()
  if (!format || format.blockBytes < channels) throw new OtherCoding(`it has audio of another coding (${coding})`)
  return format
}

function aiffMarks(body: Buffer): SoundInfo['marks'] {
  const marks: { sample: number; label: string }[] = []
  for (let at = 2; at + 7 <= body.length && marks.length < MOST_CHUNKS; ) {
    const length = body[at + 6]!
    marks.push({ sample: body.readUInt32BE(at + 2), label: body.toString('utf8', at + 7, at + 7 + length) })
    at += 7 + length + ((length + 1) % 2)
  }
  return marks.sort((a, b) => a.sample - b.sample)
}
