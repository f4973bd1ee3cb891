import { type KeyObject, X509Certificate } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { SecureContext } from 'node:tls'
import { readIfPresent, writeAtomically } from '../../lib/atomic-file.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { isLocal } from './local-names.ts'
import { type TlsIdentity, withCertificate } from './tls-identity.ts'

/** ms between two checks whether the machine has new addresses or the certificate ends soon. */
const CHECK_EVERY = 60_000
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

export interface RenewalOptions {
  readonly clock: Clock
  /** Reads the certificate that is kept, or issues another one, as `keptWebCertificate`. */
  certificate(): Promise<WebCertificate>
  /** A new certificate is in use. */
  renewed(certificate: WebCertificate): void
  /** It could not be renewed; the present one stays in use. */
  failed(message: string): void
}

/**
 * The identity of a server whose certificate is renewed while it runs. New connections get the new certificate; open ones and
 * those who pin the key notice nothing.
 */
export class RenewedIdentity implements TlsIdentity {
  readonly key: KeyObject
  readonly fingerprint: string
  #current: TlsIdentity
  #chain: string
  #cancel: Cancel = () => {}

  constructor(identity: TlsIdentity, { chain }: WebCertificate, options: RenewalOptions) {
    this.key = identity.key
    this.fingerprint = identity.fingerprint
    this.#current = withCertificate(identity, chain)
    this.#chain = chain
    this.#wait(options)
  }

  get context(): SecureContext {
    return this.#current.context
  }

  /** Stops renewing. */
  close(): void {
    this.#cancel()
  }

  #wait(options: RenewalOptions): void {
    this.#cancel = options.clock.after(CHECK_EVERY, () => {
      this.#wait(options)
      void this.#check(options)
    })
  }

  async #check({ certificate, renewed, failed }: RenewalOptions): Promise<void> {
    try {
      const fresh = await certificate()
      if (fresh.chain === this.#chain) return
      this.#current = withCertificate(this, fresh.chain)
      this.#chain = fresh.chain
      renewed(fresh)
    } catch (error) {
      failed((error as Error).message)
    }
  }
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
    const named = (name: string) => certificate.checkHost(name) !== undefined || certificate.checkIP(name) !== undefined
    return (
      certificate.checkPrivateKey(key) && Date.parse(certificate.validTo) - now > RENEW_BEFORE && names.every(named)
    )
  } catch {
    return false
  }
}
