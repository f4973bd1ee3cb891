import { randomBytes } from 'node:crypto'
import { cleanLine } from '../../lib/text.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { isPublicKey, verifyLogin } from '../../protocol/login-proof.ts'
import type { Account, StoredPassword } from '../accounts/account-store.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { isOutdated, isPassword } from '../accounts/password-hash.ts'
import { changeAccount } from '../session/account-sessions.ts'
import type { Proof } from '../session/authenticator.ts'
import { logIn } from '../session/claim-name.ts'
import type { Session } from '../session/session.ts'
import type { Handlers } from './handler.ts'

const CHALLENGE_BYTES = 32

/** Handlers of accounts: registered names, login and passwords. */
export const accountHandlers: Handlers<
  'register' | 'challenge' | 'login' | 'account_change' | 'account_keys' | 'account_ask' | 'account_reset'
> = {
  async register(session, { password, key }) {
    const { accounts } = session.context
    const { participant } = session
    const { name } = participant
    if (!accounts) return { status: 'no accounts', name }
    if (name === '') throw new ProtocolError('not_allowed', 'Set a name with hello first')
    if (password === undefined && key === undefined) {
      throw new ProtocolError('bad_message', 'register: send a password or a key')
    }
    if (!accounts.fits(name)) return { status: 'invalid name', name }
    if (participant.account !== null || (await accounts.find(name))) return { status: 'name registered', name }
    const hash = await newPassword(session, password)
    const registered = await session.channel.outlast(accounts.register(name, hash, fitKey(key)))
    if (!registered.ok) return { status: registered.refusal, name }
    participant.account = registered.value
    session.note('registered')
    session.nameProved()
    return { status: 'ok', name }
  },

  challenge(session) {
    session.challenge = randomBytes(CHALLENGE_BYTES).toString('base64url')
    return { challenge: session.challenge }
  },

  async login(session, { name, password, key, signature, if_here }) {
    const { accounts } = session.context
    if (!accounts) return { status: 'no accounts', name }
    const { changes } = accounts
    const account = await accounts.find(name)
    if (!account) return { status: 'not registered', name }
    if (password !== undefined) {
      const stored = passwordOf(account)
      if (!stored || !(await session.authenticator.proves(stored, password))) {
        session.note('wrong_password')
        return { status: 'wrong password', name }
      }
    } else if (!(await provesKey(session, accounts, account, name, key, signature))) {
      return { status: 'wrong key', name }
    }
    if (accounts.changedSince(changes, account.id)) {
      return { status: password === undefined ? 'wrong key' : 'wrong password', name }
    }
    const loggedIn = await logIn(session, account, if_here)
    if (!loggedIn.ok) {
      const status = loggedIn.refusal === 'too many sessions' ? loggedIn.refusal : 'conflict'
      return { status, name: account.name }
    }
    accounts.used(account.id, password === undefined ? (key ?? null) : null)
    if (password !== undefined) strengthen(session, account, password)
    return { status: 'ok', name: loggedIn.value }
  },

  async account_change(session, fields) {
    const { password, new_password, add_key, key_name = '', remove_key, log_out_everywhere } = fields
    const { accounts } = session.context
    const { account: id } = session.participant
    const account = id === null ? null : await accounts?.byId(id)
    if (!accounts || !account) return { status: 'not logged in' }
    const added = fitKey(add_key)
    // The client may be logged out while it waits.
    const isLoggedIn = () => session.participant.account === account.id
    if (new_password !== undefined) {
      const present = passwordOf(account)
      if (present && !(await session.authenticator.proves(present, password))) return { status: 'wrong password' }
      const hash = (await newPassword(session, new_password))!
      if (!isLoggedIn()) return { status: 'not logged in' }
      const store = () => accounts.setPassword(account.id, hash)
      await changeAccount(session.context, account.id, 'password changed', session, store)
      session.note('password_set', { account: account.name })
    }
    if (!isLoggedIn()) return { status: 'not logged in' }
    if (log_out_everywhere) {
      const remove = () => accounts.removeKeys(account.id)
      await changeAccount(session.context, account.id, 'logged out', session, remove)
    }
    const name = cleanLine(key_name)
    if (added !== null && !(await accounts.addKey(account.id, added, name))) return { status: 'too many keys' }
    if (remove_key !== undefined) await accounts.removeKey(account.id, remove_key)
    return { status: 'ok' }
  },

  async account_keys(session) {
    const { accounts } = session.context
    const { account } = session.participant
    if (!accounts || account === null) return { status: 'not logged in' }
    const keys = await accounts.keys(account)
    return {
      status: 'ok',
      keys: keys.map(({ key, name, addedAt, usedAt }) => ({ key, name, added: addedAt, used: usedAt })),
    }
  },

  async account_ask(session, { name }) {
    const { accounts } = session.context
    if (!accounts) return { status: 'no accounts', name }
    session.authenticator.countNew()
    const account = await accounts.find(name)
    if (!account) return { status: 'not registered', name }
    accounts.ask(account, session.origin.address)
    session.note('reset_asked', { account: account.name })
    return { status: 'ok', name: account.name }
  },

  async account_reset(session, { name, reset_code, password }) {
    const { accounts } = session.context
    if (!accounts) return { status: 'no accounts', name }
    const isCode = await accounts.isCode(name, reset_code)
    const issued = { matches: () => isCode }
    if (!(await session.authenticator.proves(issued, reset_code))) return { status: 'wrong code', name }
    const hash = await newPassword(session, password)
    const account = (await accounts.isCode(name, reset_code)) ? await accounts.find(name) : null
    if (!account) return { status: 'wrong code', name }
    const redeem = () => accounts.reset(name, reset_code, hash!)
    const done = await changeAccount(session.context, account.id, 'password reset', session, redeem)
    if (done === null) return { status: 'wrong code', name }
    session.note('password_set', { account: name, by_code: true })
    return { status: 'ok', name }
  },
}

/**
 * Hashes a new password, and counts it for the client's address.
 * @throws ProtocolError `bad_message` when it is too short; as `Authenticator.newPassword`
 */
async function newPassword(session: Session, text: string | undefined): Promise<StoredPassword | null> {
  const least = session.context.limits.passwordAtLeast
  if (text !== undefined && [...text].length < least) {
    throw new ProtocolError('bad_message', `Password too short; use at least ${least} characters`)
  }
  if (text !== undefined) return session.authenticator.newPassword(text)
  session.authenticator.countNew()
  return null
}

/** The password of an account, to be compared; null when it has keys only. */
function passwordOf({ password }: Account): Proof | null {
  return password && { slow: true, matches: (tried) => isPassword(password, tried) }
}

/** Replaces a hash of an earlier version by one of the present cost. The client need not wait, and nothing depends on it. */
function strengthen({ authenticator, context }: Session, { id, password }: Account, text: string): void {
  if (!password || !isOutdated(password, context.passwordCost)) return
  authenticator.rehash(text).then(
    (hashed) => context.accounts?.rehash(id, password.hash, hashed),
    () => {},
  )
}

function fitKey(key: string | undefined): string | null {
  if (key === undefined) return null
  if (!isPublicKey(key)) throw new ProtocolError('bad_message', 'The key is not an Ed25519 public key in base64url')
  return key
}

/** Verifies a signature. A challenge is valid once, so a signature from another connection is useless here. */
async function provesKey(
  session: Session,
  accounts: Accounts,
  account: Account,
  name: string,
  key = '',
  signature = '',
): Promise<boolean> {
  const { challenge, context } = session
  session.challenge = null
  if (challenge === null) throw new ProtocolError('not_allowed', 'Request a challenge first, and sign it')
  // A client in the clear has seen no key, and a page never does.
  const { encrypted, page } = session.origin
  const claim = { fingerprint: encrypted ? context.fingerprint : null, page, challenge, name }
  const isKnown = await accounts.hasKey(account.id, key)
  const known = { matches: () => isKnown && verifyLogin(claim, key, signature) }
  return session.authenticator.proves(known, signature)
}
