import { cleanLine } from '../../lib/text.ts'
import { minutesText } from '../../lib/time-text.ts'
import type { RecordingKey, RecordingSummary } from '../../protocol/shapes.ts'
import type { ServerLink } from '../connection/server-link.ts'

/** The recordings at a server that one may have, the oldest first. @throws as `ServerLink.request` */
export async function listRecordings(
  link: ServerLink,
  keys: readonly RecordingKey[],
): Promise<RecordingSummary[]> {
  const { recordings } = await link.request('recordings', {
    keys: keys.slice(0, link.limits.recordingsListed),
  })
  return recordings
}

/** One line of a list: what it is called, how long it is, how much there is to fetch. */
export function recordingLine({ recording, room, seconds, files, bytes }: RecordingSummary): string {
  const megabytes = (bytes / 1e6).toFixed(1)
  return `${cleanLine(recording)}  ${cleanLine(room)}, ${minutesText(seconds)} min, ${files} files, ${megabytes} MB`
}

/**
 * The recording that somebody means: the one of that name, or the latest.
 * @throws Error with a sentence for the user
 */
export function chooseRecording(recordings: readonly RecordingSummary[], wanted: string): RecordingSummary {
  const latest = recordings.at(-1)
  if (!latest) throw new Error(NO_RECORDINGS)
  if (wanted === '') return latest
  const found = recordings.find(({ recording }) => recording === wanted)
  if (found) return found
  const there = recordings.map(({ recording }) => recording).slice(-5)
  throw new Error(
    `You have no recording ${cleanLine(wanted)} at this server; the latest are ${there.join(', ')}`,
  )
}

export const NO_RECORDINGS =
  'This server has no recording of yours; /record tracks makes one, where it lets you'
