import { actions } from '../../protocol/actions.ts'
import { limits } from '../../protocol/limits.ts'
import type { Handlers } from './handler.ts'

const VERSION = 1

/** The cap of each action that carries a payload. */
const payloadCaps = Object.fromEntries(
  Object.entries(actions).flatMap(([name, entry]) =>
    entry.payloadCap > 0 ? [[name, entry.payloadCap]] : [],
  ),
)

/** Who somebody is. */
export const identityHandlers: Handlers<'hello' | 'rename' | 'exit' | 'request_sample_rate'> = {
  hello(session, { name, codecs }) {
    const { people, voice } = session.house
    const status = name === undefined ? 'ok' : people.name(session.participant, name)
    if (status === 'ok') session.greet(codecs)
    return {
      status,
      version: VERSION,
      user: session.participant.id,
      name: status === 'ok' ? session.participant.name : (name ?? ''),
      sample_rate: voice.rate,
      frame_ms: voice.frameMs,
      codecs: session.participant.opus ? ['opus', 'pcm'] : ['pcm'],
      limits: { line: limits.line, name: limits.name, text: limits.text, payload: payloadCaps },
    }
  },

  rename(session, { name }) {
    const status = session.house.people.name(session.participant, name)
    if (status !== 'ok') return { status, name }
    session.afterReply(() => session.room?.usersChanged())
    return { status, name: session.participant.name }
  },

  exit(session) {
    session.close()
  },

  request_sample_rate(session) {
    return { sample_rate: session.house.voice.rate }
  },
}
