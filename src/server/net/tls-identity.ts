import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import { generate } from 'selfsigned'
import { createAtomically } from '../../lib/atomic-file.ts'
import { fingerprintOf } from '../../protocol/fingerprint.ts'

/** What a server proves itself with. */
export interface TlsIdentity {
  readonly context: SecureContext
  /** Of its public key, as clients compare it. */
  readonly fingerprint: string
}

/** Clients know the key and look at no date; a certificate must have some. */
const VALID_FROM = new Date('2020-01-01')
const VALID_TO = new Date('2220-01-01')

/**
 * The identity that is kept in `folder`, made the first time. Key and certificate stand in one file, so that they
 * can only be there both or not at all.
 *
 * @throws Error with a sentence for the operator
 */
export async function keptIdentity(folder: string): Promise<TlsIdentity> {
  const path = join(folder, 'server-identity.pem')
  const advice = `Remove ${path} to start with a new key, of which all who were here before will be warned`
  const pem = read(path) ?? (await makeIdentity(path))
  return identityOf(pem, pem, (why) => `The key of this server in ${path} is damaged: ${why}. ${advice}.`)
}

/**
 * The identity of a certificate that the operator got elsewhere.
 * @throws Error with a sentence for the operator
 */
export function givenIdentity(certFile: string, keyFile: string): TlsIdentity {
  const [cert, key] = [certFile, keyFile].map((file) => {
    const text = read(file)
    if (text === null) throw new Error(`There is no file ${file}; name the right one by --cert and --key.`)
    return text
  }) as [string, string]
  return identityOf(cert, key, (why) => `Cannot use ${certFile} with ${keyFile}: ${why}.`)
}

function identityOf(cert: string, key: string, complaint: (why: string) => string): TlsIdentity {
  try {
    const certificate = parsed(() => new X509Certificate(cert), 'there is no PEM certificate in it')
    const secret = parsed(
      () => createPrivateKey(key),
      'there is no PEM key in it that can be used without a passphrase',
    )
    if (!certificate.checkPrivateKey(secret)) throw new Error('the certificate is not that of the key')
    const context = createSecureContext({ cert, key, minVersion: 'TLSv1.3' })
    return { context, fingerprint: fingerprintOf(certificate) }
  } catch (error) {
    throw new Error(complaint((error as Error).message))
  }
}

function parsed<T>(parse: () => T, complaint: string): T {
  try {
    return parse()
  } catch {
    throw new Error(complaint)
  }
}

/** null where there is no such file. */
function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Error(`Cannot read ${path}: ${(error as Error).message}. Mend that, or give --cert and --key.`)
  }
}

async function makeIdentity(path: string): Promise<string> {
  const made = await generate([{ name: 'commonName', value: 'Parlor' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: VALID_FROM,
    notAfterDate: VALID_TO,
  })
  const pem = `${made.private.trim()}\n${made.cert.trim()}\n`
  try {
    // Of two servers that start at once, both take the key of the first.
    return createAtomically(path, pem) ? pem : (read(path) ?? pem)
  } catch (error) {
    const why = (error as Error).message
    throw new Error(
      `Cannot keep the key of this server: ${why}. Make the folder writable, or give --cert and --key.`,
    )
  }
}
