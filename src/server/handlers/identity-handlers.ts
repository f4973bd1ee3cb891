import { codecsFor } from '../../audio/codec.ts'
import { ok, refused } from '../../lib/result.ts'
import { actions } from '../../protocol/actions.ts'
import { claimName } from '../session/claim-name.ts'
import type { ServerContext } from '../session/server-context.ts'
import type { Session } from '../session/session.ts'
import type { Handlers } from './handler.ts'

const VERSION = 1
/** URLs of the web client that are told: a machine may have many addresses. */
const MOST_PAGES = 8

/** Maximum payload in bytes of each action that carries one. */
const payloadCaps = Object.fromEntries(
  Object.entries(actions).flatMap(([name, entry]) => (entry.payloadCap > 0 ? [[name, entry.payloadCap]] : [])),
)

/** Handlers of a client's identity and connection. */
export const identityHandlers: Handlers<'hello' | 'rename' | 'exit' | 'ping' | 'request_sample_rate'> = {
  async hello(session, { name, codecs, activity, resumable, resume, password }) {
    const { voice, limits, resumeTokens } = session.context
    const admitted = await session.authenticator.admit(password)
    const resumed = resume === undefined || !admitted ? {} : { resumed: session.resume(resume) }
    if (!admitted && password !== undefined) session.note('wrong_password')
    const named = admitted ? await nameOrNone(session, name) : refused('wrong password' as const)
    const status = named.ok ? 'ok' : named.refusal
    if (named.ok) session.greet(codecs)
    if (admitted && activity) session.participant.curious = true
    const token = resumable && named.ok && !session.origin.exposed ? resumeTokens.issue(session) : null
    if (token === null) resumeTokens.confirm(session)
    return {
      status,
      version: VERSION,
      user: session.participant.id,
      name: named.ok ? session.participant.name : (name ?? ''),
      sample_rate: voice.rate,
      frame_ms: voice.frameMs,
      codecs: codecsFor(session.participant.codec.name),
      ...resumed,
      ...(token === null ? {} : { resume: token }),
      ...(session.room ? { room: session.room.name } : {}),
      ...(named.ok ? pagesOf(session.context) : {}),
      features: featuresOf(session.context),
      limits: { line: limits.line, name: limits.name, text: limits.text, payload: payloadCaps },
    }
  },

  async rename(session, { name }) {
    const named = await claimName(session, name)
    if (!named.ok) return { status: named.refusal, name }
    session.note('named')
    session.context.people.changed()
    session.channel.afterReply(() => session.room?.usersChanged())
    return { status: 'ok', name: named.value }
  },

  exit(session) {
    session.close()
  },

  ping(session) {
    session.channel.beat()
    return {}
  },

  request_sample_rate(session) {
    return { sample_rate: session.context.voice.rate }
  },
}

function featuresOf({ fingerprint, recordings, pages, accounts }: ServerContext): string[] {
  const offered = {
    ...{ tls: fingerprint !== null, recording: recordings !== null, web: pages().length > 0 },
    account_ask: accounts !== null,
  }
  const optional = Object.entries(offered).flatMap(([feature, here]) => (here ? [feature] : []))
  return [...optional, 'people', 'calls', 'hand', 'say-key', 'history']
}

function pagesOf(context: ServerContext): { pages?: string[] } {
  const pages = context.pages().slice(0, MOST_PAGES)
  return pages.length > 0 ? { pages } : {}
}

/** Claims the requested name; without a request, the client keeps its current name, which may be empty. */
async function nameOrNone(session: Session, name: string | undefined) {
  return name === undefined ? ok(session.participant.name) : claimName(session, name)
}
