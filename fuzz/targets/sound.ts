import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSound, SoundSource } from '../../src/audio/sound/sound-source.ts'
import { riffChunk, uint32 } from '../../src/audio/wav/riff-chunk.ts'
import { cueChunks } from '../../src/audio/wav/wav-cues.ts'
import { wavHeader } from '../../src/audio/wav/wav-header.ts'
import { FlacEncoder } from '../../src/studio/export/flac-encoder.ts'
import { OpusFileEncoder } from '../../src/studio/export/opus-file-encoder.ts'
import { openPeaks, peaksPath } from '../../src/studio/peaks/peaks-file.ts'
import { readAbout } from '../../src/studio/recording/about.ts'
import { scratchFolder } from '../scratch-folder.ts'
import { joined, onlySentences, piecesOf, type Target } from '../target.ts'

/** Sound files as any program may have written them, and the peaks beside them. */
export async function sound(): Promise<Target> {
  // Files that need ffmpeg are refused: it is not what is tested.
  const programs = process.env.PATH
  process.env.PATH = ''
  const path = join(scratchFolder(), 'sound.wav')
  const samples = Buffer.alloc(400, 0x11)
  const marks = cueChunks([
    { sample: 3, label: 'here' },
    { sample: 90, label: 'there' },
  ])
  const whole = Buffer.concat([wavHeader(48_000, samples.length, undefined, marks.length), samples, marks])
  const large = Buffer.concat([wavHeader(48_000, samples.length, 100), samples])
  return {
    name: 'sound',
    doc: 'sound files and the peaks beside them',
    examples: [
      joined(whole.toString('latin1')),
      joined(large.toString('latin1')),
      joined(wav(3, 32, 8).toString('latin1'), 'PARLORPEAKS1\n\n\n\n'),
      joined(wav(0x11, 4, 72).toString('latin1')),
      joined(wav(2, 4, 70).toString('latin1')),
      joined(wav(7, 8, 2).toString('latin1')),
      joined(wave64().toString('latin1')),
      joined(aiff().toString('latin1')),
      ...(await encoded()).map((bytes) => joined(bytes.toString('latin1'))),
    ],
    dictionary: [
      'RIFF',
      'RF64',
      'RIFX',
      'BW64',
      'FORM',
      'AIFC',
      'COMM',
      'SSND',
      'MARK',
      'fLaC',
      'OggS',
      'OpusHead',
      'bext',
      'INFO',
      'CHAPTER001=',
      'WAVE',
      'fmt ',
      'data',
      'ds64',
      'JUNK',
      'cue ',
      'LIST',
      'adtl',
      'labl',
      'fact',
      '\xfe\xff',
      '\x03\x00',
      '\x01\x00',
      '\x10\x00\x00\x00',
    ],
    run: async (input) => {
      const [wav = Buffer.alloc(0), peaks] = piecesOf(input)
      writeFileSync(path, wav)
      writeFileSync(peaksPath(path), peaks ?? '')
      const read = async () => {
        const source = await SoundSource.open(path)
        try {
          const found = await openPeaks(source)
          await found.columns(0, source.length, 10)
          await readAbout(path, new Map([['sound', source]]))
          for (const { sample, label } of source.info.marks) if (!(sample >= 0) || typeof label !== 'string') return
          for await (const _ of source.pieces());
        } finally {
          await source.close()
        }
      }
      const wrong = [await onlySentences(() => readSound(path, 48_000)), await onlySentences(read)]
      return wrong.find((one) => one !== null) ?? null
    },
    close: async () => {
      process.env.PATH = programs
    },
  }
}

/** A stereo WAV file of a coding. @param align bytes per block */
function wav(tag: number, bits: number, align: number): Buffer {
  const fmt = Buffer.alloc(20)
  fmt.writeUInt16LE(tag, 0)
  fmt.writeUInt16LE(2, 2)
  fmt.writeUInt32LE(44_100, 4)
  fmt.writeUInt32LE(44_100 * align, 8)
  fmt.writeUInt16LE(align, 12)
  fmt.writeUInt16LE(bits, 14)
  const chunks = [riffChunk('fmt ', fmt), riffChunk('data', Buffer.alloc(3 * align, 0x3f))]
  return Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), ...chunks])
}

/** A Wave64 file of the same. */
function wave64(): Buffer {
  const chunk = (id: string, body: Buffer) => {
    const head = Buffer.alloc(24, 0x11)
    head.write(id, 'latin1')
    head.writeBigUInt64LE(BigInt(24 + body.length), 16)
    return Buffer.concat([head, body])
  }
  const inside = wav(3, 32, 8)
  const name = Buffer.from('riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0', 'latin1')
  const parts = [chunk('fmt ', inside.subarray(20, 36)), chunk('data', inside.subarray(48))]
  return Buffer.concat([name, Buffer.alloc(24), ...parts])
}

/** An AIFF file with a marker. */
function aiff(): Buffer {
  const common = Buffer.from('\0\x01\0\0\0\x20\0\x10\x40\x0e\xac\x44\0\0\0\0\0\0', 'latin1')
  const marks = Buffer.from('\0\x01\0\x01\0\0\0\x08\x03abc', 'latin1')
  const chunks = [
    ['COMM', common],
    ['MARK', marks],
    ['SSND', Buffer.alloc(8 + 64, 0x3f)],
  ] as const
  const whole = chunks.flatMap(([id, body]) => [
    riffChunk(id, body).subarray(0, 4),
    uint32(body.length).reverse(),
    body,
  ])
  return Buffer.concat([Buffer.from('FORM\0\0\0\0AIFF'), ...whole])
}

/** A FLAC and an Opus file of some noise. */
async function encoded(): Promise<Buffer[]> {
  const samples = Int16Array.from({ length: 2_000 }, (_, i) => ((i * 7_919) % 2_000) - 1_000)
  const tags = { title: 'talk', room: '', date: '', people: ['Ann'], software: '' }
  const options = { rate: 48_000, samples: samples.length, tags, cues: [{ sample: 30, label: 'here' }] }
  return Promise.all(
    [FlacEncoder, OpusFileEncoder].map(async (format) => {
      const encoder = await format.create(options)
      const bytes = Buffer.concat([encoder.encode(samples), encoder.finish().tail])
      return bytes
    }),
  )
}
