import { randomBytes } from 'node:crypto'
import { link, rename, rm } from 'node:fs/promises'
import { BYTES_PER_SAMPLE } from '../../audio/format.ts'
import { plainWavHeader } from '../../audio/wav/wav-header.ts'
import { diskError } from '../../lib/disk-error.ts'
import { copyPrivateFile, createPrivateFile } from '../../lib/private-files.ts'
import { render, type Sources } from './render.ts'
import { type Timeline, timelineLength } from './timeline.ts'

export interface WriteMixOptions {
  /** Whether an existing file may be replaced. */
  readonly replace: boolean
  /** Called now and then with the fraction done, 0 to 1. */
  onProgress?(share: number): void
}

/**
 * Writes the mix of a timeline as a WAV file, atomically and in constant memory.
 * @throws Error with a message for the user; no partial file is left then
 */
export async function writeMix(
  path: string,
  timeline: Timeline,
  sources: Sources,
  { replace, onProgress }: WriteMixOptions,
): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`
  const length = timelineLength(timeline)
  try {
    const file = await createPrivateFile(draft).catch((error) => {
      throw diskError(error, path)
    })
    try {
      await file.appendFile(plainWavHeader(timeline.rate, length * BYTES_PER_SAMPLE))
      let done = 0
      for await (const block of render(timeline, sources)) {
        await file.appendFile(new Uint8Array(block.buffer, block.byteOffset, block.byteLength)).catch((error) => {
          throw diskError(error, path)
        })
        done += block.length
        onProgress?.(done / length)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await (replace ? rename(draft, path) : publishOnce(draft, path)).catch((error) => {
      throw diskError(error, path)
    })
  } finally {
    await rm(draft, { force: true })
  }
}

/** A hard link, unlike a rename, never replaces a file. File systems without links (FAT) fall back to a copy. */
async function publishOnce(draft: string, path: string): Promise<void> {
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw error
    return copyPrivateFile(draft, path)
  })
}
