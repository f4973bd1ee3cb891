import { describe, expect, it } from 'vitest'
import { linkLines, pageAddress } from '../../src/lib/web-address.ts'

const key = 'apple-bear'

describe('the link to the web client', () => {
  it('is told with the address that the user came by first, and the key to compare', () => {
    const pages = ['https://192.168.1.5:31000', 'https://10.0.0.7:31000', 'https://[fd00::1]:31000']
    expect(linkLines({ pages, host: 'fd00::1', key }, false)).toEqual([
      'Join from a browser or phone: https://[fd00::1]:31000',
      'Other addresses of the same page: https://192.168.1.5:31000 https://10.0.0.7:31000',
      'Key of the server, to compare: apple-bear',
    ])
    expect(linkLines({ pages, host: '127.0.0.1', key: null }, false)[0]).toContain('https://192.168.1.5:31000')
  })

  it('comes with a QR code of its address where a terminal can show one', () => {
    const lines = linkLines({ pages: ['https://10.0.0.7:31000'], host: '', key: null }, true)
    expect(lines).toHaveLength(1 + 15)
    expect(new Set(lines.slice(1).map((line) => line.length))).toEqual(new Set([29]))
    expect(lines.slice(1).join('')).toMatch(/^[ █▀▄]+$/)
  })

  it('is refused in words when the server has no page, and when what it sent is none', () => {
    for (const pages of [[], ['javascript:alert(1)', 'x', 'ftp://10.0.0.7', '\u001b]52;c;x\u0007']]) {
      expect(linkLines({ pages, host: '', key }, true)).toEqual([
        'This server has no web client: its operator started it with --no-web.',
      ])
    }
  })

  it('has brackets around an IPv6 address', () => {
    expect(pageAddress('fd00::1', 1, true)).toBe('https://[fd00::1]:1')
    expect(pageAddress('meet.local', 1, false)).toBe('http://meet.local:1')
  })
})
