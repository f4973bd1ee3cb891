import { ProtocolError } from '../../protocol/errors.ts'
import { pictureComplaint } from '../../protocol/picture-complaint.ts'
import type { Handlers } from './handler.ts'

/** Screens and cameras that are shared. */
export const screenHandlers: Handlers<
  'screen_share' | 'screen_unshare' | 'screen_start_watching' | 'screen_stop_watching' | 'screen'
> = {
  screen_share(session, { kind }) {
    const { screens } = session.roomOrRefuse()
    const { participant } = session
    session.quota.chargeBroadcast(0)
    if (!screens.mayShare(participant, kind)) return { status: 'someone else is sharing' }
    session.acknowledgePayloads()
    session.afterReply(() => screens.begin(participant, kind))
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
    if (!share) throw new ProtocolError('no_such_user', 'Nobody of that id shares anything here')
    share.watch(session.participant)
  },

  screen_stop_watching(session, { from }) {
    const room = session.roomOrRefuse()
    session.quota.chargeBroadcast(0)
    if (from === undefined) room.screens.unwatch(session.participant)
    else room.screens.unwatch(session.participant, room.find(from))
  },

  screen(session, picture, payload) {
    const room = session.roomOrRefuse()
    const { pictures } = session.context.counters
    const share = room.screens.of(session.participant)
    if (!share) throw new ProtocolError('not_allowed', 'You share nothing; say screen_share first')
    let passed = false
    pictures.received++
    try {
      const wrong = pictureComplaint(picture)
      if (wrong) throw new ProtocolError('bad_message', `screen: ${wrong}`)
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
