import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cueChunks } from '../../src/audio/wav/wav-cues.ts'
import { wavHeader } from '../../src/audio/wav/wav-header.ts'
import { readWav } from '../../src/audio/wav/wav-reader.ts'
import { WavSource } from '../../src/audio/wav/wav-source.ts'
import { openPeaks, peaksPath } from '../../src/studio/peaks/peaks-file.ts'
import { readAbout } from '../../src/studio/recording/about.ts'
import { scratchFolder } from '../scratch-folder.ts'
import { joined, onlySentences, piecesOf, type Target } from '../target.ts'

/** WAV files as any program may have written them, and the peaks beside them. */
export async function sound(): Promise<Target> {
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
    doc: 'WAV files and the peaks beside them',
    examples: [
      joined(whole.toString('latin1')),
      joined(large.toString('latin1')),
      joined(float(8).toString('latin1'), 'PARLORPEAKS1\n\n\n\n'),
    ],
    dictionary: [
      'RIFF',
      'RF64',
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
        const source = await WavSource.open(path)
        try {
          const found = await openPeaks(source)
          await found.columns(0, source.length, 10)
          for (const { sample, label } of await source.marks()) if (!(sample >= 0) || typeof label !== 'string') return
          for await (const _ of source.pieces());
        } finally {
          await source.close()
        }
      }
      const wrong = [
        await onlySentences(() => readWav(path, 48_000)),
        await onlySentences(read),
        await onlySentences(() => readAbout(path)),
      ]
      return wrong.find((one) => one !== null) ?? null
    },
  }
}

/** A stereo file of 32-bit floats, which is converted. */
function float(frames: number): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + frames * 8, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(3, 20)
  head.writeUInt16LE(2, 22)
  head.writeUInt32LE(44_100, 24)
  head.writeUInt32LE(44_100 * 8, 28)
  head.writeUInt16LE(8, 32)
  head.writeUInt16LE(32, 34)
  head.write('data', 36)
  head.writeUInt32LE(frames * 8, 40)
  return Buffer.concat([head, Buffer.alloc(frames * 8, 0x3f)])
}
