import { fingerprintWords, matchesFingerprint } from '../../protocol/fingerprint.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import { type KnownServers, serverPlace } from '../store/known-servers.ts'

/** How to protect a connection. */
export interface Protection {
  /**
   * true requires encryption, false disables it; undefined encrypts if the server can, and requires it if the server was
   * encrypted before or its key is stated.
   */
  readonly tls: boolean | undefined
  /** Expected fingerprint, as `readFingerprint` returns it; undefined if none was stated. */
  readonly fingerprint: string | undefined
  readonly known: KnownServers
  /** Whether to store the key of a new server. */
  readonly remember: boolean
  /** TLS sessions to resume, by server; a resumed handshake costs both sides less. */
  readonly sessions: Map<string, ResumableSession>
}

/** A TLS session as Node serializes it, and the fingerprint of the key that the server proved in it. */
export interface ResumableSession {
  readonly session: Buffer
  readonly fingerprint: string
}

/** `preferred`: in the clear if the server cannot encrypt. */
export type Encryption = 'required' | 'preferred' | 'off'

/** Whether to connect with TLS. A server that was encrypted once is never contacted in plain text by itself. */
export function encryptionFor(host: string, port: number, protection: Protection): Encryption {
  const { tls, fingerprint, known } = protection
  if (tls !== undefined) return tls ? 'required' : 'off'
  return fingerprint !== undefined || known.find(serverPlace(host, port)) ? 'required' : 'preferred'
}

/**
 * Compares the key of a server with the stated one or the stored one, and stores the key of a new server (trust on
 * first use).
 *
 * @param fingerprint SHA-256 of the server's public key in hex
 * @returns notices for the user
 * @throws Exit `refused` if the key differs
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
  const met = stated === undefined ? firstMeeting(place, words) : `The key of ${place} matches the stated fingerprint.`
  try {
    await known.keep(place, fingerprint)
    return [met]
  } catch (error) {
    return [met, `Cannot store the key: ${(error as Error).message}`]
  }
}

function firstMeeting(place: string, words: string): string {
  return `First connection to ${place}. Its key: ${words}. From now on no other key is accepted; compare it with the one that the server printed at startup (/server shows it again).`
}

function notAsStated(place: string, stated: string, words: string): string {
  return [
    `The key of ${place} does not match the stated fingerprint; nothing was sent.`,
    `  stated: ${stated}`,
    `  now:    ${words}`,
    'Ask the operator which one is right.',
  ].join('\n')
}

function hasChanged(place: string, old: string, words: string, where: string): string {
  return [
    `The key of ${place} has changed; nothing was sent. Either the server was reinstalled, or somebody is impersonating it to listen in.`,
    `  before: ${old}   (${where})`,
    `  now:    ${words}`,
    'Ask the operator for the key that the server printed at startup. Only if it is the key shown as "now":',
    `  chat-client forget ${place}`,
  ].join('\n')
}
