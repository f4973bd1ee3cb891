import { type KeyObject, X509Certificate } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { readIfPresent, writeAtomically } from '../../lib/atomic-file.ts'
import { isLocal } from './local-names.ts'

/** ms before its end at which a certificate is replaced: 30 days. */
const RENEW_BEFORE = 30 * 24 * 60 * 60 * 1000
const AUTHORITY_FILE = 'web-authority.pem'
const CHAIN_FILE = 'web-certificate.pem'

/** A certificate that browsers accept once they trust the server's own authority. */
export interface WebCertificate {
  /** The certificate of the server and that of the authority, in PEM. */
  readonly chain: string
  /** The certificate of the authority in PEM, for people to install. */
  readonly authority: string
}

export interface WebCertificateOptions {
  /** Where certificates and the authority's key are kept. */
  readonly folder: string
  /** The key that terminals pin; the certificate is for the same. */
  readonly key: KeyObject
  /** ms since 1970. */
  readonly now: number
  /** Names of the server; default: all names and addresses of this machine. */
  readonly names?: readonly string[]
}

/**
 * Reads the certificate kept in a folder. Issues another one if it ends soon, is for another key, or lacks one of the names,
 * because the machine has a new address.
 *
 * @throws Error of the file system, or of a damaged file
 */
export async function keptWebCertificate({
  folder,
  key,
  now,
  names = ownNames(),
}: WebCertificateOptions): Promise<WebCertificate> {
  const kept = readIfPresent(join(folder, CHAIN_FILE))
  const wanted = names.filter(isLocal)
  if (kept !== null && isFit(kept, key, wanted, now)) {
    return { chain: kept, authority: kept.slice(kept.lastIndexOf('-----BEGIN CERTIFICATE-----')) }
  }
  // Loading the library takes as long as the rest of the start: it is needed a few times a year.
  const { CertificateAuthority } = await import('./certificate-authority.ts')
  const authority = await CertificateAuthority.kept(join(folder, AUTHORITY_FILE), hostname(), now)
  const chain = await authority.issue(key, wanted, now)
  writeAtomically(join(folder, CHAIN_FILE), chain)
  return { chain, authority: authority.certificate }
}

/** All names and addresses of this machine under which browsers may open the page. */
export function ownNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
  const [short] = hostname().toLowerCase().split('.')
  return ['localhost', `${short}.local`, ...addresses.map(({ address }) => address.split('%')[0]!)]
}

function isFit(chain: string, key: KeyObject, names: readonly string[], now: number): boolean {
  try {
    const certificate = new X509Certificate(chain)
    const named = (name: string) =>
      certificate.checkHost(name) !== undefined || certificate.checkIP(name) !== undefined
    return (
      certificate.checkPrivateKey(key) &&
      Date.parse(certificate.validTo) - now > RENEW_BEFORE &&
      names.every(named)
    )
  } catch {
    return false
  }
}
