import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../src/client/connection/server-address.ts'
import { ok, refused } from '../../../src/lib/result.ts'

describe('parseAddress', () => {
  it('accepts a host with or without a port', () => {
    expect(parseAddress('192.168.1.5')).toEqual(ok({ host: '192.168.1.5', port: 12_345 }))
    expect(parseAddress(' hall.local:80 ')).toEqual(ok({ host: 'hall.local', port: 80 }))
    expect(parseAddress('[fe80::1%eth0]:99')).toEqual(ok({ host: 'fe80::1%eth0', port: 99 }))
    expect(parseAddress('fe80::1')).toEqual(ok({ host: 'fe80::1', port: 12_345 }))
    expect(parseAddress('::1')).toEqual(ok({ host: '::1', port: 12_345 }))
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
    ]) {
      expect(parseAddress(text)).toEqual(
        refused(expect.stringMatching(/^Invalid server address\. Use a form like .*\.$/)),
      )
    }
  })
})
