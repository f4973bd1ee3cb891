import type { Credentials } from '../session/page-session.ts'
import type { Problem } from '../state/page-state.ts'
import { Refused, type ServerSocket } from '../wire/server-socket.ts'

/** Credentials of a guest. */
export function asGuest(name: string, serverPassword: string | null): Credentials {
  return { name: name.trim() === '' ? null : name, serverPassword, prove: null }
}

/** Credentials that prove a registered name with its password. */
export function withPassword(name: string, password: string, serverPassword: string | null): Credentials {
  return {
    name,
    serverPassword,
    prove: (socket) => proven(async () => (await socket.request('login', { name, password })).status),
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
      const problem = await proven(async () => (await socket.request('account_reset', reset)).status)
      return problem ?? proven(async () => (await socket.request('login', { name, password })).status)
    },
  }
}

/** Registers the current name with a password. @returns why the server refuses; null if it does not */
export function register(socket: ServerSocket, password: string): Promise<Problem | null> {
  return proven(async () => (await socket.request('register', { password })).status)
}

type Status =
  | 'ok'
  | 'wrong password'
  | 'wrong key'
  | 'not registered'
  | 'conflict'
  | 'no accounts'
  | 'wrong code'
  | 'name registered'
  | 'invalid name'

async function proven(request: () => Promise<Status>): Promise<Problem | null> {
  try {
    const status = await request()
    if (status === 'ok') return null
    return status === 'wrong key' ? 'wrong password' : status
  } catch (error) {
    if (error instanceof Refused) return { sentence: error.message }
    throw error
  }
}
