import { cleanLine } from '../../lib/text.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Recordings } from '../recording/recordings.ts'
import type { RoomRecording } from '../recording/room-recording.ts'
import type { Session } from '../session/session.ts'
import type { Handlers } from './handler.ts'

/** Handlers of recordings: announcements of those made by clients, and control of those made by the server. */
export const recordingHandlers: Handlers<
  'record_start' | 'record_end' | 'record_pause' | 'record_mark' | 'record_consent' | 'recordings' | 'recording_fetch'
> = {
  async record_start(session, { tracks }) {
    const room = session.roomOrRefuse()
    session.quota.chargeBroadcast(0)
    if (!tracks) {
      room.recorders.setClient(session.participant, true)
      return
    }
    const recordings = recordingsOf(session)
    // The token of the recording would be readable on the network, and anybody could download it.
    if (session.origin.exposed) throw new ProtocolError('tls_wanted', EXPOSED, false)
    session.quota.record()
    const { participant: recorder, address } = session
    await room.recorders.start(recordings, { recorder, address })
  },

  record_end(session, { tracks }) {
    const room = session.roomOrRefuse()
    session.quota.chargeBroadcast(0)
    const own = room.recording?.recorder === session.participant
    if (tracks !== true) room.recorders.setClient(session.participant, false)
    if (tracks !== false && own) void room.recording?.end()
    if (tracks === true && !own) throw noRecording()
  },

  record_pause(session, { paused }) {
    session.quota.chargeBroadcast(0)
    ownRecording(session).pause(paused)
  },

  record_mark(session, { text = '' }) {
    const { limits } = session.context
    if ([...text].length > limits.marker) {
      throw new ProtocolError('bad_message', `record_mark: the text exceeds ${limits.marker} characters`)
    }
    session.quota.chargeBroadcast(Buffer.byteLength(text))
    ownRecording(session).mark(cleanLine(text).trim())
  },

  async record_consent(session, { recording: id, agree }) {
    const { recording } = session.roomOrRefuse()
    // A yes to one person's recording is none to the next person's.
    if (recording?.id !== id) {
      throw new ProtocolError('bad_message', 'record_consent: the server is not making this recording here')
    }
    session.quota.chargeBroadcast(0)
    const token = await recording.answer(session.participant, agree)
    return { recording: id, agree, ...(token === null || session.origin.exposed ? {} : { token }) }
  },

  async recordings(session, { keys = [] }) {
    return { recordings: await recordingsOf(session).archive.list(session.participant, keys) }
  },

  async recording_fetch(session, { id, recording, file, offset, token }) {
    const { archive } = recordingsOf(session)
    const { piece, bytes: total, sha256 } = await archive.read(session.participant, { recording, token }, file, offset)
    const about = { recording, file, offset, total, sha256 }
    if (piece.length === 0) return about
    const { length: bytes } = piece
    session.channel.sendPayload(
      { label: 'recording_data', ...(id === undefined ? {} : { id }), ...about, bytes },
      piece,
    )
    return undefined
  },
}

const EXPOSED =
  'Not encrypted: others on the network could read the key of the recording; connect with TLS 1.3 (chat-client --tls)'

function recordingsOf(session: Session): Recordings {
  const { recordings } = session.context
  if (recordings) return recordings
  throw new ProtocolError(
    'not_allowed',
    'Recording is disabled on this server; the operator can enable it with chat-server --recordings',
  )
}

function ownRecording(session: Session): RoomRecording {
  const { recording } = session.roomOrRefuse()
  if (recording?.recorder === session.participant) return recording
  throw noRecording()
}

function noRecording(): ProtocolError {
  return new ProtocolError('not_allowed', 'The server is not recording this room for you')
}
