import type { LabelFields } from '../../protocol/labels.ts'
import { type KeyStore, keptKey, makeKey, type PageKey } from '../session/page-key.ts'
import type { Credentials } from '../session/page-session.ts'
import type { ServerSocket } from '../wire/server-socket.ts'
import { withKey } from './page-account.ts'
import type { Store } from './store.ts'

export type Device = NonNullable<LabelFields<'account_keys'>['keys']>[number]

export interface PageDevicesOptions {
  socket(): ServerSocket
  readonly store: Store
  readonly keys: KeyStore
}

/** The keys by which devices stay logged in to the user's account: that of this browser, and the others. */
export class PageDevices {
  readonly #options: PageDevicesOptions
  #key: PageKey | null = null

  constructor(options: PageDevicesOptions) {
    this.#options = options
  }

  /** Reads the key of this browser, and shows whose it is. */
  async load(): Promise<void> {
    this.#remember(await keptKey(this.#options.keys))
  }

  /** Public half of the key of this browser; null if it has none. */
  get own(): string | null {
    return this.#key?.publicKey ?? null
  }

  /** Credentials of the account that this browser is logged in to; null if it is to none. */
  credentials(serverPassword: string | null): Credentials | null {
    return this.#key && withKey(this.#key, serverPassword)
  }

  /**
   * Makes a key for the account that the user has just logged in to with a password, so that this browser stays logged in.
   * @returns how to prove the name from now on; null where the browser or the server has no place for a key
   */
  async stay(name: string): Promise<Credentials['prove']> {
    const { socket, store, keys } = this.#options
    const key = await makeKey(name)
    const stored = key !== null && (await this.#add(socket(), key)) && (await succeeds(keys.put(key)))
    store.dispatch({ type: 'stays', stays: stored })
    if (!stored) return null
    this.#remember(key)
    return withKey(key, null).prove
  }

  /** Forgets the key here, without the server. */
  async forget(): Promise<void> {
    this.#remember(null)
    await succeeds(this.#options.keys.put(null))
  }

  /** Lists the devices that are logged in. */
  async list(): Promise<void> {
    const { keys = [] } = await this.#options.socket().request('account_keys', {})
    this.#options.store.dispatch({ type: 'devices', devices: keys })
  }

  /** Logs a device out: its key is void. */
  async remove(key: string): Promise<void> {
    await this.#options.socket().request('account_change', { remove_key: key })
    if (key === this.own) await this.forget()
    await this.list()
  }

  /** Logs this browser out for good. */
  async logOut(): Promise<void> {
    const { own } = this
    if (own === null) return
    await succeeds(this.#options.socket().request('account_change', { remove_key: own }))
    await this.forget()
  }

  /** Voids the keys of all devices, and ends their logins; that of this connection goes on. */
  async logOutEverywhere(): Promise<void> {
    await this.#options.socket().request('account_change', { log_out_everywhere: true })
    await this.forget()
    await this.list()
  }

  async #add(socket: ServerSocket, { publicKey }: PageKey): Promise<boolean> {
    const fields = { add_key: publicKey, key_name: this.#options.keys.device }
    const reply = await socket.request('account_change', fields).catch(() => null)
    return reply?.status === 'ok'
  }

  #remember(key: PageKey | null): void {
    this.#key = key
    this.#options.store.dispatch({ type: 'kept login', name: key?.name ?? null })
  }
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  )
}
