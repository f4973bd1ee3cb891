import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import {
  addressGroup,
  bareAddress,
  type Interfaces,
  isLoopback,
  isOwnMachine,
} from '../../../src/server/net/addresses.ts'

const V4 = { netmask: '255.255.255.0', family: 'IPv4', mac: '', internal: false, cidr: null } as const
const V6 = { netmask: 'ffff:ffff:ffff:ffff::', family: 'IPv6', mac: '', internal: false, cidr: null } as const
const INTERFACES: Interfaces = {
  eth0: [
    { address: '10.77.1.1', ...V4 },
    { address: 'fd00::2', scopeid: 0, ...V6 },
    { address: 'fe80::1', scopeid: 4, ...V6 },
  ],
}

describe('isOwnMachine', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.77.1.1', true],
    ['::ffff:10.77.1.1', true],
    ['::FFFF:10.77.1.1', true],
    ['fd00::2', true],
    ['FD00:0:0:0:0:0:0:2', true],
    ['fe80::1%eth0', true],
    ['fe80::1%4', true],
    ['10.77.1.2', false],
    ['fd00::3', false],
    ['fe80::1%eth1', false],
    ['fe80::1', false],
    ['fe80::2%eth0', false],
    ['unknown', false],
  ])('says of %s: %s', (address, own) => {
    expect(isOwnMachine(address, INTERFACES)).toBe(own)
  })

  it('knows every address of this machine', () => {
    const addresses = Object.entries(networkInterfaces()).flatMap(([name, list = []]) =>
      list.map(({ address }) => (address.startsWith('fe80') ? `${address}%${name}` : address)),
    )
    expect(addresses.filter((address) => !isOwnMachine(address))).toEqual([])
  })
})

describe('addressGroup', () => {
  it.each([
    ['10.77.1.1', '10.77.1.1'],
    ['::ffff:10.77.1.1', '10.77.1.1'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:ffff:1:2:3', '2001:db8:0:0::/64'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2001:DB8::', '2001:db8:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64%eth0'],
    ['::1', '::1'],
    ['unknown', 'unknown'],
  ])('counts %s as %s', (address, group) => {
    expect(addressGroup(address)).toBe(group)
  })
})

it('removes the IPv6 prefix of an IPv4 address', () => {
  expect(bareAddress('::ffff:10.0.0.7')).toBe('10.0.0.7')
  expect(bareAddress('::ffff:1')).toBe('::ffff:1')
  expect(isLoopback('::ffff:127.0.0.1')).toBe(true)
})
