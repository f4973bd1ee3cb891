import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** What a client signs to log in: for one server, one connection and one name. */
export interface LoginClaim {
  /** SHA-256 of the server's public key in hex as the client saw it; null without TLS. */
  readonly fingerprint: string | null
  /** What the server asked to be signed. */
  readonly challenge: string
  readonly name: string
}

/** Signs a claim by an Ed25519 key (RFC 8032). @returns base64url */
export function signLogin(claim: LoginClaim, key: KeyObject): string {
  return sign(null, claimBytes(claim), key).toString('base64url')
}

/** Whether a claim was signed by the owner of a public key, 32 bytes in base64url. Never throws. */
export function verifyLogin(claim: LoginClaim, publicKey: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, claimBytes(claim), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

/** Whether a text is a public key, 32 bytes in base64url. */
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

/** Each part on a line of its own, so that none can be taken for another; the first says what is signed. */
function claimBytes({ fingerprint, challenge, name }: LoginClaim): Buffer {
  return Buffer.from(`parlor login 1\n${fingerprint ?? 'no TLS'}\n${challenge}\n${name.normalize('NFKC')}\n`)
}
