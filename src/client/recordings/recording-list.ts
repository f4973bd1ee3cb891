import { cleanLine } from '../../lib/text.ts'
import { minutesText } from '../../lib/time-text.ts'
import type { RecordingKey, RecordingSummary } from '../../protocol/shapes.ts'
import type { ServerLink } from '../connection/server-link.ts'

/** The recordings on a server that the user may fetch, oldest first. @throws as `ServerLink.request` */
export async function listRecordings(link: ServerLink, keys: readonly RecordingKey[]): Promise<RecordingSummary[]> {
  const { recordings } = await link.request('recordings', { keys: keys.slice(0, link.limits.recordingsListed) })
  return recordings
}

/** One line of the list: name, room, length and size. */
export function recordingLine({ recording, room, seconds, files, bytes, ready = true }: RecordingSummary): string {
  if (!ready) return `${cleanLine(recording)}  ${cleanLine(room)}, still being completed by the server`
  const megabytes = (bytes / 1e6).toFixed(1)
  return `${cleanLine(recording)}  ${cleanLine(room)}, ${minutesText(seconds)} min, ${files} files, ${megabytes} MB`
}

/**
 * The recording with a name, or the latest if the name is ''.
 * @throws Error with a message for the user
 */
export function chooseRecording(recordings: readonly RecordingSummary[], wanted: string): RecordingSummary {
  const latest = recordings.at(-1)
  if (!latest) throw new Error(NO_RECORDINGS)
  if (wanted === '') return latest
  const found = recordings.find(({ recording }) => recording === wanted)
  if (found) return found
  const there = recordings.map(({ recording }) => recording).slice(-5)
  throw new Error(`You have no recording ${cleanLine(wanted)} on this server; the latest are ${there.join(', ')}`)
}

export const NO_RECORDINGS = 'You have no recordings on this server; /record tracks starts one if the server allows it'
