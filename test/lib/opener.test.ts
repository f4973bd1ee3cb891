import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { openByHand, openerFor, openInBrowser } from '../../src/lib/opener.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

const URL = 'http://127.0.0.1:4000/00'
const SSH = { SSH_CONNECTION: '192.168.1.9 50122 192.168.1.4 22' }

describe('openerFor', () => {
  it.each([
    ['linux', { DISPLAY: ':0' }, { command: 'xdg-open', args: [URL] }],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, { command: 'xdg-open', args: [URL] }],
    ['linux', {}, null],
    ['linux', { DISPLAY: ':10', ...SSH }, null],
    ['darwin', {}, { command: 'open', args: [URL] }],
    ['darwin', SSH, null],
    ['win32', {}, { command: 'rundll32', args: ['url.dll,FileProtocolHandler', URL] }],
  ] as const)('on %s with %o', (platform, env, expected) => {
    expect(openerFor(URL, { platform, env, user: 'ann' })).toEqual(expected)
  })
})

describe('openByHand', () => {
  const emit = (env: NodeJS.ProcessEnv) => openByHand(URL, 4000, { platform: 'linux', env, user: 'ann' }).join('\n')

  it('prints only the link on this machine', () => {
    expect(emit({})).toContain(URL)
    expect(emit({})).not.toContain('ssh')
  })

  it('prints the tunnel too over SSH, to the address and port of the SSH session', () => {
    expect(emit(SSH)).toContain('ssh -N -L 4000:127.0.0.1:4000 ann@192.168.1.4\n')
    expect(emit(SSH)).toContain(URL)
    expect(emit({ SSH_CONNECTION: 'fe80::1 5 fe80::2 2222' })).toContain('ssh -N -p 2222 -L 4000:')
  })
})

describe('openInBrowser', () => {
  const node = (code: string) => ({ command: process.execPath, args: ['-e', code] })

  it('reports whether the program succeeded', async () => {
    expect(await openInBrowser(node('process.exit(0)'), systemClock)).toBe(true)
    expect(await openInBrowser(node('process.exit(3)'), systemClock)).toBe(false)
    expect(await openInBrowser({ command: 'no-such-program', args: [] }, systemClock)).toBe(false)
  })

  it('accepts a program that keeps running as a browser', async () => {
    const clock = new ManualClock()
    const opened = openInBrowser(node('setTimeout(() => {}, 4000)'), clock)
    clock.advance(3000)
    expect(await opened).toBe(true)
  })
})
