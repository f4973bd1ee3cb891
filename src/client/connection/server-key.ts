import { fingerprintWords, matchesFingerprint } from '../../protocol/fingerprint.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import { type KnownServers, serverPlace } from '../store/known-servers.ts'

/** How a connection is protected. */
export interface Protection {
  /** true encrypts, false does not; undefined does where the server was encrypted before or its key is stated. */
  readonly tls: boolean | undefined
  /** The key that the server must have, as `readFingerprint` gives it; undefined where nobody stated one. */
  readonly fingerprint: string | undefined
  readonly known: KnownServers
  /** Whether a server that is met for the first time is remembered. */
  readonly remember: boolean
}

/** Whether to connect by TLS: whoever was encrypted once is not spoken to without because an answer seems to want it. */
export function isEncrypted(host: string, port: number, { tls, fingerprint, known }: Protection): boolean {
  return tls ?? (fingerprint !== undefined || known.find(serverPlace(host, port)) !== null)
}

/**
 * Holds the key of a server against the one that was stated, or the one it had before; the first one is kept.
 *
 * @returns what the person should know
 * @throws Exit `refused` where it is another
 */
export async function checkKey(
  host: string,
  port: number,
  fingerprint: string,
  { fingerprint: stated, known, remember }: Protection,
): Promise<string[]> {
  const place = serverPlace(host, port)
  const words = fingerprintWords(fingerprint)
  if (stated !== undefined && !matchesFingerprint(stated, fingerprint)) {
    throw new Exit(exitCodes.refused, notAsStated(place, stated, words))
  }
  const before = known.find(place)
  if (before?.fingerprint === fingerprint) return []
  if (before && stated === undefined) {
    const [line, old] = [before.line, fingerprintWords(before.fingerprint)]
    throw new Exit(exitCodes.refused, hasChanged(place, old, words, `${known.path}, line ${line}`))
  }
  if (!remember) return []
  const met = stated === undefined ? firstMeeting(place, words) : `The key of ${place} is the one you stated.`
  try {
    await known.keep(place, fingerprint)
    return [met]
  } catch (error) {
    return [met, `It cannot be remembered: ${(error as Error).message}`]
  }
}

function firstMeeting(place: string, words: string): string {
  return `This is your first time at ${place}. Its key: ${words}. Compare it with what the server printed at its start; from now on no other is taken.`
}

function notAsStated(place: string, stated: string, words: string): string {
  return [
    `The key of ${place} is not the one you stated; nothing was sent.`,
    `  stated: ${stated}`,
    `  now:    ${words}`,
    'Ask whoever runs the server which one is right.',
  ].join('\n')
}

function hasChanged(place: string, old: string, words: string, where: string): string {
  return [
    `The key of ${place} has changed; nothing was sent. Either the server was set up anew, or somebody in between pretends to be it, to listen.`,
    `  before: ${old}   (${where})`,
    `  now:    ${words}`,
    'Ask whoever runs the server which words it printed at its start. Only if they are those of now:',
    `  chat-client forget ${place}`,
  ].join('\n')
}
