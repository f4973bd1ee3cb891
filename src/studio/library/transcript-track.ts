import { readFile } from 'node:fs/promises'
import { writeAtomically } from '../../lib/atomic-file.ts'

/**
 * Writes a transcript anew for a file that is called otherwise, after which its track is called. One that is damaged
 * stays as it is.
 *
 * @throws the error of the disk
 */
export async function renameTranscriptTrack(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  let json: { utterances?: unknown }
  try {
    json = JSON.parse(text)
  } catch {
    return
  }
  if (!Array.isArray(json?.utterances)) return
  const utterances = json.utterances.map((one) => (one?.track === from ? { ...one, track: to } : one))
  writeAtomically(path, `${JSON.stringify({ ...json, utterances })}\n`)
}
