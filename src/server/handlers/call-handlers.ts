import { ProtocolError } from '../../protocol/errors.ts'
import type { Session } from '../session/session.ts'
import type { Handlers } from './handler.ts'

/** Handlers of presence, blocks and calls. */
export const callHandlers: Handlers<
  'people' | 'presence' | 'block' | 'call' | 'call_answer' | 'call_invite' | 'call_end'
> = {
  people(session, { search }) {
    return session.context.people.listFor(session, search)
  },

  presence(session, { presence, text }) {
    nameIt(session)
    session.quota.chargeBroadcast(text?.length ?? 0)
    return session.context.people.setPresence(session.participant, presence, text)
  },

  async block(session, { user, name, blocked = true }) {
    const { participant, context } = session
    const { callMemory: memory, limits } = context
    const names = () => memory.names(participant)
    if (user === undefined && name === undefined) return { status: 'ok', names: names() }
    const everybody = [...context.sessions, ...context.absences].map((one) => one.participant)
    const other = everybody.find((one) => (user === undefined ? one.name === name : one.id === user))
    if (!blocked) {
      const lifted = await session.channel.outlast(memory.unblock(participant, other?.name ?? name ?? ''))
      return { status: lifted ? 'ok' : 'not blocked', names: names() }
    }
    if (!other?.name) throw new ProtocolError('no_such_user')
    if (other === participant) throw new ProtocolError('not_allowed', 'You cannot block yourself')
    nameIt(session)
    const added = await session.channel.outlast(memory.block(participant, other, limits.blocked))
    return { status: added ? 'ok' : 'too many', names: names() }
  },

  call(session, { to, video, room }) {
    nameIt(session)
    const { status, call, begin } = session.context.calls.place(session, to, { video, room })
    session.channel.afterReply(begin)
    return { status, ...(call === undefined ? {} : { call }) }
  },

  call_answer(session, { call, accept, text, room }) {
    const carryOut = session.context.calls.answer(session, call, accept, { text, room })
    if (!carryOut) return { call, status: 'too late' }
    session.channel.afterReply(carryOut)
    return { call, status: 'ok' }
  },

  call_invite(session, { call, to }) {
    const { status, call: invitation, begin } = session.context.calls.invite(session, call, to)
    session.channel.afterReply(begin)
    return { call, status, ...(invitation === undefined ? {} : { invitation }) }
  },

  call_end(session, { call }) {
    session.context.calls.end(session, call)
  },
}

/** Gives somebody without a name one, by which others see them. */
function nameIt({ context, participant }: Session): void {
  context.roster.nameGuest(participant)
}
