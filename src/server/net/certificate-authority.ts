import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import { AsnConvert } from '@peculiar/asn1-schema'
import { GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints } from '@peculiar/asn1-x509'
import * as x509 from '@peculiar/x509'
import { createAtomically, readIfPresent } from '../../lib/atomic-file.ts'
import { isLocal, LOCAL_DOMAINS, LOCAL_NETWORKS } from './local-names.ts'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const
const NAME_CONSTRAINTS = '2.5.29.30'
const DAY = 24 * 60 * 60 * 1000
/** Days for which the authority is valid: people install it once. */
const AUTHORITY_DAYS = 3_650
/** Days for which a server's certificate is valid. Browsers refuse more than 398 (CA/Browser Forum, Apple HT211025). */
const LEAF_DAYS = 397

x509.cryptoProvider.set(webcrypto as never)

/**
 * The certificate authority of one server, which people install to open its page without a warning. Its certificate is
 * constrained to names and addresses of local networks (RFC 5280, section 4.2.1.10): a browser that trusts it refuses
 * whatever it signs for a public name.
 */
export class CertificateAuthority {
  /** The certificate in PEM, for people to install. */
  readonly certificate: string
  readonly #key: KeyObject

  private constructor(pem: string) {
    this.#key = createPrivateKey(pem)
    this.certificate = pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----'))
  }

  /**
   * Reads the authority kept in a file, and creates it the first time. Key and certificate share the file.
   *
   * @param host name of the machine, by which people recognise the certificate
   * @param now ms since 1970
   * @throws Error of the file system, or if the file is damaged
   */
  static async kept(path: string, host: string, now: number): Promise<CertificateAuthority> {
    const kept = readIfPresent(path)
    if (kept !== null) return new CertificateAuthority(kept)
    const made = await createAuthority(host, now)
    // Two servers that start at once both use the authority of the first.
    return new CertificateAuthority(createAtomically(path, made) ? made : (readIfPresent(path) ?? made))
  }

  /**
   * Issues a certificate for a server's key.
   *
   * @param names of the server: addresses, and names in local networks; others are left out
   * @param now ms since 1970
   * @returns the certificate and that of the authority, in PEM
   */
  async issue(serverKey: KeyObject, names: readonly string[], now: number): Promise<string> {
    const authority = new x509.X509Certificate(this.certificate)
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial(),
      subject: 'CN=Parlor',
      issuer: authority.subject,
      notBefore: new Date(now - DAY),
      notAfter: new Date(now + (LEAF_DAYS - 1) * DAY),
      signingAlgorithm: SIGNATURE,
      publicKey: await publicHalf(serverKey),
      signingKey: await secretHalf(this.#key),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          names.filter(isLocal).map((name) => ({ type: isIP(name) ? 'ip' : 'dns', value: name })),
        ),
        await x509.AuthorityKeyIdentifierExtension.create(authority),
      ],
    })
    return `${certificate.toString('pem')}\n${this.certificate}`
  }
}

async function createAuthority(host: string, now: number): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ CN: [`Parlor on ${host}`] }],
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + AUTHORITY_DAYS * DAY),
    signingAlgorithm: SIGNATURE,
    keys: keys as never,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey as never),
      new x509.Extension(NAME_CONSTRAINTS, true, AsnConvert.serialize(constraints())),
    ],
  })
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  const pem = createPrivateKey({ key, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' })
  return `${String(pem).trim()}\n${certificate.toString('pem')}\n`
}

function constraints(): NameConstraints {
  const names = LOCAL_DOMAINS.map((dNSName) => new GeneralName({ dNSName }))
  const networks = LOCAL_NETWORKS.map((iPAddress) => new GeneralName({ iPAddress }))
  const subtrees = [...names, ...networks].map((base) => new GeneralSubtree({ base }))
  return new NameConstraints({ permittedSubtrees: new GeneralSubtrees(subtrees) })
}

/** A random positive serial number of 16 bytes (RFC 5280, section 4.1.2.2). */
function serial(): string {
  const bytes = randomBytes(16)
  bytes[0]! &= 0x7f
  return bytes.toString('hex')
}

async function secretHalf(key: KeyObject): Promise<never> {
  const der = key.export({ format: 'der', type: 'pkcs8' })
  return (await webcrypto.subtle.importKey('pkcs8', der, CURVE, false, ['sign'])) as never
}

async function publicHalf(key: KeyObject): Promise<never> {
  const der = createPublicKey(key as never).export({ format: 'der', type: 'spki' })
  return (await webcrypto.subtle.importKey('spki', der, CURVE, true, ['verify'])) as never
}
