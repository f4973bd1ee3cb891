import type { KeyObject } from 'node:crypto'
import { ok, type Result, refused } from '../../lib/result.ts'
import { publicKeyOf, signLogin } from '../../protocol/login-proof.ts'
import type { AccountPassword } from '../account/account-password.ts'
import type { Keyring } from '../account/keyring.ts'
import { serverPlace } from '../store/known-servers.ts'
import type { ServerLink } from './server-link.ts'

/** Credentials for a registered name: stored keys, and a source of its password. */
export interface AccountProof {
  readonly keyring: Keyring
  readonly password: AccountPassword
}

/**
 * Logs in with the stored key of the name, or else with its password, which is asked for until it is right or the user
 * cancels. After a login by password, a key is stored for the next time.
 * @returns whether the login succeeded
 */
export async function proveName(link: ServerLink, name: string, proof: AccountProof): Promise<boolean> {
  const key = proof.keyring.find(placeOf(link), name)
  if (key && (await logInByKey(link, name, key)) === 'ok') return true
  for (let wrong = false; ; wrong = true) {
    const password = await proof.password(name, wrong, link)
    if (password === null) return false
    const { status } = await link.request('login', { name, password })
    if (status === 'ok') {
      await leaveKey(link, name, proof.keyring)
      return true
    }
    if (status !== 'wrong password') return false
  }
}

/** Registers a new key with the server and stores it. Refused with the reason. */
export async function leaveKey(link: ServerLink, name: string, keyring: Keyring): Promise<Result<undefined>> {
  const key = keyring.make()
  const { status } = await link.request('account_change', { add_key: publicKeyOf(key) })
  return status === 'ok' ? keepKey(link, name, key, keyring) : refused(status)
}

/** Stores a key that the server knows. Refused with the reason. */
export async function keepKey(
  link: ServerLink,
  name: string,
  key: KeyObject,
  keyring: Keyring,
): Promise<Result<undefined>> {
  try {
    await keyring.keep(placeOf(link), name, key)
    return ok(undefined)
  } catch (error) {
    return refused((error as Error).message)
  }
}

function placeOf({ host, port }: ServerLink): string {
  return serverPlace(host, port)
}

async function logInByKey(link: ServerLink, name: string, key: KeyObject): Promise<string> {
  const { challenge } = await link.request('challenge', {})
  const signature = signLogin({ fingerprint: link.fingerprint, challenge, name }, key)
  const { status } = await link.request('login', { name, key: publicKeyOf(key), signature })
  return status
}
