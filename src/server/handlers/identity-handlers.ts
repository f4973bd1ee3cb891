import { actions } from '../../protocol/actions.ts'
import { limits } from '../../protocol/limits.ts'
import type { Session } from '../session/session.ts'
import type { Handlers } from './handler.ts'

const VERSION = 1

/** The cap of each action that carries a payload. */
const payloadCaps = Object.fromEntries(
  Object.entries(actions).flatMap(([name, entry]) =>
    entry.payloadCap > 0 ? [[name, entry.payloadCap]] : [],
  ),
)

/** Who somebody is. */
export const identityHandlers: Handlers<'hello' | 'rename' | 'exit' | 'ping' | 'request_sample_rate'> = {
  async hello(session, { name, codecs, activity, resumable, resume, password }) {
    const { voice } = session.context
    const admitted = await session.admit(password)
    const resumed = resume === undefined || !admitted ? {} : { resumed: session.resume(resume) }
    if (!admitted && password !== undefined) session.note('wrong_password')
    const status = admitted ? takeName(session, name) : 'wrong password'
    if (status === 'ok') session.greet(codecs)
    if (admitted && activity) session.participant.curious = true
    return {
      status,
      version: VERSION,
      user: session.participant.id,
      name: status === 'ok' ? session.participant.name : (name ?? ''),
      sample_rate: voice.rate,
      frame_ms: voice.frameMs,
      codecs: session.participant.opus ? ['opus', 'pcm'] : ['pcm'],
      ...resumed,
      ...(resumable && status === 'ok' ? { resume: session.issueToken() } : {}),
      ...(session.room ? { room: session.room.name } : {}),
      limits: { line: limits.line, name: limits.name, text: limits.text, payload: payloadCaps },
    }
  },

  rename(session, { name }) {
    const status = session.takeName(name)
    if (status !== 'ok') return { status, name }
    session.note('named')
    session.afterReply(() => session.room?.usersChanged())
    return { status, name: session.participant.name }
  },

  exit(session) {
    session.close()
  },

  ping(session) {
    session.beat()
    return {}
  },

  request_sample_rate(session) {
    return { sample_rate: session.context.voice.rate }
  },
}

function takeName(session: Session, name: string | undefined) {
  return name === undefined ? 'ok' : session.takeName(name)
}
