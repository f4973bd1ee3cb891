import { frameBytes } from '../../audio/format.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Handlers } from './handler.ts'

/** Voice, and how it is heard. */
export const voiceHandlers: Handlers<'voice' | 'ack' | 'mute' | 'deafen' | 'volume'> = {
  voice(session, { codec = 'pcm' }, payload) {
    const room = session.roomOrRefuse()
    const { participant, context } = session
    const { counters } = context
    counters.voiceReceived++
    const muted = participant.muted || room.isMutedForAll(participant)
    if (muted) counters.voiceMuted++
    if (muted || !payload) return
    const bytes = frameBytes(context.voice)
    if (codec === 'opus' && !participant.opus) {
      throw new ProtocolError('bad_frame', 'The codec opus was not agreed upon in hello')
    }
    if (codec === 'pcm' && payload.length !== bytes) {
      throw new ProtocolError('bad_frame', `A voice frame here has ${bytes} bytes`)
    }
    if (session.quota.speak()) room.mixer.push(participant, payload, codec)
    else counters.voiceTooFast++
  },

  ack(session, { received }) {
    session.acknowledged(received)
  },

  mute(session, { muted }) {
    const { participant, room } = session
    participant.muted = muted
    if (muted) room?.silence(participant)
    session.afterReply(() => room?.usersChanged())
    return { muted }
  },

  deafen(session, { deafened }) {
    const { participant, room } = session
    participant.deafened = deafened
    session.afterReply(() => room?.usersChanged())
    return { deafened }
  },

  volume(session, { user, gain_db }) {
    const room = session.roomOrRefuse()
    const source = room.find(user)
    if (!source || source === session.participant) throw new ProtocolError('no_such_user')
    room.mixer.setVolume(session.participant, source, gain_db)
    return { user, gain_db }
  },
}
