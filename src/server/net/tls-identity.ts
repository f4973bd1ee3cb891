import { createPrivateKey, hkdfSync, type KeyObject, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import { createAtomically, readIfPresent } from '../../lib/atomic-file.ts'
import { fingerprintOf } from '../../protocol/fingerprint.ts'

/** The certificate and key of a server. */
export interface TlsIdentity {
  readonly context: SecureContext
  /** SHA-256 of the public key in hex, which clients compare. */
  readonly fingerprint: string
  readonly key: KeyObject
}

/** Clients pin the key and ignore the dates, which a certificate must have. */
const VALID_FROM = new Date('2020-01-01')
const VALID_TO = new Date('2220-01-01')
/** What Node requires of `ticketKeys`. */
const TICKET_KEY_BYTES = 48

/**
 * Reads the identity kept in `folder`, and creates it the first time. Key and certificate share one file, so that
 * neither can exist without the other.
 *
 * @throws Error with a sentence for the operator
 */
export async function keptIdentity(folder: string): Promise<TlsIdentity> {
  const path = join(folder, 'server-identity.pem')
  const advice = `Remove ${path} to start with a new key; clients that know the old one will show a warning`
  const pem = read(path) ?? (await makeIdentity(path))
  return identityOf(pem, pem, (why) => `The key of this server in ${path} is damaged: ${why}. ${advice}.`)
}

/** The same key with another certificate chain in PEM. Those who pin the key notice no change. */
export function withCertificate({ key, fingerprint }: TlsIdentity, cert: string): TlsIdentity {
  return { key, fingerprint, context: contextOf(cert, key) }
}

function contextOf(cert: string, key: KeyObject): SecureContext {
  const pem = key.export({ format: 'pem', type: 'pkcs8' })
  return createSecureContext({ cert, key: pem, minVersion: 'TLSv1.3', ticketKeys: ticketKeysOf(key) })
}

/**
 * Reads a certificate and key supplied by the operator.
 * @throws Error with a sentence for the operator
 */
export function givenIdentity(certFile: string, keyFile: string): TlsIdentity {
  const [cert, key] = [certFile, keyFile].map((file) => {
    const text = read(file)
    if (text === null) throw new Error(`File not found: ${file}. Check --cert and --key.`)
    return text
  }) as [string, string]
  return identityOf(cert, key, (why) => `Cannot use ${certFile} with ${keyFile}: ${why}.`)
}

function identityOf(cert: string, key: string, complaint: (why: string) => string): TlsIdentity {
  try {
    const certificate = parsed(() => new X509Certificate(cert), 'it holds no PEM certificate')
    const secret = parsed(() => createPrivateKey(key), 'it holds no PEM key that can be used without a passphrase')
    if (!certificate.checkPrivateKey(secret)) throw new Error('certificate and key do not match')
    return { context: contextOf(cert, secret), fingerprint: fingerprintOf(certificate), key: secret }
  } catch (error) {
    throw new Error(complaint((error as Error).message))
  }
}

/**
 * The keys that protect session tickets (RFC 5077, section 4). They are derived from the private key, so that clients can
 * resume their TLS sessions with a server that was restarted; a stolen private key would let impersonate it anyway, and each
 * resumed session has traffic keys of its own (psk_dhe_ke, RFC 8446, section 2.2).
 */
function ticketKeysOf(secret: KeyObject): Buffer {
  const der = secret.export({ type: 'pkcs8', format: 'der' })
  return Buffer.from(hkdfSync('sha256', der, '', 'parlor session tickets', TICKET_KEY_BYTES))
}

function parsed<T>(parse: () => T, complaint: string): T {
  try {
    return parse()
  } catch {
    throw new Error(complaint)
  }
}

/** Returns null where the file does not exist. */
function read(path: string): string | null {
  try {
    return readIfPresent(path)
  } catch (error) {
    throw new Error(
      `Cannot read ${path}: ${(error as Error).message}. Fix that, use --cert and --key, or disable encryption with --no-tls.`,
    )
  }
}

async function makeIdentity(path: string): Promise<string> {
  // Loading the library takes as long as the rest of the start.
  const { generate } = await import('selfsigned')
  const made = await generate([{ name: 'commonName', value: 'Parlor' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: VALID_FROM,
    notAfterDate: VALID_TO,
  })
  const pem = `${made.private.trim()}\n${made.cert.trim()}\n`
  try {
    // Two servers that start at once both use the key of the first.
    return createAtomically(path, pem) ? pem : (read(path) ?? pem)
  } catch (error) {
    const why = (error as Error).message
    throw new Error(
      `Cannot store the key of this server: ${why}. Make the folder writable, use --cert and --key, or disable encryption with --no-tls.`,
    )
  }
}
