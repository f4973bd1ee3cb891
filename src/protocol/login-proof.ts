import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** What a client signs to log in. It binds the signature to one server, one connection and one name. */
export interface LoginClaim {
  /** Fingerprint of the server's key as the client saw it, 64 hexadecimal digits; null without TLS. */
  readonly fingerprint: string | null
  /** Origin of the page that logs in, which cannot see that key; default: it is no page. */
  readonly page?: string | null
  /** The random text that the server sent in reply to `challenge`. */
  readonly challenge: string
  readonly name: string
}

/**
 * Signs a login claim with an Ed25519 private key (RFC 8032).
 *
 * @returns the signature, 64 bytes in base64url
 */
export function signLogin(claim: LoginClaim, key: KeyObject): string {
  return sign(null, claimBytes(claim), key).toString('base64url')
}

/**
 * Verifies the signature of a login claim. Malformed keys and signatures are invalid; it never throws.
 *
 * @param publicKey 32 bytes in base64url
 * @param signature 64 bytes in base64url
 */
export function verifyLogin(claim: LoginClaim, publicKey: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, claimBytes(claim), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

/** Whether a text is an Ed25519 public key: 32 bytes in base64url. */
export function isPublicKey(text: string): boolean {
  try {
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' })
    return true
  } catch {
    return false
  }
}

/** The public half of a private key, 32 bytes in base64url. */
export function publicKeyOf(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'jwk' }).x!
}

/** One field per line, so that no field can run into the next. The first line separates this use of the key from others. */
function claimBytes({ fingerprint, page, challenge, name }: LoginClaim): Buffer {
  const server = page ? `web ${page}` : (fingerprint ?? 'no TLS')
  return Buffer.from(`parlor login 1\n${server}\n${challenge}\n${name.normalize('NFKC')}\n`)
}
