import type { KeyObject } from 'node:crypto'
import { ok, type Result, refused } from '../../lib/result.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import { publicKeyOf, signLogin } from '../../protocol/login-proof.ts'
import type { AccountPassword } from '../account/account-password.ts'
import type { Keyring } from '../account/keyring.ts'
import { serverPlace } from '../store/known-servers.ts'
import type { ServerLink } from './server-link.ts'

/** What to do when the account is logged in on another connection: end that, or join it under the name with ` 2`. */
export type IfHere = 'take over' | 'beside'

/** Asks what to do when an account is logged in on another connection; null if the user cancelled. */
export type AskIfHere = (name: string) => Promise<IfHere | null>

/** Credentials for a registered name: stored keys, and a source of its password. */
export interface AccountProof {
  readonly keyring: Keyring
  readonly password: AccountPassword
  /** null if nobody can be asked: the user then joins beside the other connection. */
  readonly ifHere: AskIfHere | null
}

/**
 * Logs in with the stored key of the name, or else with its password, which is asked for until it is right or the user
 * cancels. After a login by password, a key is stored for the next time.
 * @returns whether the login succeeded
 */
export async function proveName(link: ServerLink, name: string, proof: AccountProof): Promise<boolean> {
  const key = keyOf(link, name, proof.keyring)
  const byKey = key && (await orAsk(proof, name, (ifHere) => logInByKey(link, name, key, ifHere)))
  if (byKey === 'ok') return true
  if (byKey === 'conflict' || byKey === 'too many sessions') return false
  for (let wrong = false; ; wrong = true) {
    const password = await proof.password(name, wrong, link)
    if (password === null) return false
    const status = await orAsk(proof, name, async (ifHere) => {
      const reply = await link.request('login', { name, password, ...ifHere })
      return reply.status
    })
    if (status === 'ok') {
      await leaveKey(link, accountName(name), proof.keyring)
      return true
    }
    if (status !== 'wrong password') return false
  }
}

/** Logs in; if the account is logged in on another connection, asks what to do about that and tries again. */
async function orAsk(
  { ifHere }: AccountProof,
  name: string,
  logIn: (choice: { if_here?: IfHere }) => Promise<string>,
): Promise<string> {
  const status = await logIn({})
  if (status !== 'conflict') return status
  const choice = ifHere ? await ifHere(name) : 'beside'
  return choice === null ? status : logIn({ if_here: choice })
}

/** The name of the account of somebody who may be there beside another connection: without the number. */
export function accountName(name: string): string {
  return name.replace(/ [2-9]$/u, '')
}

/** The stored key of a name, or of the account that it is a further connection of. */
function keyOf(link: ServerLink, name: string, keyring: Keyring): KeyObject | null {
  const place = placeOf(link)
  return keyring.find(place, name) ?? keyring.find(place, accountName(name))
}

/**
 * Changes the password, which removes all keys of the account, and stores a new one for this machine.
 * @returns the status of the server, and whether the key could be stored
 */
export async function changePassword(
  link: ServerLink,
  name: string,
  passwords: { password: string; new_password: string },
  keyring: Keyring,
): Promise<{ status: LabelFields<'account_change'>['status']; kept: Result<undefined> }> {
  const key = keyring.make()
  const { status } = await link.request('account_change', { ...passwords, add_key: publicKeyOf(key) })
  const own = keyring.find(placeOf(link), name) ? name : accountName(name)
  return { status, kept: status === 'ok' ? await keepKey(link, own, key, keyring) : ok(undefined) }
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

async function logInByKey(
  link: ServerLink,
  name: string,
  key: KeyObject,
  choice: { if_here?: IfHere },
): Promise<string> {
  const { challenge } = await link.request('challenge', {})
  const signature = signLogin({ fingerprint: link.fingerprint, challenge, name }, key)
  const { status } = await link.request('login', { name, key: publicKeyOf(key), signature, ...choice })
  return status
}
