import { spawn } from 'node:child_process'
import { type FileHandle, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createPrivateFile } from '../../lib/private-files.ts'
import { cleanLine } from '../../lib/text.ts'
import { readBytes } from '../wav/riff-chunk.ts'
import type { SoundInfo } from '../wav/wav-cues.ts'
import { PLAIN } from './sample-format.ts'
import { readWavHead, type SoundHead } from './sound-head.ts'
import type { SoundKind } from './sound-kind.ts'

/** Bytes of a decoded file: 12 hours at 48 kHz. A small file can hold years of silence. */
const MAX_DECODED = 2 ** 32

/** A temporary file for the samples of a compressed one. */
export interface DecodingTarget {
  readonly file: FileHandle
  /** Appends samples. @throws Error with a reason, if there are too many */
  append(samples: Int16Array): Promise<void>
}

/** The result of a decoder: samples appended at this rate in Hz, and how many the file announces; or a WAV file. */
export type Decoded = { readonly rate: number; readonly info: SoundInfo; readonly announced?: number } | 'wav'

/** Decodes into a private temporary file, which has no name where the system allows it. */
export async function decodedFile(
  decode: (target: DecodingTarget) => Promise<Decoded>,
): Promise<{ file: FileHandle; head: SoundHead; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-sound-'))
  const remove = () => rm(folder, { recursive: true, force: true }).catch(() => {})
  let bytes = 0
  let file: FileHandle | undefined
  try {
    file = await createPrivateFile(join(folder, 'sound'), true)
    // Windows removes it only once it is closed.
    if (process.platform !== 'win32') await remove()
    const append = async ({ buffer, byteOffset, byteLength }: Int16Array) => {
      bytes += byteLength
      if (bytes > MAX_DECODED) throw new Error('it is too long')
      await file!.appendFile(new Uint8Array(buffer, byteOffset, byteLength))
    }
    const decoded = await decode({ file, append })
    if (decoded !== 'wav') {
      const frames = bytes / PLAIN.blockBytes
      const missing = Math.max(0, (decoded.announced || frames) - frames)
      const head = { ...decoded, ...{ format: PLAIN, mask: 0, begin: 0, bytes, frames, missing } }
      return { file, head: { ...head, unknownLength: false, interrupted: missing > 0 }, remove }
    }
    const { size } = await file.stat()
    const head = await readWavHead((position, length) => readBytes(file!, position, length), size)
    return { file, head: { ...head, missing: 0, unknownLength: false, interrupted: false }, remove }
  } catch (error) {
    await file?.close()
    await remove()
    throw error
  }
}

/** Characters quoted of an error. */
const MAX_QUOTE = 200

/**
 * Decodes the first audio stream of a file by ffmpeg, as a WAV file with its tags. It may read this file alone.
 * @param problem why the file cannot be read without ffmpeg; default: its kind
 * @throws Error with a reason
 */
export async function decodeByFfmpeg(
  path: string,
  { name, demuxer }: SoundKind,
  { file }: DecodingTarget,
  problem?: string,
): Promise<Decoded> {
  const input = ['-protocol_whitelist', 'file', '-f', demuxer, '-i', `file:${resolve(path)}`]
  const output = ['-map', '0:a:0', '-ac', '1', '-c:a', 'pcm_s16le', '-fs', String(MAX_DECODED), '-f', 'wav', 'pipe:1']
  const child = spawn('ffmpeg', ['-nostdin', '-v', 'error', ...input, ...output], {
    stdio: ['ignore', file.fd, 'pipe'],
  })
  let errors = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    if (errors.length < MAX_QUOTE * 4) errors += text
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', ({ message, code }: NodeJS.ErrnoException) => {
      const needed = `${problem ?? `it is of the kind ${name}`}; install ffmpeg to read it, or convert it to WAV`
      reject(new Error(code === 'ENOENT' ? needed : `ffmpeg cannot be started: ${message}`))
    })
    child.once('close', resolve)
  })
  const last = cleanLine(errors.trim().split('\n').at(-1) ?? '').replaceAll(`file:${resolve(path)}: `, '')
  if (code !== 0 && (await file.stat()).size <= 100) {
    const noSound = errors.includes('matches no streams') ? 'it contains no audio' : null
    throw new Error(noSound ?? `ffmpeg cannot read it (${last.slice(0, MAX_QUOTE) || `exit code ${code}`})`)
  }
  return 'wav'
}
