import { ProtocolError } from '../../protocol/errors.ts'
import { checkPicture } from '../../protocol/picture-shape.ts'
import { DEFAULT_CODEC } from '../../protocol/shapes.ts'
import type { Handlers } from './handler.ts'

/** Handlers of voice, mute, deafen and volume. */
export const voiceHandlers: Handlers<'voice' | 'ack' | 'mute' | 'deafen' | 'volume'> = {
  voice(session, { codec: name = DEFAULT_CODEC }, payload) {
    if (session.isTakenOut) return
    const room = session.roomOrRefuse()
    const { participant, context } = session
    const { counters } = context
    counters.voiceReceived++
    const muted = participant.muted || room.isMutedForAll(participant)
    if (muted) counters.voiceMuted++
    if (muted || !payload) return
    const codec = participant.codecNamed(name)
    if (!codec) throw new ProtocolError('bad_frame', `The codec ${name} was not negotiated in hello`)
    const bytes = codec.payloadBytes(context.voice)
    if (bytes !== null && payload.length !== bytes) {
      throw new ProtocolError('bad_frame', `A voice frame must have ${bytes} bytes`)
    }
    if (!session.quota.speak()) {
      counters.voiceTooFast++
      return
    }
    if (room.mixer.push(participant, payload, name)) return
    counters.voiceNotMixed++
    // Then its messages are read in fewer and larger pieces, which leaves more time for others.
    const { rest } = context.rooms.talkers
    return rest > 0 ? session.channel.rest(rest) : undefined
  },

  ack(session, { received }) {
    session.channel.acknowledged(received)
  },

  mute(session, { muted }) {
    const { participant, room } = session
    participant.muted = muted
    if (muted) room?.silence(participant)
    session.channel.afterReply(() => room?.usersChanged())
    return { muted }
  },

  deafen(session, { deafened }) {
    const { participant, room } = session
    participant.deafened = deafened
    session.channel.afterReply(() => room?.usersChanged())
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

/** Handlers of shared screens and cameras. */
export const screenHandlers: Handlers<
  'screen_share' | 'screen_unshare' | 'screen_start_watching' | 'screen_stop_watching' | 'screen'
> = {
  screen_share(session, { kind }) {
    const { screens } = session.roomOrRefuse()
    const { participant } = session
    session.quota.chargeBroadcast(0)
    if (!screens.mayShare(participant, kind)) return { status: 'someone else is sharing' }
    session.channel.acknowledgePayloads()
    session.channel.afterReply(() => screens.begin(participant, kind))
    return { status: 'ok' }
  },

  screen_unshare(session) {
    const { screens } = session.roomOrRefuse()
    session.quota.chargeBroadcast(0)
    screens.end(session.participant)
  },

  screen_start_watching(session, { from }) {
    const room = session.roomOrRefuse()
    session.quota.chargeBroadcast(0)
    const sharer = room.find(from)
    const share = sharer && room.screens.of(sharer)
    if (!share) throw new ProtocolError('no_such_user', 'The user with this id is not sharing')
    share.watch(session.participant)
  },

  screen_stop_watching(session, { from }) {
    const room = session.roomOrRefuse()
    session.quota.chargeBroadcast(0)
    if (from === undefined) room.screens.unwatch(session.participant)
    else room.screens.unwatch(session.participant, room.find(from))
  },

  screen(session, picture, payload) {
    if (session.isTakenOut) return
    const room = session.roomOrRefuse()
    const { pictures } = session.context.counters
    const share = room.screens.of(session.participant)
    if (!share) throw new ProtocolError('not_allowed', 'You are not sharing; send screen_share first')
    let passed = false
    pictures.received++
    try {
      const checked = checkPicture(picture)
      if (!checked.ok) throw new ProtocolError('bad_message', `screen: ${checked.refusal}`)
      passed = payload !== null && session.quota.share(payload.length, !picture.more)
      if (passed) share.relay(picture, payload!)
    } finally {
      if (!passed) {
        pictures.refused++
        share.lose(picture)
      }
    }
  },
}
