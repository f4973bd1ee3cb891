import { createHash, X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'
import { describe, expect, it } from 'vitest'
import { fingerprintOf, fingerprintWords, matchesFingerprint, readFingerprint } from '../../src/protocol/fingerprint.ts'

const HEX = `8c070f9e7d3ba70003d2aa${'0'.repeat(42)}`

describe('a fingerprint', () => {
  it('is that of the key: a new certificate for it has the same', async () => {
    const first = await generate(undefined, { keyType: 'ec', algorithm: 'sha256' })
    const keyPair = { privateKey: first.private, publicKey: first.public }
    const again = await generate(undefined, { keyType: 'ec', algorithm: 'sha256', keyPair })
    const other = await generate(undefined, { keyType: 'ec', algorithm: 'sha256' })
    const [a, b, c] = [first, again, other].map(({ cert }) => fingerprintOf(new X509Certificate(cert)))
    const der = Buffer.from(first.public.replace(/-----.*-----|\s/g, ''), 'base64')
    expect(a).toBe(createHash('sha256').update(der).digest('hex'))
    expect(first.cert).not.toBe(again.cert)
    expect(b).toBe(a)
    expect(c).not.toBe(a)
  })

  it('is shown as eight words of its first 88 bits', () => {
    expect(fingerprintWords('0'.repeat(64))).toBe(Array(8).fill('abandon').join('-'))
    expect(fingerprintWords('f'.repeat(64))).toBe(Array(8).fill('zoo').join('-'))
    // 10001100000 00111000011 ...: words 1120 and 451 of the list, counted from 0.
    expect(fingerprintWords(HEX)).toMatch(/^metal-debris-/)
    const changed = `${HEX.slice(0, 21)}b${HEX.slice(22)}`
    expect(fingerprintWords(changed)).not.toBe(fingerprintWords(HEX))
  })

  it('is parsed from its words, with any separators, and from its digits', () => {
    const words = fingerprintWords(HEX)
    for (const stated of [
      words,
      ` ${words.toUpperCase()} `,
      words.replaceAll('-', '  '),
      HEX,
      HEX.match(/../g)!.join(':'),
    ]) {
      expect(matchesFingerprint(readFingerprint(stated)!, HEX), stated).toBe(true)
      expect(matchesFingerprint(readFingerprint(stated)!, `9${HEX.slice(1)}`)).toBe(false)
    }
  })

  it('is not parsed from anything else', () => {
    const words = fingerprintWords(HEX).split('-')
    for (const text of ['', 'abc', HEX.slice(1), words.slice(1).join('-'), [...words.slice(1), 'xyzzy'].join('-')]) {
      expect(readFingerprint(text), text).toBeNull()
    }
  })
})
