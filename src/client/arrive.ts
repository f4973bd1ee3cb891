import type { LabelFields } from '../protocol/labels.ts'
import type { CodecChoice } from '../protocol/shapes.ts'
import { Exit, exitCodes } from './exit-codes.ts'
import { type LinkHandlers, type LinkOptions, ServerLink } from './server-link.ts'
import { whyUnfit } from './server-voice.ts'

export interface ArrivalOptions extends LinkOptions {
  /** null lets the server choose a name. */
  name: string | null
  codec: CodecChoice
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
export async function arrive(
  options: ArrivalOptions,
  token: string | null,
  handlers: LinkHandlers,
): Promise<Arrival> {
  const { name, codec } = options
  const link = await ServerLink.open(options, handlers)
  try {
    const hello = await link.request('hello', {
      version: 1,
      activity: true,
      resumable: true,
      codecs: codec === 'pcm' ? ['pcm'] : ['opus', 'pcm'],
      ...(name === null ? {} : { name }),
      ...(token === null ? {} : { resume: token }),
    })
    if (hello.status !== 'ok') throw new NameRefused(exitCodes.refused, whyRefused(hello.status, name ?? ''))
    const unfit = whyUnfit(hello, codec)
    if (unfit) throw new Exit(exitCodes.refused, unfit)
    return { link, hello }
  } catch (error) {
    link.close()
    throw error
  }
}

/** Why a name is not taken, and what to do. */
export function whyRefused(status: 'conflict' | 'invalid name', name: string): string {
  return status === 'conflict'
    ? `Somebody here is called ${name} already, or something that looks the same; choose another name`
    : 'A name has 1 to 32 characters that can be seen; choose another name'
}
