import { describe, expect, it } from 'vitest'
import { missingZone, parseAddress } from '../../../src/client/connection/server-address.ts'
import { ok, refused } from '../../../src/lib/result.ts'

describe('parseAddress', () => {
  it('accepts a host with or without a port', () => {
    expect(parseAddress('192.168.1.5')).toEqual(ok({ host: '192.168.1.5', port: 12_345 }))
    expect(parseAddress(' hall.local:80 ')).toEqual(ok({ host: 'hall.local', port: 80 }))
    expect(parseAddress('[fe80::1%eth0]:99')).toEqual(ok({ host: 'fe80::1%eth0', port: 99 }))
    expect(parseAddress('fe80::1')).toEqual(ok({ host: 'fe80::1', port: 12_345 }))
    expect(parseAddress('::1')).toEqual(ok({ host: '::1', port: 12_345 }))
  })

  it.each([
    ['[fe80::1%br-lan]:31003', 'fe80::1%br-lan', 31_003],
    ['[fe80::1%eth0.100]', 'fe80::1%eth0.100', 12_345],
    ['fe80::1%br-lan', 'fe80::1%br-lan', 12_345],
    ['fe80::1%4', 'fe80::1%4', 12_345],
    ['192.168.1.5 port 99', '192.168.1.5', 99],
    ['fe80::1%br-lan port 99', 'fe80::1%br-lan', 99],
    ['[2001:db8::1]', '2001:db8::1', 12_345],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1', 12_345],
  ])('accepts %s', (text, host, port) => {
    expect(parseAddress(text)).toEqual(ok({ host, port }))
  })

  it('uses the given port where the address has none', () => {
    expect(parseAddress('10.0.0.1', 99)).toEqual(ok({ host: '10.0.0.1', port: 99 }))
    expect(parseAddress('10.0.0.1:7', 99)).toEqual(ok({ host: '10.0.0.1', port: 7 }))
  })

  it('returns an error with examples for an invalid address', () => {
    for (const text of [
      '',
      '  ',
      'two words',
      'host:',
      'host:0',
      'host:65536',
      'host:12a',
      '[::1',
      'http://x',
      '[hall]:80',
      'fe80::1%a/b',
      '[fe80::1%]:80',
    ]) {
      expect(parseAddress(text)).toEqual(
        refused(expect.stringMatching(/^Invalid server address\. Use a form like .*\.$/)),
      )
    }
  })
})

describe('missingZone', () => {
  it('is the problem of a link-local address without a zone, with the interfaces to choose from', () => {
    expect(missingZone('fe80::1', ['wlan0', 'br-lan'])).toBe(
      'fe80::1 is a link-local address, which needs the network interface as its zone: fe80::1%wlan0 (interfaces here: wlan0, br-lan)',
    )
    expect(missingZone('FE80::1', [])).toContain('FE80::1%eth0')
  })

  it.each(['fe80::1%br-lan', '192.168.1.5', 'fd00::1', 'fe80.example'])('is none for %s', (host) => {
    expect(missingZone(host)).toBeNull()
  })
})
