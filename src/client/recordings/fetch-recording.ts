import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DESCRIPTION_FILE, parseDescription, type RecordingDescription } from '../../audio/recording-description.ts'
import { writeAtomically } from '../../lib/atomic-file.ts'
import { diskError } from '../../lib/disk-error.ts'
import { makePrivateFolders } from '../../lib/private-files.ts'
import type { RecordingKey } from '../../protocol/shapes.ts'
import type { ServerLink } from '../connection/server-link.ts'
import { fetchFile } from './fetch-file.ts'
import type { Fetching } from './fetching.ts'

/** Largest description in bytes; one with the maximum number of tracks has a tenth of it. */
const MOST_DESCRIPTION = 1024 * 1024

/** A recording to download, with its token unless the current session made it. */
export interface Wanted {
  readonly recording: RecordingKey['recording']
  readonly token: string | undefined
}

/**
 * Downloads all files of a recording into `<folder>/<recording>/` and verifies their SHA-256. Files that are complete
 * are not downloaded again, and interrupted downloads resume.
 *
 * @param fetching receives the progress and can cancel
 * @returns the folder
 * @throws Error with a message for the user; as `ServerLink.request`. Files downloaded until then stay
 */
export async function fetchRecording(
  link: ServerLink,
  { recording, token }: Wanted,
  folder: string,
  fetching: Fetching,
): Promise<string> {
  const key = { recording, ...(token === undefined ? {} : { token }) }
  const source = {
    pieceBytes: link.limits.recordingPiece,
    ask: async (file: string, offset: number) => {
      const { payload } = await link.requestPiece({ ...key, file, offset })
      return payload
    },
  }
  // The protocol limits the name to two folder names, so the path cannot leave `folder`.
  const into = join(folder, recording)
  const { text, description } = await fetchDescription(link, key)
  fetching.total = description.files.reduce((sum, { bytes }) => sum + bytes, 0)
  for (const file of description.files) await fetchFile(file, join(into, file.file), source, fetching)
  try {
    await makePrivateFolders(into)
    writeAtomically(join(into, DESCRIPTION_FILE), text)
  } catch (error) {
    throw diskError(error, into)
  }
  return into
}

async function fetchDescription(
  link: ServerLink,
  key: { recording: string; token?: string },
): Promise<{ text: string; description: RecordingDescription }> {
  const pieces: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { payload, total, sha256 } = await link.requestPiece({ ...key, file: DESCRIPTION_FILE, offset: length })
    pieces.push(payload)
    length += payload.length
    if (total > MOST_DESCRIPTION) throw new Error(`The ${DESCRIPTION_FILE} on the server is too large.`)
    if (length < total && payload.length > 0) continue
    const text = Buffer.concat(pieces)
    if (createHash('sha256').update(text).digest('hex') !== sha256) {
      throw new Error(`${DESCRIPTION_FILE} arrived damaged; fetch the recording again.`)
    }
    return { text: text.toString('utf8'), description: parseDescription(text.toString('utf8')) }
  }
}
