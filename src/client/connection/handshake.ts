import { codecsFor } from '../../audio/codec.ts'
import { cleanLine } from '../../lib/text.ts'
import type { ActionFields } from '../../protocol/actions.ts'
import { isTemporary, ProtocolError } from '../../protocol/errors.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import type { CodecChoice } from '../../protocol/shapes.ts'
import type { PasswordSource } from '../account/password-source.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import { type AccountProof, proveName } from './log-in.ts'
import { type LinkHandlers, type LinkOptions, ServerLink } from './server-link.ts'
import { checkVoice } from './server-voice.ts'

export interface ArrivalOptions extends LinkOptions {
  /** Wanted name; null lets the server choose. */
  name: string | null
  codec: CodecChoice
  /** Provides the server password when the server asks for it. */
  serverPassword: PasswordSource
  /** Proves ownership of a registered name; without it such a name is refused. */
  account?: AccountProof
}

/** The server refused the name; another name may be accepted. */
export class NameRefused extends Exit {}

/** The server cannot take the client now, but may later: too many attempts from its address, or too many clients. */
export class RefusedForNow extends Exit {}

/** A connection and the server's reply to `hello`. */
export interface Arrival {
  readonly link: ServerLink
  readonly hello: LabelFields<'hello'>
}

/** A server with TLS was reached in the clear, because it did not answer by TLS in time. */
class TlsMissed extends Error {}

/**
 * Connects, sends `hello`, and authenticates with the server password and the account if asked to.
 * @param token token of the session to resume; null for a new session
 * @throws Exit `cannotConnect`, `connectionLost` or `refused`; NameRefused if the name is taken or invalid, RefusedForNow if
 * the client may try again
 */
export async function handshake(
  options: ArrivalOptions,
  token: string | null,
  handlers: LinkHandlers,
): Promise<Arrival> {
  try {
    return await arrive(options, token, handlers)
  } catch (error) {
    if (!(error instanceof TlsMissed) || !options.protection) throw error
    // The server may have been slow, or something on the way blocks TLS: never in the clear now.
    return arrive({ ...options, protection: { ...options.protection, tls: true } }, token, handlers)
  }
}

/** @throws as `handshake`, and TlsMissed */
async function arrive(options: ArrivalOptions, token: string | null, handlers: LinkHandlers): Promise<Arrival> {
  const { name, codec } = options
  const link = await ServerLink.open(options, handlers)
  try {
    const greeting = {
      version: 1,
      activity: true,
      resumable: true,
      codecs: codecsFor(codec),
      ...(name === null ? {} : { name }),
      ...(token === null ? {} : { resume: token }),
    }
    let { status, ...hello } = await greet(link, options.serverPassword, greeting)
    if (status === 'name registered' && name !== null && options.account) {
      if (await proven(link, name, options.account)) {
        ;({ status, ...hello } = await greet(link, options.serverPassword, greeting))
      }
    }
    if (status !== 'ok') throw new NameRefused(exitCodes.refused, whyRefused(status, name ?? ''))
    const fit = checkVoice(hello, codec)
    if (!fit.ok) throw new Exit(exitCodes.refused, fit.refusal)
    return { link, hello: { ...hello, status } }
  } catch (error) {
    link.close()
    throw error
  }
}

/** Logs in; turns a refusal, such as after too many wrong passwords, into NameRefused. */
async function proven(link: ServerLink, name: string, account: AccountProof): Promise<boolean> {
  try {
    return await proveName(link, name, account)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    throw new NameRefused(exitCodes.refused, `Cannot log in: ${cleanLine(error.message)}`)
  }
}

type Hello = LabelFields<'hello'>
type Greeting = ActionFields<'hello'>

/** Sends `hello`, first without the server password, which is sent only to a server that asks for it. */
async function greet(
  link: ServerLink,
  passwordOf: PasswordSource,
  greeting: Greeting,
): Promise<Hello & { status: Exclude<Hello['status'], 'wrong password'> }> {
  let password: string | null = null
  for (;;) {
    const { status, ...hello } = await say(link, password === null ? greeting : { ...greeting, password })
    if (status !== 'wrong password') return { ...hello, status }
    const tried = password !== null
    password = await passwordOf(tried, link)
    if (password === null) throw new Exit(exitCodes.refused, tried ? WRONG_PASSWORD : NO_PASSWORD)
  }
}

const WRONG_PASSWORD = 'Wrong server password'
const NO_PASSWORD = 'The server needs a password; name a file that contains it: --server-password-file FILE'

async function say(link: ServerLink, greeting: Greeting): Promise<Hello> {
  try {
    const hello = await link.request('hello', greeting)
    if (link.fellBack && hello.features?.includes('tls')) throw new TlsMissed()
    return hello
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    const Refusal = isTemporary(error) ? RefusedForNow : Exit
    throw new Refusal(exitCodes.refused, `The server refused: ${cleanLine(error.message)}`)
  }
}

const refusals = {
  conflict: (name: string) => `The name ${name}, or one that looks the same, is already in use; choose another name`,
  'invalid name': () => 'A name needs 1 to 32 visible characters; choose another name',
  'name registered': (name: string) =>
    `The name ${name}, or one that looks the same, is registered; log in or choose another name`,
} as const

/** Why a name is refused, and what to do. */
export function whyRefused(status: keyof typeof refusals, name: string): string {
  return refusals[status](cleanLine(name))
}
