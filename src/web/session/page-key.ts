/** The key with which this browser logs in to an account; the private half can sign, and cannot be read by anybody. */
export interface PageKey {
  /** The name of the account. */
  readonly name: string
  /** 32 bytes in base64url. */
  readonly publicKey: string
  readonly privateKey: CryptoKey
}

/** Where the key is kept. Every method rejects if the browser refuses storage. */
export interface KeyStore {
  /** What this device is called, such as `Firefox on Linux`. */
  readonly device: string
  get(): Promise<PageKey | null>
  put(key: PageKey | null): Promise<void>
}

/** Ed25519 of RFC 8032; browsers of before 2025 may lack it. */
const ALGORITHM = 'Ed25519'
const DATABASE = 'parlor'
const STORE = 'keys'
/** The store holds one entry. */
const PLACE = 'login'

/** The key in IndexedDB, which alone can hold a key that cannot be extracted. */
export const indexedKey: KeyStore = {
  get device() {
    return deviceName(navigator.userAgent)
  },
  get: () => inStore('readonly', (store) => store.get(PLACE)).then((key) => (key as PageKey | undefined) ?? null),
  put: async (key) => {
    await inStore('readwrite', (store) => (key === null ? store.delete(PLACE) : store.put(key, PLACE)))
  },
}

/** The kept key; null where there is none, and where the browser refuses storage, as in a private window. */
export async function keptKey(store: KeyStore): Promise<PageKey | null> {
  try {
    return await store.get()
  } catch {
    return null
  }
}

/** Makes a key for an account. @returns null where the browser has no Ed25519 */
export async function makeKey(name: string): Promise<PageKey | null> {
  try {
    const pair = (await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify'])) as CryptoKeyPair
    const raw = await crypto.subtle.exportKey('raw', pair.publicKey)
    return { name, publicKey: base64url(raw), privateKey: pair.privateKey }
  } catch {
    return null
  }
}

/**
 * Signs a login as docs/PROTOCOL.md describes it.
 * @param server what stands for the server: `web ` and the origin of the page, or the key that a gateway told
 * @returns the signature, 64 bytes in base64url
 */
export async function signLogin({ privateKey, name }: PageKey, server: string, challenge: string): Promise<string> {
  const claim = `parlor login 1\n${server}\n${challenge}\n${name.normalize('NFKC')}\n`
  return base64url(await crypto.subtle.sign(ALGORITHM, privateKey, new TextEncoder().encode(claim)))
}

/** The browser and the system of this device, such as `Firefox on Linux`, by which a person recognises its key. */
export function deviceName(agent: string): string {
  const browsers = {
    Edg: 'Edge',
    OPR: 'Opera',
    Firefox: 'Firefox',
    FxiOS: 'Firefox',
    Chrome: 'Chrome',
    Safari: 'Safari',
  }
  const systems = {
    Android: 'Android',
    iPhone: 'iPhone',
    iPad: 'iPad',
    Windows: 'Windows',
    Mac: 'macOS',
    Linux: 'Linux',
  }
  const find = (names: Record<string, string>) => Object.entries(names).find(([word]) => agent.includes(word))?.[1]
  return [find(browsers) ?? 'Browser', find(systems)].filter(Boolean).join(' on ')
}

function base64url(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function inStore(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(STORE, mode)
      const request = work(transaction.objectStore(STORE))
      transaction.oncomplete = () => {
        opening.result.close()
        resolve(request.result)
      }
      transaction.onabort = () => reject(transaction.error)
    }
  })
}

/**
 * What stands for the server in what a page signs: the key that `chat-client web` wrote into its page, because it checked that
 * one, or else the origin of the page.
 */
export function serverInPage(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=server-key]')?.content ?? `web ${location.origin}`
}

/** Whether others on the network cannot read what this page sends. */
export function isEncrypted(): boolean {
  const server = serverInPage()
  return server.startsWith('web ') ? location.protocol === 'https:' : server !== 'no TLS'
}
