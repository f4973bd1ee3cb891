import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { type Announcement, foundServer } from '../../../src/client/discovery/found-server.ts'

const own = [
  { family: 'IPv4', address: '192.168.1.9', netmask: '255.255.255.0', cidr: '192.168.1.9/24', internal: false },
  { family: 'IPv4', address: '127.0.0.1', netmask: '255.0.0.0', cidr: '127.0.0.1/8', internal: true },
].map((one) => ({ ...one, mac: '' })) as NetworkInterfaceInfo[]

const txt = { name: 'studio', version: '1', tls: 'no' }
const found = (announcement: Partial<Announcement>) => foundServer({ port: 12345, txt, ...announcement }, own)
const from = (address: string, ...addresses: string[]) => found({ referer: { address }, addresses })?.host

describe('an announced server', () => {
  it('has the fields of its announcement', () => {
    expect(found({ referer: { address: '192.168.1.5' }, addresses: ['192.168.1.5'] })).toEqual({
      name: 'studio',
      host: '192.168.1.5',
      port: 12345,
      tls: false,
      version: 1,
      own: false,
    })
  })

  it('prefers the address of the sender, then one on a local network, then IPv4', () => {
    expect(from('192.168.1.5', '10.0.0.1', '192.168.1.5', 'fd00::1')).toBe('192.168.1.5')
    expect(from('192.168.1.1', '10.0.0.1', '192.168.1.5')).toBe('192.168.1.5')
    expect(from('192.168.1.1', 'fd00::1', '10.0.0.1')).toBe('10.0.0.1')
    expect(from('192.168.1.1', 'fe80::1', 'fd00::1')).toBe('fd00::1')
    expect(from('192.168.1.5')).toBe('192.168.1.5')
    expect(from('fe80::5%br-lan', 'fe80::5', 'fd00::1')).toBe('fe80::5%br-lan')
    expect(from('fe80::5%br-lan')).toBe('fe80::5%br-lan')
    expect(from('127.0.0.1', '192.168.1.9')).toBe('127.0.0.1')
  })

  it('never has a loopback or invalid address from another machine', () => {
    expect(from('192.168.1.5', '127.0.0.1', 'evil.example', '::1')).toBe('192.168.1.5')
    expect(found({ addresses: ['-oProxyCommand=x'] })).toBeNull()
  })

  it('is recognized as a server on this machine', () => {
    expect(found({ referer: { address: '192.168.1.9' }, addresses: ['192.168.1.9'] })?.own).toBe(true)
    expect(found({ referer: { address: '127.0.0.1' } })?.own).toBe(true)
  })

  it('has a name without control characters', () => {
    const name = 'a\u001b]0;x\u0007\u202eb\n'
    expect(found({ txt: { ...txt, name }, referer: { address: '192.168.1.5' } })?.name).toBe('ab')
    expect(found({ txt: { ...txt, name: '\u200b' }, referer: { address: '192.168.1.5' } })?.name).toBe('192.168.1.5')
  })

  it.each([
    { port: 0 },
    { port: 70_000 },
    { txt: undefined },
    { txt: { ...txt, tls: 'perhaps' } },
    { txt: { ...txt, version: '1e9' } },
    { txt: { ...txt, name: 'x'.repeat(64) } },
    { txt: { name: 'studio' } },
  ])('is ignored when the announcement is invalid: %j', (announcement) => {
    expect(found({ referer: { address: '192.168.1.5' }, ...announcement })).toBeNull()
  })
})
