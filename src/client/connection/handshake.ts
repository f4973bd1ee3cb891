import { codecsFor } from '../../audio/codec.ts'
import { cleanLine } from '../../lib/text.ts'
import type { ActionFields } from '../../protocol/actions.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import type { CodecChoice } from '../../protocol/shapes.ts'
import type { PasswordSource } from '../account/password-source.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import { type AccountProof, proveName } from './log-in.ts'
import { type LinkHandlers, type LinkOptions, ServerLink } from './server-link.ts'
import { whyUnfit } from './server-voice.ts'

export interface ArrivalOptions extends LinkOptions {
  /** null lets the server choose a name. */
  name: string | null
  codec: CodecChoice
  /** Gives the password of the server where it wants one. */
  serverPassword: PasswordSource
  /** Proves that a registered name is one's own; without it such a name is not to be had. */
  account?: AccountProof
}

/** The server does not take the name; another may do. */
export class NameRefused extends Exit {}

/** A connection, and how the server answered the greeting. */
export interface Arrival {
  readonly link: ServerLink
  readonly hello: LabelFields<'hello'>
}

/**
 * Connects and says hello.
 * @param token of the session to resume, null for a new one.
 * @throws Exit `cannotConnect`, `connectionLost`, or `refused`; NameRefused where the name is taken or not fit.
 */
export async function handshake(
  options: ArrivalOptions,
  token: string | null,
  handlers: LinkHandlers,
): Promise<Arrival> {
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
    const unfit = whyUnfit(hello, codec)
    if (unfit) throw new Exit(exitCodes.refused, unfit)
    return { link, hello: { ...hello, status } }
  } catch (error) {
    link.close()
    throw error
  }
}

/** A refusal, such as after too many wrong passwords, is the end of this attempt alone. */
async function proven(link: ServerLink, name: string, account: AccountProof): Promise<boolean> {
  try {
    return await proveName(link, name, account)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    throw new NameRefused(exitCodes.refused, `You cannot log in: ${cleanLine(error.message)}`)
  }
}

type Hello = LabelFields<'hello'>
type Greeting = ActionFields<'hello'>

/** Says hello, first without the password of the server: it goes to no one who does not ask for it. */
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
    password = await passwordOf(tried, link.notices)
    if (password === null) throw new Exit(exitCodes.refused, tried ? WRONG_PASSWORD : NO_PASSWORD)
  }
}

const WRONG_PASSWORD = 'That is not the password of the server'
const NO_PASSWORD = 'The server wants a password; --server-password-file names the file that holds it'

async function say(link: ServerLink, greeting: Greeting): Promise<Hello> {
  try {
    return await link.request('hello', greeting)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    throw new Exit(exitCodes.refused, `The server refused: ${cleanLine(error.message)}`)
  }
}

const refusals = {
  conflict: (name: string) =>
    `Somebody here is called ${name} already, or something that looks the same; choose another name`,
  'invalid name': () => 'A name has 1 to 32 characters that can be seen; choose another name',
  'name registered': (name: string) =>
    `The name ${name}, or one that looks the same, is registered here; log in, or choose another name`,
} as const

/** Why a name is not taken, and what to do. */
export function whyRefused(status: keyof typeof refusals, name: string): string {
  return refusals[status](cleanLine(name))
}
