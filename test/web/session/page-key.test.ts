import { describe, expect, it, vi } from 'vitest'
import { verifyLogin } from '../../../src/protocol/login-proof.ts'
import { PageDevices } from '../../../src/web/app/page-devices.ts'
import { Store } from '../../../src/web/app/store.ts'
import {
  deviceName,
  type KeyStore,
  keptKey,
  makeKey,
  type PageKey,
  signLogin,
} from '../../../src/web/session/page-key.ts'
import { defaultPreferences, initialPage } from '../../../src/web/state/page-state.ts'
import type { ServerSocket } from '../../../src/web/wire/server-socket.ts'

class FakeStore implements KeyStore {
  readonly device = 'Firefox on Linux'
  kept: PageKey | null = null
  async get() {
    return this.kept
  }
  async put(key: PageKey | null) {
    this.kept = key
  }
}

const broken: KeyStore = {
  device: '',
  get: () => Promise.reject(new Error('private window')),
  put: () => Promise.reject(new Error('private window')),
}

/** The devices of a page, with a server that replies with these statuses. */
function devicesWith(keys: KeyStore, status = 'ok') {
  const sent: [string, object][] = []
  const socket = {
    request: async (action: string, fields: object) => {
      sent.push([action, fields])
      return action === 'account_keys' ? { status, keys: [] } : { status }
    },
  } as unknown as ServerSocket
  const store = new Store(initialPage(defaultPreferences))
  return { sent, store, devices: new PageDevices({ socket: () => socket, store, keys }) }
}

describe('the key of a browser', () => {
  it('signs what the server verifies, for its origin, and cannot be extracted', async () => {
    const key = (await makeKey('Ann'))!
    const page = 'https://192.168.1.5:12345'
    const signature = await signLogin(key, `web ${page}`, 'challenge')
    const claim = { fingerprint: null, page, challenge: 'challenge', name: 'Ann' }
    expect(verifyLogin(claim, key.publicKey, signature)).toBe(true)
    for (const change of [{ page: 'https://evil.example' }, { page: null }, { name: 'Bo' }]) {
      expect(verifyLogin({ ...claim, ...change }, key.publicKey, signature)).toBe(false)
    }
    expect(key.privateKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('pkcs8', key.privateKey)).rejects.toThrow()
  })

  it('is kept after a login by password, found again, and removed by logging out', async () => {
    const keys = new FakeStore()
    const { devices, sent, store } = devicesWith(keys)
    expect(await devices.stay('Ann')).not.toBeNull()
    expect(store.state).toMatchObject({ stays: true, keptLogin: 'Ann' })
    const { publicKey } = keys.kept!
    expect(sent[0]).toMatchObject(['account_change', { add_key: publicKey, key_name: 'Firefox on Linux' }])

    const later = devicesWith(keys)
    await later.devices.load()
    expect(later.store.state.keptLogin).toBe('Ann')
    expect(later.devices.credentials(null)?.name).toBe('Ann')
    await later.devices.logOut()
    expect(later.sent).toEqual([['account_change', { remove_key: publicKey }]])
    expect([keys.kept, later.store.state.keptLogin]).toEqual([null, null])
  })

  it('is not kept where the server refuses it or the browser keeps nothing, which is said', async () => {
    for (const [keys, status] of [
      [new FakeStore(), 'too many keys'],
      [broken, 'ok'],
    ] as const) {
      const { devices, store } = devicesWith(keys, status)
      expect(await devices.stay('Ann')).toBeNull()
      expect(store.state).toMatchObject({ stays: false, keptLogin: null })
    }
    expect(await keptKey(broken)).toBeNull()
  })

  it('is not made where the browser has no Ed25519, which is said', async () => {
    const lacking = vi.spyOn(crypto.subtle, 'generateKey').mockRejectedValue(new Error('not supported'))
    const { devices, sent, store } = devicesWith(new FakeStore())
    expect(await devices.stay('Ann')).toBeNull()
    lacking.mockRestore()
    expect(sent).toEqual([])
    expect(store.state.stays).toBe(false)
  })

  it('is forgotten when all devices are logged out', async () => {
    const keys = new FakeStore()
    const { devices, sent } = devicesWith(keys)
    await devices.stay('Ann')
    await devices.logOutEverywhere()
    expect(keys.kept).toBeNull()
    expect(sent.map(([, fields]) => fields)).toContainEqual({ log_out_everywhere: true })
  })

  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36', 'Chrome on Android'],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari on iPhone'],
    ['curl', 'Browser'],
  ])('is named by browser and system: %s', (agent, name) => {
    expect(deviceName(agent)).toBe(name)
  })
})
