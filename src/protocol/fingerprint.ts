import { createHash, type X509Certificate } from 'node:crypto'
import { wordlist } from '@scure/bip39/wordlists/english'

const WORDS = 8
const BITS_PER_WORD = 11
const HEX = /^[0-9a-f]{64}$/

/**
 * The fingerprint that identifies a server: the SHA-256 of its public key (SubjectPublicKeyInfo, RFC 5280,
 * section 4.1). It does not change when a certificate is renewed with the same key.
 *
 * @returns 64 lower-case hexadecimal digits
 */
export function fingerprintOf({ publicKey }: X509Certificate): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

/**
 * The first 88 bits of a fingerprint as eight words to read aloud, 11 bits per word (English word list of BIP 39),
 * joined by dashes. Finding another key with the same words takes about 2^88 attempts.
 *
 * @param fingerprint 64 hexadecimal digits
 */
export function fingerprintWords(fingerprint: string): string {
  const bits = BigInt(`0x${fingerprint}`)
  const words = Array.from({ length: WORDS }, (_, i) => {
    const index = Number((bits >> BigInt(256 - (i + 1) * BITS_PER_WORD)) & 0x7ffn)
    return wordlist[index]!
  })
  return words.join('-')
}

/**
 * Parses a fingerprint that a person entered: eight words separated by dashes or blanks, or 64 hexadecimal digits
 * with or without colons. Case is ignored.
 *
 * @returns the normalized form for `matchesFingerprint`; null if the text is neither
 */
export function readFingerprint(text: string): string | null {
  const hex = text.trim().toLowerCase().replaceAll(':', '')
  if (HEX.test(hex)) return hex
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s-]+/)
  if (words.length !== WORDS || words.some((word) => !wordlist.includes(word))) return null
  return words.join('-')
}

/**
 * Whether a fingerprint matches the one that was entered.
 *
 * @param stated a result of `readFingerprint`
 * @param fingerprint 64 hexadecimal digits
 */
export function matchesFingerprint(stated: string, fingerprint: string): boolean {
  return stated === fingerprint || stated === fingerprintWords(fingerprint)
}
