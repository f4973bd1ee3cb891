import { createHash, type X509Certificate } from 'node:crypto'
import { wordlist } from '@scure/bip39/wordlists/english'

const WORDS = 8
const BITS_A_WORD = 11
const HEX = /^[0-9a-f]{64}$/

/**
 * What a server is known by: the SHA-256 of its public key (SubjectPublicKeyInfo, RFC 5280, section 4.1), which
 * stays when only the certificate around it is made anew.
 *
 * @returns 64 hexadecimal digits
 */
export function fingerprintOf({ publicKey }: X509Certificate): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

/**
 * The first 88 bits of a fingerprint as eight words that can be read aloud, each of 11 bits (the English list of
 * BIP 39). Nobody can find another key with the same words.
 */
export function fingerprintWords(fingerprint: string): string {
  const bits = BigInt(`0x${fingerprint}`)
  const words = Array.from({ length: WORDS }, (_, i) => {
    const index = Number((bits >> BigInt(256 - (i + 1) * BITS_A_WORD)) & 0x7ffn)
    return wordlist[index]!
  })
  return words.join('-')
}

/**
 * A fingerprint as a person states it: eight words apart by dashes or blanks, or 64 digits, with colons or without.
 *
 * @returns as it is compared with `matchesFingerprint`; null where it is neither
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

/** Whether a fingerprint is the one that was stated; see `readFingerprint`. */
export function matchesFingerprint(stated: string, fingerprint: string): boolean {
  return stated === fingerprint || stated === fingerprintWords(fingerprint)
}
