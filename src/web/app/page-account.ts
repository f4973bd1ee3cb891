import type { ActionFields } from '../../protocol/actions.ts'
import { type PageKey, serverInPage, signLogin } from '../session/page-key.ts'
import type { Credentials, IfHere, Proven } from '../session/page-session.ts'
import type { Problem } from '../state/page-state.ts'
import { Refused, type ServerSocket } from '../wire/server-socket.ts'

/** Credentials of a guest. */
export function asGuest(name: string, serverPassword: string | null): Credentials {
  return { name: name.trim() === '' ? null : name, serverPassword, prove: null }
}

/** Credentials that prove a registered name with its password. */
export function withPassword(
  name: string,
  password: string,
  serverPassword: string | null,
  ifHere: IfHere = null,
): Credentials {
  return {
    ...{ name, serverPassword },
    prove: (socket) => logIn(socket, { name, password }, ifHere),
    again: (choice) => withPassword(name, password, serverPassword, choice),
  }
}

/** Credentials that prove a registered name with the key of this browser. */
export function withKey(key: PageKey, serverPassword: string | null, ifHere: IfHere = null): Credentials {
  const { name, publicKey } = key
  return {
    ...{ name, serverPassword },
    prove: async (socket) => {
      const { challenge } = await socket.request('challenge', {})
      const signature = await signLogin(key, serverInPage(), challenge)
      return logIn(socket, { name, key: publicKey, signature }, ifHere)
    },
    again: (choice) => withKey(key, serverPassword, choice),
  }
}

/** Credentials that set a new password with a code from the operator, and then prove the name with it. */
export function withResetCode(
  name: string,
  code: string,
  password: string,
  serverPassword: string | null,
): Credentials {
  return {
    name,
    serverPassword,
    prove: async (socket) => {
      const reset = { name, reset_code: code, password }
      const problem = await problemOf(() => socket.request('account_reset', reset))
      return problem === null ? logIn(socket, { name, password }, 'take over') : { problem }
    },
  }
}

/** Credentials that prove nothing, but ask the operator for a reset code. */
export function withResetAsk(name: string, serverPassword: string | null): Credentials {
  const prove: Credentials['prove'] = async (socket) => ({
    problem: (await problemOf(() => socket.request('account_ask', { name }))) ?? 'code asked',
  })
  return { name, serverPassword, prove }
}

/** Registers the current name with a password. @returns why the server refuses; null if it does not */
export function register(socket: ServerSocket, password: string): Promise<Problem | null> {
  return problemOf(() => socket.request('register', { password }))
}

async function logIn(socket: ServerSocket, proof: ActionFields<'login'>, ifHere: IfHere): Promise<Proven> {
  let taken = proof.name
  const choice = ifHere === null ? {} : { if_here: ifHere }
  const problem = await problemOf(async () => {
    const reply = await socket.request('login', { ...proof, ...choice })
    taken = reply.name
    return reply
  })
  if (problem === null) return { name: taken }
  return { problem: problem === 'conflict' ? 'here already' : problem }
}

type Status = 'ok' | 'wrong key' | Extract<Problem, string>

async function problemOf(request: () => Promise<{ readonly status: Status }>): Promise<Problem | null> {
  try {
    const { status } = await request()
    if (status === 'ok') return null
    return status === 'wrong key' ? 'key removed' : status
  } catch (error) {
    if (error instanceof Refused) return { sentence: error.message }
    throw error
  }
}
